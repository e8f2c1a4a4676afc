"""A picture in a video: in the middle of it, or all around it."""

from __future__ import annotations

__all__ = ("inset_picture",)

from collections.abc import Iterator
from pathlib import Path

import av.error
from av.video.frame import VideoFrame

from ._clip import Clip, scan_clip
from ._draft import Drafted, write_draft
from ._geometry import even, fit_box
from ._graph import Chain
from ._layer import Overlay
from ._open import Limits, MediaRefusedError, open_media, video_of
from ._picture import Fitter, fit_picture, read_picture
from ._tick import Tick, silent

_SHARE = 0.4
_VIDEO_SHARE = 0.6


def inset_picture(
    source: Path,
    picture: Path,
    target: Path,
    *,
    size: tuple[int, int],
    is_behind: bool = False,
    prompt: str = "",
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Drafted:
    """
    Draft a video in which a picture takes the place of something.

    Every frame of the source is there, without its sound. The picture stands in the
    middle; with `is_behind` it fills the ground, and the video stands before it.

    Args:
        source: Any video that can be opened.
        picture: The picture, or a video whose first frame it is.
        target: The MP4 to write.
        size: Width and height, both even. Another shape is scaled to cover it and cut in
            the middle.
        is_behind: Whether the picture takes the place of what lies behind.
        prompt: Words for the badge.
        limits: What both files may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: One of the files cannot be used.
    """
    clip = scan_clip(source, limits=limits, tick=tick)
    still = read_picture(picture, limits=limits)
    frames = _frames(clip, size, limits)
    overlay = Overlay(size)
    if is_behind:
        ground = fit_picture(still, size)
        lift = _Inset(size, size, _VIDEO_SHARE)
        shown = (overlay.apply(ground, lift.run(frame)) for frame in frames)
    else:
        upright = (still.width, still.height)
        upright = upright if still.rotation % 180 == 0 else (upright[1], upright[0])
        box = fit_box(upright, size)
        whole = (even(box.width), even(box.height))
        above = _Inset(whole, size, _SHARE).run(fit_picture(still, whole))
        shown = (overlay.apply(frame, above) for frame in frames)
    return write_draft(
        target,
        shown,
        num_frames=clip.frames,
        size=size,
        fps=clip.fps,
        prompt=prompt,
        tick=tick,
        note="The picture is laid over the video: nothing here finds what it replaces."
        if not is_behind
        else "The picture is laid behind the video: nothing here finds what it replaces.",
    )


class _Inset:
    """Makes pictures smaller, in the middle of an empty canvas."""

    def __init__(self, shape: tuple[int, int], size: tuple[int, int], share: float) -> None:
        box = fit_box(shape, (even(size[0] * share), even(size[1] * share)))
        left, top = ((size[0] - box.width) // 4 * 2, (size[1] - box.height) // 4 * 2)
        self._chain = Chain(
            *shape,
            "yuv420p",
            f"scale={box.width}:{box.height}:flags=bicubic:in_color_matrix=bt709"
            f":out_color_matrix=bt709,format=yuva420p,"
            f"pad={size[0]}:{size[1]}:{left}:{top}:color=black@0",
        )

    def run(self, frame: VideoFrame) -> VideoFrame:
        return self._chain.run(frame)


def _frames(clip: Clip, size: tuple[int, int], limits: Limits | None) -> Iterator[VideoFrame]:
    fitter = Fitter(size)
    with open_media(clip.path, limits=limits) as container:
        try:
            for frame in container.decode(video_of(container, limits=limits)):
                yield fitter.run(frame, shape=clip.shape)
        except av.error.FFmpegError as error:
            raise MediaRefusedError(
                "media.truncated", f"A frame of {clip.path.name!r} cannot be decoded: {error}."
            ) from error
