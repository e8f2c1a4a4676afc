"""
Extend, enlarge, smooth and give sound, without moving a file in between.

Task: make a finished video out of a short silent clip, with four models in a row. The file of
each result is an argument of the next call as it is; it stays where the service has put it.
Makes: `finished.mp4` and the contact sheet `02_chain_without_uploads.png`.
"""

from __future__ import annotations

from _sheet import contact_sheet, first_clip, folder

from framehook import Client, Event
from framehook.testing import make_wav
from framehook_amt_interpolation import interpolate_video
from framehook_ffmpeg_api import merge_audio_video
from framehook_pixverse import v6
from framehook_video_upscaler import upscale_video

here = folder()
clip = first_clip(here / "clip.mp4", frames=12)
sound = here / "sound.wav"
sound.write_bytes(make_wav(1.5))
uploaded: list[str] = []


def listen(event: Event) -> None:
    """Note what is brought to the service."""
    if event.kind == "transfer" and event.data["what"] == "upload" and not event.data["done"]:
        uploaded.append(str(event.data["name"]))


with Client(service="local") as client:
    longer = client.run(
        v6.extend(prompt="the wind rises", video_url=clip, resolution="360p", duration=1),
        on_event=listen,
    )
    larger = client.run(upscale_video(video_url=longer.output.video, scale=1.5), on_event=listen)
    smoother = client.run(
        interpolate_video(
            video_url=larger.output.video, recursive_interpolation_passes=1, output_fps=48
        ),
        on_event=listen,
    )
    finished = client.run(
        merge_audio_video(video_url=smoother.output.video, audio_url=sound), on_event=listen
    )
    saved = finished.save(here / "finished.mp4", force=True)

# The clip for the first step and the sound for the last one; nothing between the steps.
assert uploaded == ["clip.mp4", "sound.wav"], uploaded
print("uploaded:", ", ".join(uploaded))
print(f"{saved.facts.frames} frames, {saved.facts.fps:g} a second, {saved.facts.size}")
contact_sheet(here / "02_chain_without_uploads.png", clip, here / "finished.mp4")
