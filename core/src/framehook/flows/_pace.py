"""When to ask about a job again."""

from __future__ import annotations

__all__ = ("Pace",)

import hashlib

from ..spi._job import Phase, Status
from ..spi._record import record


@record(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    When to ask about a job again.

    The pauses grow from `first` to `longest`, and to `latest` once a job has taken ten
    minutes. Where it is known how long such jobs take, there are few questions before that
    time, and many around it.

    Attributes:
        first: Seconds before the second question.
        factor: Each pause is this much longer than the one before.
        longest: Longest pause in seconds.
        latest: Longest pause after ten minutes.
        typical: How many seconds such jobs take, if that is known.

    Example:
        ```python
        pace = Pace(first=0.5, factor=1.4, longest=6)
        assert pace.pause(Status(Phase.RUNNING), number=50, waited=300, salt="") <= 6.6
        ```
    """

    first: float = 0.5
    factor: float = 1.4
    longest: float = 6.0
    latest: float = 15.0
    typical: float | None = None

    def pause(self, status: Status, *, number: int, waited: float, salt: str) -> float:
        """
        Return how many seconds to wait.

        Args:
            status: The last report.
            number: How many questions have been asked.
            waited: Seconds since the first one.
            salt: Spreads the questions of many jobs; the same salt gives the same pause.
        """
        if status.check_after is not None:
            return status.check_after
        cap = self.longest if waited < 600 else self.latest
        pause = min(cap, self.first * self.factor ** min(number, 40))
        if status.phase is Phase.QUEUED and status.position:
            pause = max(pause, min(cap, 0.5 * status.position))
        if self.typical is not None:
            pause = self._around(self.typical, waited, cap)
        return pause * (0.9 + 0.2 * _spread(f"{salt}:{number}"))

    def _around(self, typical: float, waited: float, cap: float) -> float:
        step = min(max(typical / 100, 0.05), 1.8)
        # Short jobs were seen to end later than they did.
        left = typical * 0.95 - 0.3 - waited
        if left > step:
            return min(cap, left)
        if waited > 2 * typical:
            step = max(step, self.first)  # This one is not like the others.
        # An eighth longer is nothing special; then it may take any time.
        return min(cap, max(step, (waited - typical * 1.125) * 0.3))


def _spread(text: str) -> float:
    return hashlib.sha256(text.encode()).digest()[0] / 255
