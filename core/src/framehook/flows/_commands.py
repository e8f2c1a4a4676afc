"""Commands that core alone may yield. A plugin's flow that tries is refused."""

from __future__ import annotations

__all__ = (
    "Admit",
    "AskHooks",
    "Begin",
    "Blocking",
    "Emit",
    "HookAnswers",
    "Listen",
    "Open",
    "Receive",
    "Record",
    "Shut",
    "Stream",
    "Submit",
)

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..spi._command import Command
from ..spi._intent import Permit
from ..spi._job import Event, EventKind
from ..spi._json import Obj
from ..spi._ledger import Ledger
from ..spi._request import Request, Response, Source
from ..spi._service import Service

if TYPE_CHECKING:
    from ..spi._issue import Issue

T = TypeVar("T")

# Whatever `dataclass` adds to a class is compiled anew in every process that starts, and a
# frozen object takes longer to make. These are made by the dozen for each job; none of them
# is ever compared or shown.


class Stream(Protocol):
    """An answer that arrives in pieces, as a flow sees it."""

    @property
    def head(self) -> Response:
        """Status and headers."""
        ...


@dataclass(slots=True, eq=False, repr=False)
class Open(Command[Stream]):
    """Send a request that can be repeated, and return once the head of the answer is there."""

    request: Request


@dataclass(slots=True, eq=False, repr=False)
class Receive(Command[bytes]):
    """The next bytes of a stream; nothing at its end."""

    stream: Stream
    timeout: float | None = None


@dataclass(slots=True, eq=False, repr=False)
class Shut(Command[None]):
    """Let go of a stream."""

    stream: Stream


@dataclass(slots=True, eq=False, repr=False)
class Admit(Command[Callable[[], None]]):
    """
    Wait for a place among those of this client that submit or ask at present.

    The answer gives the place back, if it has not been lost: whoever sleeps keeps none.
    """


@dataclass(slots=True, eq=False, repr=False)
class Submit(Command[Response]):
    """
    Send the paid request: once, and only while the permit holds.

    The driver does not let itself be interrupted between this and the `Record` that
    follows it.
    """

    request: Request
    permit: Permit


@dataclass(slots=True, eq=False, repr=False)
class Begin(Command[Stream]):
    """Send the paid request as `Submit` does, and return once the head of the answer is there."""

    request: Request
    permit: Permit


@dataclass(slots=True, eq=False, repr=False)
class Record(Command[T]):
    """Do something with the ledger, at the present time."""

    work: Callable[[Ledger, datetime], T]


@dataclass(slots=True, eq=False, repr=False)
class Listen(Command[bool]):
    """
    Wait until the ledger's inbox has what is looked for, and say whether it has.

    The ledger rings where it can; it is looked into at the beginning and at the end.
    """

    names: tuple[str, ...]
    seconds: float
    look: Callable[[Ledger], bool]


@dataclass(slots=True, eq=False, repr=False)
class Blocking(Command[T]):
    """Call a function that reads or writes files on this machine."""

    work: Callable[[], T]


@dataclass(slots=True, eq=False, repr=False)
class Emit(Command[None]):
    """Tell the caller and the hooks that something happened."""

    kind: EventKind
    data: Obj


class HookAnswers(Protocol):
    """What the enabled hooks answer."""

    def check(self, call: Any) -> Sequence[Issue]:
        """Return everything they find in a call."""
        ...

    def build_request(self, call: Any, service: Service) -> Request | None:
        """Return the paid request, if one of them makes it."""
        ...

    def open_file(self, value: Any) -> Source | None:
        """Return a source for something that core does not know."""
        ...

    def event(self, event: Event) -> None:
        """Hear of something that happened."""
        ...

    def handles(self, hook: str) -> bool:
        """Whether one of them has this hook."""
        ...


@dataclass(slots=True, eq=False, repr=False)
class AskHooks(Command[T]):
    """Ask the enabled hooks."""

    question: Callable[[HookAnswers], T]
