"""How many frames are generated, and how many the result has."""

from __future__ import annotations

__all__ = ("MOST", "Count", "Counting", "Thinning", "counted", "thinned")

from dataclasses import dataclass
from typing import Protocol

from framehook.spi import Facts, View

MOST = 241

_COUNT_ESTIMATED = "The number of frames of the source is an estimate, so that theirs is not known."
_THINNED = (
    "How far the server thins a source is not published; as little is assumed as leaves 241 frames."
)
_INSERTED = "The frame rate is taken to stay as it is where frames are inserted."


class Thinning(Protocol):
    """The fields about leaving out frames of a long source."""

    @property
    def enable_auto_downsample(self) -> bool: ...
    @property
    def auto_downsample_min_fps(self) -> float: ...


class Counting(Thinning, Protocol):
    """The fields that decide about frames and rate."""

    @property
    def video_url(self) -> object: ...
    @property
    def match_input_num_frames(self) -> bool: ...
    @property
    def num_frames(self) -> int: ...
    @property
    def match_input_frames_per_second(self) -> bool: ...
    @property
    def frames_per_second(self) -> int: ...
    @property
    def num_interpolated_frames(self) -> int: ...
    @property
    def temporal_downsample_factor(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """
    Frames and rate of a call; `None` where they follow from a source that is not known.

    Attributes:
        generated: How many frames the model makes.
        left_out: How many frames of the source are skipped after each one that is used.
        inserted: How many frames stand between any two generated ones in the result.
        rate: Frames per second of the result.
        notes: What was assumed.

    Example:
        ```python
        assert Count(generated=81, inserted=1, rate=16).result == 161
        ```
    """

    generated: int | None
    left_out: int = 0
    inserted: int = 0
    rate: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def result(self) -> int | None:
        """How many frames the result has."""
        if self.generated is None:
            return None
        return (self.generated - 1) * (self.inserted + 1) + 1


def counted(view: View[Counting]) -> Count:
    """Return the frames of a call that can take their number and rate from its source."""
    given, source = view.input, view.facts("/video_url")
    has_source = given.video_url is not None
    left_out, notes = given.temporal_downsample_factor, list[str]()
    generated: int | None = given.num_frames
    if given.match_input_num_frames and has_source:
        if given.enable_auto_downsample and not left_out:
            left_out = thinned(given, source)
            notes += [_THINNED] if left_out else []
        generated = _of(source, left_out)
        notes += [_COUNT_ESTIMATED] if source.frames is not None and not source.exact else []
    if given.num_interpolated_frames:
        notes.append(_INSERTED)
    takes_rate = given.match_input_frames_per_second and has_source
    return Count(
        generated=generated,
        left_out=left_out,
        inserted=(left_out + 1) * (given.num_interpolated_frames + 1) - 1,
        rate=source.fps if takes_rate else float(given.frames_per_second),
        notes=tuple(notes),
    )


def thinned(given: Thinning, source: Facts) -> int:
    """Return how many frames are left out after each one that is used, automatically."""
    if not given.enable_auto_downsample or not source.frames:
        return 0
    left_out = 0
    while source.frames // (left_out + 1) > MOST:
        rate = source.fps / (left_out + 2) if source.fps else None
        if rate is not None and rate < given.auto_downsample_min_fps:
            break
        left_out += 1
    return left_out


def _of(source: Facts, left_out: int) -> int | None:
    if source.frames is None or not source.exact:
        return None
    return max(1, source.frames // (left_out + 1))
