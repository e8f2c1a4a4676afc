"""A queue whose models can answer piece by piece."""

from __future__ import annotations

__all__ = ("Began", "Pieces", "Streams")

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from ._job import Failure, Payload, Ticket
from ._json import Json
from ._queue import Rejected, Submission
from ._request import Request, Response

if TYPE_CHECKING:
    from ._command import Flow


class Pieces(Protocol):
    """Turns the bytes of a paid stream into what came, the same however they are cut."""

    def feed(self, data: bytes) -> Iterable[Json]:
        """Take the next bytes and return the partial results that are complete by now."""
        ...

    def end(self) -> Payload | Failure | None:
        """Say how it ended, once nothing more comes; `None` if it broke off."""
        ...


class Began(NamedTuple):
    """
    The service has taken the call on, and answers on the same connection.

    Attributes:
        ticket: What identifies the job, as far as that is known at the beginning.
        pieces: Reads what comes.

    Example:
        ```python
        class Whole:
            def feed(self, data):
                return []

            def end(self):
                return None

        began = Began(Ticket("fal", "my-team/dream", "764cabcf"), Whole())
        assert began.pieces.end() is None
        ```
    """

    ticket: Ticket
    pieces: Pieces


@runtime_checkable
class Streams(Protocol):
    """
    A queue whose models can answer piece by piece, on the connection of the paid request.

    The paid request is sent once, as always; what broke off cannot be opened again.
    """

    def prepare_stream(self, call: Submission) -> Flow[Request]:
        """Return the paid request whose answer is the stream."""
        ...

    def began(self, call: Submission, head: Response) -> Began | Rejected | None:
        """
        Say what the beginning of the answer means; `None` if it cannot be told.

        Pure. The body is empty, except where the status is an error: then it is there.
        """
        ...
