"""Scaling a clip whose brightness something else makes larger first."""

from __future__ import annotations

__all__ = ("Redraw", "RedrawingScaler")

from collections.abc import Callable
from typing import TypeAlias

from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

from ._clip import Clip
from ._faithful import faithful_scaler
from ._graph import Chain

Redraw: TypeAlias = Callable[[VideoFrame], VideoFrame]
"""Takes an upright `gray` frame and gives one of any size, the same for all of a clip."""


class RedrawingScaler:
    """
    Makes the clip's frames upright and `yuv420p`, and redraws their brightness.

    The result has no more than brightness from what is redrawn: by way of RGB, whose gamut
    is smaller, vivid colours would be cut off, and the detail of a video is in its brightness.

    Example:
        >>> scaler = RedrawingScaler(clip, (256, 192), lambda frame: frame)  # doctest: +SKIP
        >>> scaler.run(decoded).width  # doctest: +SKIP
        256
    """

    def __init__(self, clip: Clip, size: tuple[int, int], redraw: Redraw) -> None:
        self._size, self._redraw = size, redraw
        self._upright = faithful_scaler(clip, clip.display_size, kernel="lanczos")
        self._brightness = Chain(*clip.display_size, "yuv420p", "extractplanes=y")
        self._coloured = faithful_scaler(clip, size, kernel="lanczos")
        self._fit: Chain | None = None

    def run(self, frame: VideoFrame) -> VideoFrame:
        """Redraw one frame and fit it into the size."""
        drawn = self._redraw(self._brightness.run(self._upright.run(frame)))
        if self._fit is None:
            self._fit = Chain(
                drawn.width,
                drawn.height,
                "gray",
                f"scale={self._size[0]}:{self._size[1]}:flags=lanczos+accurate_rnd,format=gray",
            )
        result = self._coloured.run(frame)
        _copy(self._fit.run(drawn).planes[0], result.planes[0])
        return result


def _copy(source: VideoPlane, target: VideoPlane) -> None:
    # Lines end with a gap, and nothing promises that it is as wide in both.
    data, step, wide = bytes(source), source.line_size, target.width
    gap = bytes(target.line_size - wide)
    rows = (data[top : top + wide] + gap for top in range(0, step * target.height, step))
    target.update(b"".join(rows))
