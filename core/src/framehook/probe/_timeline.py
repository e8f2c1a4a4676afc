"""When the frames of a track are shown, before any edit list."""

from __future__ import annotations

__all__ = ("MOST_TIMES", "Timeline", "is_variable", "table")

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice, repeat
from operator import add, mul

from ._boxes import Tally, first
from ._number import Buffer, big, words

# Beyond so many frames an edit list is not applied: the list of times would not fit.
MOST_TIMES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """
    The frames of a track on the track's own clock.

    Attributes:
        count: How many there are.
        ticks: How long they last together.
        shortest: The shortest time from one to the next; the last frame's is ignored.
        longest: The longest one.
        times: When they are shown, in order; `None` if that is not known.
        end: When the last one is over.
    """

    count: int
    ticks: int
    shortest: int
    longest: int
    times: Sequence[int] | None = None
    end: int = 0


def is_variable(shortest: int, longest: int) -> bool:
    """Whether steps differ by more than what rounding to whole ticks explains."""
    return longest - shortest > (1 if shortest >= 4 else 0)


def table(samples: memoryview, tally: Tally, *, with_times: bool) -> Timeline:
    """Read an `stbl` box, with the time of each frame only if that is asked for."""
    count = _count(samples, tally)
    steps = words(first(samples, b"stts", tally) or b"", 8, 2**32)
    runs, deltas = steps[0::2], steps[1::2]
    longest, shortest = _extremes(runs, deltas)
    ticks = sum(map(mul, runs, deltas))
    plain = Timeline(count=count, ticks=ticks, shortest=shortest, longest=longest)
    if not with_times or not deltas or count > MOST_TIMES:
        return plain
    times = _times(count, runs, deltas, first(samples, b"ctts", tally))
    last = times[-1] if times else 0
    return Timeline(
        count=count,
        ticks=ticks,
        shortest=shortest,
        longest=longest,
        times=times,
        end=last + deltas[-1],
    )


def _count(samples: memoryview, tally: Tally) -> int:
    sizes: Buffer | None = first(samples, b"stsz", tally)
    if sizes is None:
        sizes = first(samples, b"stz2", tally)
        return 0 if sizes is None else big(sizes, 8, 4)
    count = big(sizes, 8, 4)
    return count if big(sizes, 4, 4) else min(count, (len(sizes) - 12) // 4)


def _extremes(runs: Sequence[int], deltas: Sequence[int]) -> tuple[int, int]:
    # Writers give the last frame whatever time was left, which says nothing of the rate.
    steps = deltas[:-1] if len(deltas) > 1 and runs[len(deltas) - 1] == 1 else deltas
    return max(steps, default=0), min(steps, default=0)


def _times(
    count: int, runs: Iterable[int], deltas: Sequence[int], offsets: memoryview | None
) -> Sequence[int]:
    if offsets is None and len(deltas) == 1 and deltas[0]:
        return range(0, count * deltas[0], deltas[0])
    steps = chain.from_iterable(map(repeat, deltas, runs))
    times: Iterable[int] = islice(accumulate(steps, initial=0), count)
    if offsets is not None:
        pairs: array[int] = words(offsets, 8, 2**32, "i")
        shifts = chain.from_iterable(map(repeat, pairs[1::2], pairs[0::2]))
        times = map(add, times, chain(shifts, repeat(0)))
    return sorted(times)
