"""Joining videos, and joining sounds."""

from __future__ import annotations

__all__ = ("Joined", "JoinedSound", "join_audios", "join_videos")

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from ._audio_format import AudioFormat, audio_format
from ._clip import Clip, scan_clip
from ._encode import Encoder
from ._geometry import even
from ._open import Limits, audio_of, open_media, video_of
from ._part import part_of
from ._pcm import SoundTrack, decode_sound, place_sound, silence
from ._picture import Fitter
from ._tick import Tick, silent

_RATE = 48000
_NAMED = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """
    Videos one after another.

    Example:
        >>> join_videos([Path("a.mp4"), Path("b.mp4")], Path("c.mp4"))  # doctest: +SKIP
    """

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    has_sound: bool
    parts: tuple[int, ...]
    """How many frames each video has in the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedSound:
    """
    Sounds one after another.

    Example:
        >>> join_audios([Path("a.wav"), Path("b.mp3")], Path("c.mp3"))  # doctest: +SKIP
    """

    path: Path
    seconds: float
    format: AudioFormat
    parts: tuple[float, ...]
    """Seconds of each sound."""


def join_videos(
    videos: Sequence[Path],
    target: Path,
    *,
    fps: Fraction | None = None,
    size: tuple[int, int] | str | None = None,
    shape_of: int | None = None,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Joined:
    """
    Play videos one after another, at one rate and size.

    Pictures are scaled to fit and stand between black bars. A video without sound is
    silent; if none has any, the result has none.

    Args:
        videos: At least one.
        target: The MP4 to write.
        fps: Frames per second; the lowest of the videos if left out.
        size: Width and height, or a name such as `landscape_16_9`; the smallest video's
            if left out.
        shape_of: Which video's shape the result has, if `size` is left out.
        limits: What each may ask for.
        tick: Told after each frame.

    Raises:
        MediaRefusedError: One of the videos cannot be used.
    """
    clips = [scan_clip(path, limits=limits, tick=tick) for path in videos]
    fps = fps or min(clip.fps for clip in clips)
    wide_high = _size(clips, size, shape_of)
    parts = [max(1, round(clip.seconds_at(clip.frames) * fps)) for clip in clips]
    sounding = [_has_sound(path, limits) for path in videos]
    rate = _RATE if any(sounding) else None
    with Encoder(target, size=wide_high, fps=fps, crf=18, is_draft=False, sample_rate=rate) as out:
        for clip, count, has_sound in zip(clips, parts, sounding, strict=True):
            begun = out.frames
            end = round((begun + count) / fps * _RATE)
            samples = end - round(begun / fps * _RATE)
            pieces = _sound(clip, samples, limits) if has_sound else silence(samples, rate=_RATE)
            sound = _Fill(out, pieces if rate else ())
            fitter = Fitter(wide_high, is_whole=True)
            for frame in _at_rate(clip, count, fps, limits):
                sound.until((out.frames - begun) / fps)
                out.add(fitter.run(frame, shape=clip.shape))
                tick(out.frames, sum(parts), "Joining")
            sound.until(None)
    return Joined(
        path=target,
        frames=out.frames,
        fps=fps,
        size=wide_high,
        has_sound=any(sounding),
        parts=tuple(parts),
    )


def join_audios(
    audios: Sequence[Path],
    target: Path,
    *,
    output_format: str | None = None,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> JoinedSound:
    """
    Play sounds one after another.

    Args:
        audios: At least one.
        target: The file to write.
        output_format: One of `output_formats()`; `mp3_44100_128` if left out.
        limits: What each may ask for.
        tick: Told about every quarter of a second.

    Raises:
        MediaRefusedError: One of the sounds cannot be used.
    """
    shape = audio_format(output_format or "mp3_44100_128")
    rate = shape.rate or _RATE
    layout = "mono" if all(_channels(path, limits) == 1 for path in audios) else "stereo"
    lengths = [0] * len(audios)

    def counted(index: int, path: Path) -> Iterator[AudioFrame]:
        for frame in decode_sound(path, rate=rate, layout=layout, limits=limits):
            lengths[index] += frame.samples
            yield frame

    frames = chain.from_iterable(counted(index, path) for index, path in enumerate(audios))
    with ExitStack() as stack:
        part = stack.enter_context(part_of(target))
        out = stack.enter_context(av.open(str(part), "w", format=shape.container))
        track = SoundTrack(
            out,
            place_sound(frames, rate=rate, layout=layout),
            rate=rate,
            layout=layout,
            codec=shape.codec,
            bit_rate=shape.bit_rate,
        )
        reached = Fraction(0)
        while not track.is_over:
            reached += Fraction(1, 4)
            track.until(reached)
            tick(track.samples, None, "Joining")
    return JoinedSound(
        path=target,
        seconds=track.samples / rate,
        format=shape,
        parts=tuple(length / rate for length in lengths),
    )


class _Fill:
    """Adds sound to a file as far as the pictures are."""

    def __init__(self, out: Encoder, pieces: Iterable[AudioFrame]) -> None:
        self._out = out
        self._pieces = iter(pieces)
        self._samples = 0

    def until(self, seconds: Fraction | None) -> None:
        while seconds is None or self._samples <= seconds * _RATE:
            piece = next(self._pieces, None)
            if piece is None:
                return
            self._samples += piece.samples
            self._out.add_audio(piece)


def _size(
    clips: Sequence[Clip], size: tuple[int, int] | str | None, shape_of: int | None
) -> tuple[int, int]:
    if isinstance(size, str):
        if size not in _NAMED:
            message = f"The size must be one of {', '.join(_NAMED)}, but it is {size!r}."
            raise ValueError(message)
        return _NAMED[size]
    if size is not None:
        return even(size[0]), even(size[1])
    smallest = min((clip.display_size for clip in clips), key=lambda one: one[0] * one[1])
    if shape_of is not None:
        wide, high = clips[shape_of].display_size
        scale = Fraction(min(smallest), min(wide, high))
        return even(wide * scale), even(high * scale)
    return even(smallest[0]), even(smallest[1])


def _at_rate(clip: Clip, count: int, fps: Fraction, limits: Limits | None) -> Iterator[VideoFrame]:
    """Give `count` frames at a steady rate: each is the last one shown by its time."""
    with open_media(clip.path, limits=limits) as container:
        frames = container.decode(video_of(container, limits=limits))
        current, number = next(frames), 0
        for index in range(count):
            while number + 1 < clip.frames and clip.seconds_at(number + 1) * fps <= index:
                following = next(frames, None)
                if following is None:
                    break
                current, number = following, number + 1
            yield current


def _sound(clip: Clip, samples: int, limits: Limits | None) -> Iterator[AudioFrame]:
    origin = clip.times[0] * clip.time_base
    frames = decode_sound(clip.path, rate=_RATE, limits=limits, origin=origin)
    return place_sound(frames, rate=_RATE, total=samples, is_padded=True)


def _has_sound(path: Path, limits: Limits | None) -> bool:
    with open_media(path, limits=limits) as container:
        return audio_of(container) is not None


def _channels(path: Path, limits: Limits | None) -> int:
    with open_media(path, limits=limits, need="audio") as container:
        stream = audio_of(container)
        return stream.codec_context.layout.nb_channels if stream else 0
