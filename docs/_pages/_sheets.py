"""The contact sheets of the examples, as small pictures."""

from __future__ import annotations

__all__ = ("draw_sheets",)

import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av

SHOWN = (
    "03_three_aspect_ratios",
    "04_from_one_image_to_another",
    "05_keyframes",
    "06_another_shape",
)
WIDEST = 880


def draw_sheets(examples: Path, folder: Path) -> list[Path]:
    """Run the examples that are shown, and draw their sheets into a folder."""
    with tempfile.TemporaryDirectory() as name:
        return [_draw(examples / f"{stem}.py", Path(name), folder) for stem in SHOWN]


def _draw(script: Path, work: Path, folder: Path) -> Path:
    command = [sys.executable, script, work]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - scripts of ours
    with av.open(str(work / f"{script.stem}.png")) as picture:
        sheet = next(picture.decode(video=0))
    wide = min(WIDEST, sheet.width)
    small = sheet.reformat(
        wide, sheet.height * wide // sheet.width, "yuvj420p", interpolation="AREA"
    )
    encoder = av.VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = small.width, small.height, "yuvj420p"
    encoder.time_base = Fraction(1, 1)
    encoder.qmin = encoder.qmax = 5
    target = folder / f"{script.stem}.jpg"
    packets = [*encoder.encode(small), *encoder.encode(None)]
    target.write_bytes(b"".join(bytes(packet) for packet in packets))
    return target
