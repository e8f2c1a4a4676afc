"""
From a first image to a last one.

Task: two stills of a product shoot are there; the video between them is not.
Makes: `morning.png`, `evening.png`, `between.mp4` and the contact sheet
`04_from_one_image_to_another.png`.
"""

from __future__ import annotations

from _sheet import contact_sheet, first_clip, folder

from framehook import Client
from framehook_ffmpeg_api import extract_frame
from framehook_pixverse import v6

here = folder()
with Client(service="local") as client:
    for name, seed in (("morning", 11), ("evening", 20)):
        clip = first_clip(here / f"{name}.mp4", frames=2, seed=seed)
        client.run(extract_frame(video_url=clip)).save(here / f"{name}.png", force=True)
    call = v6.transition(
        prompt="the day passes",
        first_image_url=here / "morning.png",
        end_image_url=here / "evening.png",
        resolution="360p",
        duration="2s",
    )
    print(call.arguments()["duration"], "seconds, however they are written")
    result = client.run(call)
    saved = result.save(here / "between.mp4", force=True)

print(f"{saved.facts.frames} frames, {saved.facts.duration:g} s")
contact_sheet(
    here / "04_from_one_image_to_another.png",
    [here / "morning.png", here / "evening.png"],
    here / "between.mp4",
)
