"""How many frames a player shows."""

from __future__ import annotations

__all__ = ("Count", "estimate", "joined", "plain_count")

from dataclasses import dataclass, replace

from ._edits import shown
from ._fragments import Fragments
from ._timeline import Timeline, is_variable
from ._track import Track, rational


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """
    The frames that a player shows, and how long they take.

    Attributes:
        frames: How many; `None` if nobody knows.
        exact: Whether they were counted.
        seconds: How long they last together.
        fps: Mean frames per second.
        variable: Whether they last for different times.
        why: Why something is missing.
    """

    frames: int | None = None
    exact: bool = False
    seconds: float | None = None
    fps: float | None = None
    variable: bool | None = None
    why: str = ""


def plain_count(track: Track, line: Timeline, size: int | None, *, truncated: bool) -> Count:
    """Count frames that are all listed, in a file of `size` bytes."""
    frames, ticks, exact, why = line.count, line.ticks, not truncated, ""
    if not frames:
        return Count(why="The file lists no frames for its video.")
    if size is not None and frames > size:
        return Count(why=f"The file lists {frames} frames, more than it has bytes.")
    if track.parts:
        seen = 0
        if line.times is not None:
            seen, ticks = shown(track.parts, line.times, line.end)
        if not seen:
            ticks, exact = line.ticks, False
            why = "The file has an edit list that could not be applied."
        frames = seen or frames
    seconds = track.seconds(ticks)
    # Steps that are all the same give the rate without the error of a rounded length.
    rate = rational(track.scale, line.longest) if line.shortest == line.longest else None
    return Count(
        frames=frames,
        exact=exact,
        seconds=seconds,
        fps=rate or (frames / seconds if seconds else None),
        variable=is_variable(line.shortest, line.longest),
        why=why,
    )


def estimate(
    track: Track, line: Timeline, total: float | None, read: int, size: int | None
) -> Count:
    """
    Infer the number of frames from those in the first fragments.

    Args:
        track: The video.
        line: The frames that were read.
        total: Seconds that the whole file lasts, where something says so.
        read: Bytes of the file that these fragments take.
        size: Bytes in the file.
    """
    why = "The file has more fragments than are read, so its frames were estimated."
    head = plain_count(track, line, size, truncated=False)
    if total is None and size is not None and head.seconds is not None and read > 0:
        total = head.seconds * size / read
    if total is None or head.frames is None or not head.seconds:
        return Count(fps=head.fps, variable=head.variable, seconds=total, why=why)
    frames = round(head.frames * total / head.seconds)
    return replace(head, frames=frames, exact=False, seconds=total, why=why)


def joined(head: Timeline, fragments: Fragments) -> Timeline:
    """The frames of the header, which are rare in a fragmented file, and of the fragments."""
    line = fragments.timeline()
    if not head.count or not line.count:
        return line if line.count else head
    return Timeline(
        count=head.count + line.count,
        ticks=head.ticks + line.ticks,
        shortest=min(head.shortest, line.shortest or head.shortest),
        longest=max(head.longest, line.longest),
    )
