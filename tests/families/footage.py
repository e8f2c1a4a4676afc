"""What is in a video file: frames by their brightness, and packets as they are."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av


def rows(frame: av.VideoFrame) -> list[bytes]:
    """Return the brightness of all pixels, row by row."""
    plane = frame.planes[0]
    data = bytes(plane)
    return [data[row * plane.line_size :][: frame.width] for row in range(frame.height)]


def brightness(frame: av.VideoFrame) -> bytes:
    """Return the brightness of all pixels, one row after another."""
    return b"".join(rows(frame))


def frames_of(
    path: Path, look: Callable[[av.VideoFrame], Any] = brightness
) -> tuple[tuple[int, int], Fraction, list[Any]]:
    """Return size, rate and what is seen of each frame."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        size = (stream.width, stream.height)
        return size, stream.average_rate, [look(frame) for frame in container.decode(stream)]


def packets_of(path: Path, kind: str = "video") -> list[bytes]:
    """Return the packets of the first stream of a kind."""
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(**{kind: 0}) if packet.size]


def far(one: bytes, other: bytes) -> float:
    """Return how much two frames differ on average, the badge at the bottom aside."""
    top = len(one) * 4 // 5
    return sum(abs(a - b) for a, b in zip(one[:top], other[:top], strict=True)) / top


def loudness_of(path: Path) -> list[float]:
    """Return the loudest sample of each twentieth of a second; empty without sound."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return []
        stream = container.streams.audio[0]
        samples = array("f")
        for frame in container.decode(stream):
            samples.frombytes(bytes(frame.planes[0])[: 4 * frame.samples])
        step = stream.rate // 20
        return [max(map(abs, samples[at : at + step])) for at in range(0, len(samples), step)]
