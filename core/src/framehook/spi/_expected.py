"""What a call must yield: one arithmetic for price, rules, runner and the check of a result."""

from __future__ import annotations

__all__ = ("Expected",)

from collections.abc import Sequence
from dataclasses import field

from ._json import Obj
from ._record import record


@record(frozen=True, slots=True, kw_only=True)
class Expected:
    """
    What a call must yield, as far as it follows from the arguments and their media.

    Attributes:
        frames: Number of frames of the result, kept ones included.
        fps: Frames per second.
        size: Width and height in pixels.
        seconds: Duration, where it is not `frames / fps`.
        effective: Values that were left open and are now fixed, by field name.
        notes: What was assumed, as sentences.

    Example:
        ```python
        expected = Expected(frames=96, fps=24)
        assert expected.duration == 4
        ```
    """

    frames: int | None = None
    fps: float | None = None
    size: tuple[int, int] | None = None
    seconds: float | None = None
    effective: Obj = field(default_factory=dict)
    notes: Sequence[str] = ()

    @property
    def duration(self) -> float | None:
        """Seconds, if they are known."""
        if self.seconds is not None:
            return self.seconds
        return self.frames / self.fps if self.frames is not None and self.fps else None
