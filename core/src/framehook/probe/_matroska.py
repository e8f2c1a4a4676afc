"""Matroska and WebM files."""

from __future__ import annotations

__all__ = ("matroska",)

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..spi._command import Flow
from ..spi._facts import Facts
from ._damage import BudgetError, DamageError
from ._ebml import element
from ._geometry import shown_size
from ._matroska_track import MatroskaTrack
from ._segment import CLUSTER, Segment
from ._timeline import is_variable
from ._window import Window

_SEGMENT = 0x18538067
_TAIL = 256 * 1024
_NANO = 1_000_000_000
# A prefix of a stream lacks some frames that are shown before its last ones.
_REORDERED = 4
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rate:
    """Mean frames per second, and whether the frames last for different times."""

    fps: float | None
    variable: bool | None


def matroska(window: Window, container: str) -> Flow[Facts]:
    """Probe a Matroska or WebM file."""
    at, end = yield from _segment(window)
    segment = Segment(window, at)
    complete = yield from segment.read()
    video = next((t for t in segment.shown_first() if t.size is not None), None)
    audio = next((t for t in segment.shown_first() if t.sound is not None), None)
    if video is None and audio is None:
        reason = "The file has no video track and no audio track that can be read."
        raise DamageError(reason, truncated=complete)
    truncated = segment.is_cut
    if end is not None and window.size is not None:
        truncated = truncated or end > window.size
    seconds = segment.seconds or (yield from _length(window, segment, complete=complete))
    sound = None if audio is None or audio.sound is None else replace(audio.sound, duration=seconds)
    facts = Facts(
        kind="audio",
        container=container,
        duration=seconds,
        has_audio=sound is not None,
        audio=sound,
        truncated=truncated,
    )
    return facts if video is None else _video(facts, video, segment, complete=complete)


def _segment(window: Window) -> Flow[tuple[int, int | None]]:
    """Where the segment's content begins and ends."""
    head = element((yield from window.some(0, 12)))
    at = 0 if head is None or head.length is None else head.start + head.length
    found = element((yield from window.some(at, 12))) if at else None
    if found is None or found.id != _SEGMENT:
        reason = "The file ends before its content (segment) begins, or is damaged there."
        raise DamageError(reason, truncated=True)
    at += found.start
    return at, None if found.length is None else at + found.length


def _length(window: Window, segment: Segment, *, complete: bool) -> Flow[float | None]:
    """The seconds to the last frame, which live recordings do not have in their header."""
    times = segment.all_times()
    if not complete:
        last = yield from _last_time(window, segment)
        if last is None:
            return None
        times = [*times, last]
    if len(times) < _FEW:
        return None
    rate = _rate(segment.main_times(), segment.scale, None, complete=complete).fps
    return (max(times) - min(times)) * segment.scale / _NANO + (1 / rate if rate else 0)


def _last_time(window: Window, segment: Segment) -> Flow[int | None]:
    """The time of the last block, found from the file's end."""
    if window.size is None:
        return None
    start = max(0, window.size - _TAIL)
    try:
        tail = yield from window.some(start, _TAIL)
        at = tail.rfind(CLUSTER)
        if at < 0:
            return None
        last = segment.sibling(start + at)
        yield from last.read()
    except BudgetError:
        return None
    return max(last.all_times(), default=None)


def _rate(times: Sequence[int], scale: int, step: int | None, *, complete: bool) -> _Rate:
    """
    Infer the rate from the times of frames, in ticks of `scale` nanoseconds.

    A declared step is taken only where it agrees: it is free of rounding, but often wrong.
    """
    known = sorted(times)
    if not complete:
        known = known[:-_REORDERED]
    if len(known) < _FEW or known[-1] == known[0]:
        return _Rate(fps=_NANO / step if step else None, variable=None)
    mean = (known[-1] - known[0]) * scale / (len(known) - 1)
    steps = [later - sooner for sooner, later in pairwise(known)]
    variable = is_variable(min(steps), max(steps))
    if step and abs(mean - step) < step / 100:
        mean = step
    # What is true of a part can prove that steps differ, but not that they do not.
    return _Rate(fps=_NANO / mean, variable=variable if complete or variable else None)


def _video(facts: Facts, track: MatroskaTrack, segment: Segment, *, complete: bool) -> Facts:
    times = segment.times(track.number)
    rate = _rate(times, segment.scale, track.step, complete=complete)
    exact = complete and not facts.truncated
    frames, why = len(times) or None, ""
    if segment.is_damaged:
        why = "The file is damaged on the way, so that its frames cannot be counted."
    if not complete:
        frames = round(rate.fps * facts.duration) if rate.fps and facts.duration else None
        why = why or "The file is too long to count its frames, and does not list them."
    elif frames is None and not facts.truncated:
        why = "The file has no frames for its video."
    return replace(
        facts,
        kind="video",
        codec=track.codec,
        frames=frames,
        exact=exact and frames is not None,
        fps=rate.fps,
        variable_rate=rate.variable,
        coded_size=track.size,
        size=None if track.size is None else shown_size(track.size, track.pixel, track.rotation),
        rotation=track.rotation,
        sample_aspect=track.pixel,
        why_unknown=why,
    )
