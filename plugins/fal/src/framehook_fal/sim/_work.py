"""Who does the work behind the protocol; here: a script."""

from __future__ import annotations

__all__ = ("Answer", "Floor", "Script", "Work")

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from ._job import Job, Order
from ._outcome import Outcome

# What a script says about an endpoint: one outcome for all orders, one after the other
# with the last one for the rest, or a function of the order.
Answer: TypeAlias = Outcome | Sequence[Outcome] | Callable[[Order], Outcome]


class Floor(Protocol):
    """Where jobs are worked on."""

    def log(self, job: Job, message: str) -> None:
        """Add a line to a job's log."""
        ...

    def finish(self, job: Job, outcome: Outcome) -> None:
        """End a job."""
        ...


class Work(Protocol):
    """Does the work behind the protocol. All calls come on the server's thread."""

    async def knows(self, endpoint: str) -> bool:
        """Return whether there is such an endpoint."""
        ...

    def plan(self, order: Order) -> Outcome | None:
        """Say what will become of an order, if that is known before."""
        ...

    def begin(self, job: Job, floor: Floor) -> None:
        """Begin to work on a job without a plan, and finish it some time."""
        ...

    def cancel(self, job: Job) -> None:
        """Stop to work on a job without a plan."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class Script:
    """
    Work that consists of outcomes that somebody wrote down.

    Args:
        usual: What becomes of orders that nothing was written down for.

    Example:
        ```python
        script = Script(usual=Outcome(seconds=0))
        script.answer("fal-ai/flux/dev", Outcome(value={"images": []}))
        ```
    """

    def __init__(self, usual: Outcome | None = None) -> None:
        self._usual: Answer = usual or Outcome()
        self._answers: dict[str, Answer] = {}
        self._turns: dict[str, int] = {}
        self._unknown: set[str] = set()

    def answer(self, endpoint: str, answer: Answer) -> None:
        """Write down what becomes of orders; `*` means all other endpoints."""
        if endpoint == "*":
            self._usual = answer
        else:
            self._answers[endpoint] = answer
        self._turns.pop(endpoint, None)

    def forget(self, endpoint: str) -> None:
        """Let there be no such endpoint."""
        self._unknown.add(endpoint)

    async def knows(self, endpoint: str) -> bool:
        """Return whether there is such an endpoint."""
        return endpoint not in self._unknown

    def plan(self, order: Order) -> Outcome:
        """Say what will become of an order."""
        name = order.endpoint if order.endpoint in self._answers else "*"
        answer = self._answers.get(order.endpoint, self._usual)
        if isinstance(answer, Outcome):
            return answer
        if callable(answer):
            return answer(order)
        turn = self._turns.get(name, 0)
        self._turns[name] = turn + 1
        return answer[min(turn, len(answer) - 1)]

    def begin(self, job: Job, floor: Floor) -> None:
        """Do nothing: every order has a plan."""

    def cancel(self, job: Job) -> None:
        """Do nothing: every order has a plan."""

    async def close(self) -> None:
        """Let go of nothing."""
