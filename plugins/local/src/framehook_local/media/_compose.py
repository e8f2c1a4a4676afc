"""Putting tracks of video, pictures and sound together on one time line."""

from __future__ import annotations

__all__ = ("Composed", "Keyframe", "Track", "compose_tracks")

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from ._clip import scan_clip
from ._encode import Encoder
from ._extract import write_picture
from ._geometry import even
from ._layer import Layer, Overlay, Piece
from ._mix import mix_sounds
from ._open import Limits, audio_of, open_media
from ._pcm import decode_sound, place_sound
from ._picture import read_picture
from ._tick import Tick, silent

_RATE = 48000
_FPS = Fraction(24)
_SIZE = (1280, 720)
_DARK = (16, 128, 128)
_SEEN = ("video", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyframe:
    """
    When a file is shown or heard, in milliseconds.

    Example:
        >>> Keyframe(timestamp=0, duration=1500, path=Path("a.mp4")).duration
        1500
    """

    timestamp: float
    duration: float
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """
    Files of one kind; later tracks lie on top of earlier ones.

    Example:
        >>> Track(kind="audio", keyframes=()).kind
        'audio'
    """

    kind: Literal["video", "audio", "image"]
    keyframes: Sequence[Keyframe]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """
    A composed video and a picture of it.

    Example:
        >>> compose_tracks([], Path("a.mp4"), Path("a.jpg"))  # doctest: +SKIP
    """

    path: Path
    thumbnail: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    notes: tuple[str, ...]


def compose_tracks(
    tracks: Sequence[Track],
    target: Path,
    thumbnail: Path,
    *,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Composed:
    """
    Render tracks: pictures and videos over one another in their order, all sounds at once.

    The first video gives size and rate, else the first picture the size. Pictures are
    scaled to fit. Videos bring their own sound. The thumbnail is the first frame.

    Raises:
        MediaRefusedError: One of the files cannot be used.
        ValueError: There is nothing on the time line.
    """
    ends = [k.timestamp + k.duration for track in tracks for k in track.keyframes]
    length = Fraction(max(ends, default=0)) / 1000
    if length <= 0:
        raise ValueError("There is nothing on the time line: give a keyframe with a duration.")
    size, fps = _canvas(tracks, limits)
    count = max(1, round(length * fps))
    layers = [
        Layer(track.kind, _pieces(track), size=size, limits=limits)
        for track in tracks
        if track.kind != "audio"
    ]
    sounds = list(_sounds(tracks, round(count / fps * _RATE), limits))
    sound = mix_sounds(sounds, rate=_RATE) if sounds else iter(())
    rate = _RATE if sounds else None
    written, first = 0, None
    with Encoder(target, size=size, fps=fps, crf=18, is_draft=False, sample_rate=rate) as out:
        for number, frame in enumerate(_pictures(layers, size, fps, count)):
            while written * fps <= number * _RATE and (piece := next(sound, None)):
                written += piece.samples
                out.add_audio(piece)
            first = first or frame
            out.add(frame)
            tick(number + 1, count, "Composing")
        for piece in sound:
            out.add_audio(piece)
    if first:
        write_picture(first, thumbnail)
    return Composed(
        path=target,
        thumbnail=thumbnail,
        frames=count,
        fps=fps,
        size=size,
        notes=(f"Size and rate, {float(fps):.6g}, are those of the first video or picture.",),
    )


def _pictures(
    layers: Sequence[Layer], size: tuple[int, int], fps: Fraction, count: int
) -> Iterator[VideoFrame]:
    overlay = Overlay(size)
    paper = VideoFrame(*size, "yuv420p")
    for plane, value in zip(paper.planes, _DARK, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    for number in range(count):
        picture = paper
        for layer in layers:
            if (above := layer.at(number / fps)) is not None:
                picture = overlay.apply(picture, above)
        yield picture


def _pieces(track: Track) -> list[Piece]:
    return [
        Piece(
            path=keyframe.path,
            start=Fraction(keyframe.timestamp) / 1000,
            length=Fraction(keyframe.duration) / 1000,
        )
        for keyframe in track.keyframes
    ]


def _canvas(tracks: Sequence[Track], limits: Limits | None) -> tuple[tuple[int, int], Fraction]:
    filled = [track for track in tracks if track.kind in _SEEN and track.keyframes]
    if not filled:
        return _SIZE, _FPS
    # The first video decides, and where there is none the first image.
    first = min(filled, key=lambda track: _SEEN.index(track.kind))
    path = first.keyframes[0].path
    if first.kind == "video":
        clip = scan_clip(path, limits=limits)
        return (even(clip.display_size[0]), even(clip.display_size[1])), clip.fps
    picture = read_picture(path, limits=limits)
    return (even(picture.width), even(picture.height)), _FPS


def _is_heard(path: Path, limits: Limits | None) -> bool:
    with open_media(path, limits=limits) as container:
        return audio_of(container) is not None


def _sounds(
    tracks: Sequence[Track], total: int, limits: Limits | None
) -> Iterator[Iterator[AudioFrame]]:
    for track in tracks:
        for piece in _pieces(track) if track.kind != "image" else ():
            if track.kind == "video" and not _is_heard(piece.path, limits):
                continue
            decoded = decode_sound(piece.path, rate=_RATE, limits=limits)
            cut = place_sound(decoded, rate=_RATE, total=round(piece.length * _RATE))
            yield place_sound(
                cut, rate=_RATE, lead=round(piece.start * _RATE), total=total, is_padded=True
            )
