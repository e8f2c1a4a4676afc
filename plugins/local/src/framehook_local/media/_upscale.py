"""The same video with more pixels."""

from __future__ import annotations

__all__ = ("Upscaled", "upscale_video")

from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.container import InputContainer, OutputContainer

from ._clip import Clip, scan_clip
from ._encode import DRAFT_COMMENT, Quality, prepare_h264
from ._faithful import faithful_scaler, told_colour
from ._geometry import even
from ._graph import Chain
from ._open import Limits, MediaRefusedError, open_media, video_of
from ._part import part_of
from ._redraw import Redraw, RedrawingScaler
from ._sound import KeptSound
from ._tick import Tick, silent

_FINE = Quality(crf=18)
_LONGEST = 8192
_MOST = 8192 * 4608
_END = Fraction(10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upscaled:
    """
    A larger video, with the frames, times and sound of its source.

    Example:
        >>> upscale_video(Path("a.mp4"), Path("b.mp4"), size=(2560, 1440))  # doctest: +SKIP
    """

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    sound: str
    """`copied`, `encoded` as AAC, or `none`."""


def upscale_video(
    source: Path,
    target: Path,
    *,
    size: tuple[int, int],
    limits: Limits | None = None,
    tick: Tick = silent,
    redraw: Redraw | None = None,
) -> Upscaled:
    """
    Scale every frame of a video with Lanczos' filter, upright and with square pixels.

    Frames, their times and their colours stay. Sound packets are copied, or encoded as AAC
    where MP4 cannot hold them.

    Args:
        source: Any video that can be opened.
        target: The MP4 to write. It appears when it is whole.
        size: Width and height of the result, both even.
        limits: What the source may ask for.
        tick: Told after each frame.
        redraw: Makes the brightness larger before the filter fits it into the size. Takes an
            upright `gray` frame of the clip's display size and gives another, of one size for
            all. Colours are left to the filter.

    Raises:
        MediaRefusedError: The source cannot be used.
        ValueError: The result would be too large to be made.
    """
    clip = scan_clip(source, limits=limits, tick=tick)
    wide, high = even(size[0]), even(size[1])
    if max(wide, high) > _LONGEST or wide * high > _MOST:
        raise ValueError(
            f"The result would have {wide}x{high} pixels, and {_LONGEST} on a side and {_MOST} "
            f"in all are the limit. Use a smaller scale."
        )
    with ExitStack() as stack:
        part = stack.enter_context(part_of(target))
        container = stack.enter_context(open_media(source, limits=limits))
        sounding = stack.enter_context(open_media(source, limits=limits))
        out = stack.enter_context(
            av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"})
        )
        chain: Chain | RedrawingScaler
        if redraw is None:
            out.metadata["comment"] = DRAFT_COMMENT
            chain = faithful_scaler(clip, (wide, high), kernel="lanczos")
        else:
            chain = RedrawingScaler(clip, (wide, high), redraw)
        pictures = _Pictures(clip, container, out, (wide, high), chain=chain, limits=limits)
        origin = clip.times[0] * clip.time_base
        end = clip.seconds_at(clip.frames)
        sound = KeptSound.of(source, sounding, out, origin=origin, end=end, limits=limits)
        pictures.write(sound, tick)
    return Upscaled(
        path=target,
        frames=clip.frames,
        fps=clip.fps,
        size=(wide, high),
        sound="none" if sound is None else "copied" if sound.is_copied else "encoded",
    )


class _Pictures:
    """The picture track of the result."""

    def __init__(
        self,
        clip: Clip,
        container: InputContainer,
        out: OutputContainer,
        size: tuple[int, int],
        *,
        chain: Chain | RedrawingScaler,
        limits: Limits | None,
    ) -> None:
        self._clip = clip
        self._out = out
        self._frames = container.decode(video_of(container, limits=limits))
        self._chain = chain
        self._stream = out.add_stream("libx264", rate=clip.fps)
        prepare_h264(
            self._stream.codec_context,
            size=size,
            fps=clip.fps,
            time_base=clip.time_base,
            colour=told_colour(clip),
            quality=_FINE,
        )

    def write(self, sound: KeptSound | None, tick: Tick) -> None:
        """Write all pictures, and the sound as far as they are."""
        clip, count = self._clip, 0
        try:
            for count, decoded in enumerate(self._frames, start=1):
                frame = self._chain.run(decoded)
                frame.pts, frame.time_base = clip.times[count - 1] - clip.times[0], clip.time_base
                frame.pict_type = 0
                if sound:
                    sound.until(frame.pts * clip.time_base)
                self._out.mux(self._stream.encode(frame))
                tick(count, clip.frames, "Scaling")
        except (av.error.FFmpegError, IndexError) as error:
            raise _unreadable(clip, count) from error
        if count != clip.frames:
            raise _unreadable(clip, count)
        self._out.mux(self._stream.encode(None))
        if sound:
            sound.until(_END)


def _unreadable(clip: Clip, count: int) -> MediaRefusedError:
    return MediaRefusedError(
        "media.truncated",
        f"Of the {clip.frames} frames of {clip.path.name!r} only {count} can be decoded. It is "
        f"damaged or cut short: fetch it again.",
    )
