"""Jobs and results that came out of a pickle: they know everything, and have no client."""

from __future__ import annotations

__all__ = ("Detached", "loose_job", "loose_result", "stay")

from typing import Any, NoReturn

from ..errors import ClosedError
from ..flows._run import Collected
from ..spi._job import Ticket


class Detached:
    """
    Stands where the driver of a job was before it was pickled, and performs nothing.

    Example:
        ```python
        try:
            Detached().run(None)
        except ClosedError as exc:
            assert "resume" in str(exc)
        ```
    """

    def run(self, flow: object, *listeners: object) -> NoReturn:
        """
        Refuse.

        Raises:
            ClosedError: always.
        """
        raise ClosedError(
            "This job or result was pickled, and left its client behind.",
            hint="Make a client and resume the job: client.resume(job.ticket, endpoint).",
        )

    # Iterating over events fails before the first of them.
    events = run


def loose_job(kind: type[Any], ticket: Ticket) -> Any:
    """Return a job of this kind without a client."""
    return kind(Detached(), None, ticket, None)


def loose_result(kind: type[Any], job: type[Any], collected: Collected) -> Any:
    """Return a result of this kind without a client."""
    return kind(collected, loose_job(job, collected.ticket), Detached(), None)


def stay(client: object) -> NoReturn:
    """
    Refuse to pickle a client.

    Raises:
        TypeError: always, as Python has it.
    """
    raise TypeError(
        f"{type(client).__name__} has connections and keys, which do not travel. Make one in each "
        "process; calls, tickets, jobs and results can be pickled."
    )
