"""What a call must yield, where the vendor's text or the arguments fix it."""

from __future__ import annotations

__all__ = (
    "PRESETS",
    "combined",
    "combined_span",
    "composed",
    "composed_span",
    "held",
    "joined_sounds",
    "joined_videos",
    "length",
    "same_sound",
    "source_span",
)

from collections.abc import Mapping, Sequence
from typing import Protocol

from framehook.spi import Expected, Facts, View

PRESETS: Mapping[str, tuple[int, int]] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
_END_ASSUMED = "Whether sound longer than the video makes it longer is not published; it is cut."
_PRESET_ASSUMED = "The pixels of a named resolution are those the vendor uses elsewhere."


class _Size(Protocol):
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class _Keyframe(Protocol):
    @property
    def timestamp(self) -> float: ...
    @property
    def duration(self) -> float: ...


class _Track(Protocol):
    @property
    def keyframes(self) -> Sequence[_Keyframe]: ...


class Composition(Protocol):
    """An input with tracks."""

    @property
    def tracks(self) -> Sequence[_Track]: ...


class _Hold(Protocol):
    @property
    def frames(self) -> int: ...


class Slideshow(Protocol):
    """An input with images that are held for some frames each."""

    @property
    def images(self) -> Sequence[_Hold]: ...
    @property
    def fps(self) -> float: ...


class Joint(Protocol):
    """An input with videos to join."""

    @property
    def video_urls(self) -> Sequence[object]: ...
    @property
    def target_fps(self) -> float | None: ...
    @property
    def resolution(self) -> str | _Size | None: ...
    @property
    def resolution_aspect_ratio_video_index(self) -> int | None: ...


class Sounds(Protocol):
    """An input with sounds to join."""

    @property
    def audio_urls(self) -> Sequence[object]: ...


class Underlay(Protocol):
    """An input with a video and the sound to put under it."""

    @property
    def start_offset(self) -> float: ...


def length(facts: Facts) -> float | None:
    """Return how long the sound of a file is, in seconds; the file, if it does not say."""
    sound = facts.audio.duration if facts.audio is not None else None
    return sound if sound is not None else facts.duration


def composed(view: View[Composition]) -> Expected:
    """A composition ends with its last keyframe."""
    frames = [frame for track in view.input.tracks for frame in track.keyframes]
    ends = [frame.timestamp + frame.duration for frame in frames]
    end = max(ends, default=0)
    return Expected(seconds=end / 1000 if end > 0 else None)


def composed_span(view: View[Composition], expected: Expected | None) -> tuple[float, float] | None:
    """Return the seconds that are billed: all of the composition."""
    seconds = (expected or composed(view)).seconds
    return None if seconds is None else (seconds, seconds)


def source_span(view: View[object], _expected: Expected | None) -> tuple[float, float] | None:
    """Return the seconds that are billed for a frame: something up to all of the video."""
    seconds = view.facts("/video_url").duration
    return None if seconds is None else (0.0, seconds)


def held(view: View[Slideshow]) -> Expected:
    """Images are held as long as was asked for."""
    return Expected(frames=sum(image.frames for image in view.input.images), fps=view.input.fps)


def combined(view: View[Underlay]) -> Expected:
    """The video stays as it is, with other sound."""
    video = view.facts("/video_url")
    return Expected(
        frames=video.frames if video.exact else None,
        fps=video.fps,
        size=video.size,
        seconds=video.duration,
        notes=(_END_ASSUMED,),
    )


def combined_span(view: View[Underlay], _expected: Expected | None) -> tuple[float, float] | None:
    """Return the seconds that are billed: the video, or the sound where it ends later."""
    video, sound = view.facts("/video_url").duration, length(view.facts("/audio_url"))
    if video is None or sound is None:
        return None
    return video, max(video, view.input.start_offset + sound)


def joined_videos(view: View[Joint]) -> Expected:
    """
    Videos follow each other at one rate and one size.

    Left open, the rate is the lowest and the size the smallest of all.
    """
    given = view.input
    parts = [view.facts(f"/video_urls/{index}") for index in range(len(given.video_urls))]
    rates = [facts.fps for facts in parts if facts.fps is not None]
    seconds = [facts.duration for facts in parts if facts.duration is not None]
    fps = given.target_fps
    if fps is None and len(rates) == len(parts):
        fps = min(rates)
    total = sum(seconds) if len(seconds) == len(parts) else None
    return Expected(
        fps=fps,
        size=_joined_size(given, parts),
        seconds=total,
        notes=(_PRESET_ASSUMED,) if isinstance(given.resolution, str) else (),
    )


def _joined_size(given: Joint, parts: Sequence[Facts]) -> tuple[int, int] | None:
    if isinstance(given.resolution, str):
        return PRESETS[given.resolution]
    if given.resolution is not None:
        return _even(given.resolution.width), _even(given.resolution.height)
    sizes = [facts.size for facts in parts if facts.size is not None]
    if given.resolution_aspect_ratio_video_index is not None or len(sizes) < len(parts):
        return None
    width, height = min(sizes, key=lambda size: size[0] * size[1])
    return _even(width), _even(height)


def _even(side: int) -> int:
    # Videos that every player plays have even sides.
    return max(2, round(side / 2) * 2)


def joined_sounds(view: View[Sounds]) -> Expected:
    """Sounds follow each other."""
    known = [length(view.facts(f"/audio_urls/{n}")) for n in range(len(view.input.audio_urls))]
    seconds = [duration for duration in known if duration is not None]
    return Expected(seconds=sum(seconds) if len(seconds) == len(known) else None)


def same_sound(view: View[object]) -> Expected:
    """A sound keeps its length."""
    return Expected(seconds=length(view.facts("/audio_url")))
