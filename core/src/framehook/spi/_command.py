"""
Commands: what a flow asks for, and the type of the answer.

A *flow* is a generator that decides and does nothing else. Whenever something has to
be done, it yields a command and receives the answer:

```
reply = yield from Send(request)      # reply is a Response
```

A driver performs the commands, blocking or not. The same flow therefore serves both
clients, and a test drives it with a virtual clock.
"""

from __future__ import annotations

__all__ = ("Command", "Flow", "Gather", "Now", "Progress", "Sleep")

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from ._record import record

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Command(Generic[T_co]):
    """
    Something a driver can do, with an answer of type `T_co`.

    Delegate to it with `yield from`: the expression then has the answer's type.

    Example:
        ```python
        def rest(seconds: float) -> Flow[None]:
            yield from Sleep(seconds)

        assert next(rest(5)) == Sleep(5)
        ```
    """

    __slots__ = ()

    def __iter__(self) -> Generator[Command[object], object, T_co]:
        # A generator has one type for everything it is sent, but each command has an
        # answer of its own. Drivers answer every command with a value of its T_co.
        answer: Any = yield self
        typed: T_co = answer
        return typed


Flow: TypeAlias = Generator[Command[object], object, T]


@record(frozen=True, slots=True)
class Gather(Command[Sequence[T]]):
    """
    Run flows side by side, at most `limit` at a time.

    The answers come in the order of the flows. The first failure cancels the others
    and is raised in the flow that asked.

    Example:
        ```python
        def rest(seconds: float) -> Flow[float]:
            yield from Sleep(seconds)
            return seconds

        def rest_together() -> Flow[list[float]]:
            return list((yield from Gather([rest(5), rest(7)], limit=2)))
        ```
    """

    flows: Sequence[Flow[T]]
    limit: int = 4


@record(frozen=True, slots=True)
class Sleep(Command[None]):
    """
    Wait for a number of seconds.

    Example:
        ```python
        def rest() -> Flow[None]:
            yield from Sleep(5)
        ```
    """

    seconds: float


@record(frozen=True, slots=True)
class Now(Command[datetime]):
    """
    The present time, in UTC and with its time zone.

    Example:
        ```python
        def hour() -> Flow[int]:
            return (yield from Now()).hour
        ```
    """


@record(frozen=True, slots=True)
class Progress(Command[None]):
    """
    Say how far a piece of work has come; also the place where a flow can be cancelled.

    Attributes:
        done: How much is done, in the unit of `total`.
        total: How much there is to do; `None` if nobody knows.
        what: What is being done, in a few words.

    Example:
        ```python
        def count(total: int) -> Flow[None]:
            for number in range(total):
                yield from Progress(number, total, "counting")
        ```
    """

    done: int
    total: int | None
    what: str
