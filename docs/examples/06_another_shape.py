"""
A wide clip for a tall screen, and a wider one.

Task: reframe a 16:9 clip as 9:16, and paint new surroundings to its left and right.
Makes: `clip.mp4`, `tall.mp4`, `wider.mp4` and the contact sheet `06_another_shape.png`.
"""

from __future__ import annotations

from _sheet import contact_sheet, first_clip, folder

from framehook import Client
from framehook_luma import ray_2_flash
from framehook_wan_vace import outpaint

here = folder()
clip = first_clip(here / "clip.mp4", frames=24)
calls = {
    "tall": ray_2_flash.reframe(video_url=clip, aspect_ratio="9:16"),
    "wider": outpaint(
        prompt="a wide valley",
        video_url=clip,
        expand_left=True,
        expand_right=True,
        expand_ratio=0.25,
        match_input_num_frames=True,
        match_input_frames_per_second=True,
        resolution="240p",
    ),
}

made = []
with Client(service="local") as client:
    for name, call in calls.items():
        expected = client.check(call).expected
        print(f"{name}: {expected.size if expected else 'unknown'} is expected")
        saved = client.run(call).save(here / f"{name}.mp4", force=True)
        print(f"{name}: {saved.facts.size}, {saved.facts.frames} frames")
        made.append(here / f"{name}.mp4")

contact_sheet(here / "06_another_shape.png", clip, *made)
