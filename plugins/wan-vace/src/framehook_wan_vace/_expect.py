"""What a call of VACE must yield: frames, rate and size."""

from __future__ import annotations

__all__ = (
    "Following",
    "Sized",
    "edited",
    "followed",
    "legacy",
    "long_reframed",
    "outpainted",
    "tier_of",
)

from typing import Any, Protocol

from framehook.spi import Expected, Facts, Json, View

from ._frames import MOST, Count, Counting, Thinning, counted, thinned
from ._geometry import Expanding, canvas, grown

_SIZE_ASSUMED = "The size for resolution='auto' is not published; the source's is assumed."
_OPEN = "'resolution' is left to the server, which follows the source."
_RATE_ASSUMED = "The frame rate of the result is not published; the source's is assumed."
_THINNED = "A source that the server thins is filled up again; how is not published."
_PICTURES = ("/video_url", "/first_frame_url", "/last_frame_url", "/ref_image_urls/0")


class Sized(Protocol):
    """An input that says how large the result is."""

    @property
    def resolution(self) -> str: ...
    @property
    def aspect_ratio(self) -> str: ...


class Following(Counting, Sized, Protocol):
    """An input that says how large and how long the result is."""


class _Legacy(Sized, Protocol):
    @property
    def video_url(self) -> object: ...
    @property
    def num_frames(self) -> int: ...
    @property
    def frames_per_second(self) -> int: ...


class _Outpainting(Following, Expanding, Protocol): ...


class _Thinned(Thinning, Sized, Protocol): ...


def tier_of(view: View[Sized]) -> str:
    """Return the resolution, which is `auto` where it is left to the server."""
    return view.input.resolution if "resolution" in view.given else "auto"


def followed(view: View[Following]) -> Expected:
    """Return what a video that follows a source, or images, must be like."""
    return _yielded(view, _shape_of(view))


def outpainted(view: View[_Outpainting]) -> Expected:
    """Return what a video whose picture has grown must be like."""
    source = view.facts("/video_url").size
    return _yielded(view, None if source is None else grown(source, view.input)[0])


def legacy(view: View[_Legacy]) -> Expected:
    """Return what a video of the first endpoints must be like: as long as its source, if any."""
    given, source = view.input, view.facts("/video_url")
    frames: int | None = given.num_frames
    if given.video_url is not None:
        frames = min(source.frames, MOST) if source.frames and source.exact else None
    return Expected(
        frames=frames,
        fps=float(given.frames_per_second),
        size=canvas(given.resolution, given.aspect_ratio, _shape_of(view)),
        effective={} if frames is None else {"num_frames": frames},
    )


def edited(view: View[_Thinned]) -> Expected:
    """Return what an edited video must be like: as long as its source."""
    facts = view.facts("/video_url")
    left_out = thinned(view.input, facts)
    frames = facts.frames if facts.exact else None
    count = Count(generated=None if frames is None else frames // (left_out + 1), inserted=left_out)
    notes = [_RATE_ASSUMED, *_size_notes(view), *([_THINNED] if left_out else [])]
    size = canvas(tier_of(view), view.input.aspect_ratio, facts.size)
    return Expected(frames=count.result, fps=facts.fps, size=size, notes=tuple(notes))


def long_reframed(view: View[_Thinned]) -> Expected:
    """Return what a long video that was reframed scene by scene must be like."""
    facts = view.facts("/video_url")
    return Expected(
        frames=facts.frames if facts.exact else None,
        fps=facts.fps,
        size=canvas(tier_of(view), view.input.aspect_ratio, facts.size),
        seconds=facts.duration,
        notes=(_RATE_ASSUMED, *_size_notes(view)),
    )


def _yielded(view: View[Following], shape: tuple[int, int] | None) -> Expected:
    count = counted(view)
    return Expected(
        frames=count.result,
        fps=count.rate,
        size=canvas(tier_of(view), view.input.aspect_ratio, shape),
        effective=_effective(view, count),
        notes=(*count.notes, *_size_notes(view)),
    )


def _effective(view: View[Following], count: Count) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if view.input.match_input_num_frames and count.generated is not None:
        found["num_frames"] = count.generated
    if view.input.match_input_frames_per_second and count.rate is not None:
        found["frames_per_second"] = count.rate
    if "resolution" not in view.given:
        found["resolution"] = tier_of(view)
    return found


def _shape_of(view: View[Any]) -> tuple[int, int] | None:
    known = (view.media.get(pointer, Facts()).size for pointer in _PICTURES)
    return next((size for size in known if size is not None), None)


def _size_notes(view: View[Sized]) -> tuple[str, ...]:
    if "resolution" not in view.given:
        return _OPEN, _SIZE_ASSUMED
    return (_SIZE_ASSUMED,) if view.input.resolution == "auto" else ()
