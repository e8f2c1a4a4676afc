"""
Make a clip go on.

Task: a clip of two seconds is too short. Keep its first 40 frames, and have a model continue.
Makes: `clip.mp4`, `longer.mp4` and the contact sheet `01_extend_a_clip.png`.
"""

from __future__ import annotations

from _sheet import contact_sheet, first_clip, folder

from framehook import Client
from framehook_magi.distilled import extend_video

here = folder()
clip = first_clip(here / "clip.mp4")
call = extend_video(
    prompt="the sun goes down", video_url=clip, start_frame=40, num_frames=96, resolution="480p"
)

with Client(service="local") as client:
    checked = client.check(call)
    for issue in checked.issues:
        print(f"{issue.level}: {issue.message}")
    print("At its own service this would cost", client.quote(call))
    result = client.run(call)
    saved = result.save(here / "longer.mp4", force=True)

print(f"40 frames kept, 96 added: {saved.facts.frames} frames of {saved.facts.size}")
contact_sheet(here / "01_extend_a_clip.png", clip, here / "longer.mp4")
