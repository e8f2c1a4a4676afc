"""
Slow motion: four times as many frames, at the same rate.

Task: a second of film that takes four, without a stutter. Three new frames follow each old one.
Makes: `clip.mp4`, `slow.mp4` and the contact sheet `07_slow_motion.png`, the clip
above what takes four times as long.
"""

from __future__ import annotations

from pathlib import Path

from _sheet import contact_sheet, first_clip, folder

from framehook import Client
from framehook_amt_interpolation import interpolate_video

PASSES = 2

here = folder()
clip = first_clip(here / "clip.mp4", frames=24, size=(256, 144))
call = interpolate_video(video_url=clip, recursive_interpolation_passes=PASSES, output_fps=24)

with Client(service="local") as client:
    before = client.probe(clip)
    result = client.run(call)
    saved = result.save(here / "slow.mp4", force=True)

assert before.frames is not None
assert saved.facts.frames == (before.frames - 1) * 2**PASSES + 1
print(f"{before.duration:g} s became {saved.facts.duration:.3g} s; {result.fidelity.name}")
contact_sheet(here / "07_slow_motion.png", clip, Path(saved.path))
