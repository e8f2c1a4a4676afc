"""
A video around two images and a clip.

Task: an image for the beginning, one for the end, and in the middle a clip, played backwards.
Makes: `start.png`, `end.png`, `middle.mp4`, `keyed.mp4` and the contact sheet `05_keyframes.png`.
"""

from __future__ import annotations

from _sheet import contact_sheet, first_clip, folder

from framehook import Call, CheckFailedError, Client
from framehook_ffmpeg_api import extract_frame
from framehook_ltx import multiconditioning

here = folder()
middle = first_clip(here / "middle.mp4", frames=16, seed=3)


def keyed(place: int) -> Call:
    """Return the call with the last image at a place."""
    return multiconditioning(
        prompt="a walk through the hills",
        images=[
            {"image_url": here / "start.png"},
            {"image_url": here / "end.png", "start_frame_num": place},
        ],
        videos=[{"video_url": middle, "start_frame_num": 24, "reverse_video": True}],
        resolution="480p",
        num_frames=65,
        frame_rate=24,
    )


with Client(service="local") as client:
    for name, seed in (("start", 11), ("end", 20)):
        clip = first_clip(here / f"{name}.mp4", frames=2, seed=seed)
        client.run(extract_frame(video_url=clip)).save(here / f"{name}.png", force=True)
    try:
        client.run(keyed(72))  # the video ends before that
    except CheckFailedError as exc:
        print("refused:", exc.issues[0].message)
    saved = client.run(keyed(64)).save(here / "keyed.mp4", force=True)

print(f"{saved.facts.frames} frames of {saved.facts.size}")
contact_sheet(
    here / "05_keyframes.png",
    [here / "start.png", here / "end.png"],
    middle,
    here / "keyed.mp4",
    columns=9,
)
