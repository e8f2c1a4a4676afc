"""What a job brought, apart from the colour of its client."""

from __future__ import annotations

__all__ = ("Outcome",)

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from ..flows._run import Collected
from ..spi._file import File
from ..spi._job import Fidelity, Ticket
from ..spi._json import Obj
from ..spi._quote import Quote

if TYPE_CHECKING:
    from ..spi._expected import Expected
    from ..spi._issue import Issue
    from ._billing import Billing

Out = TypeVar("Out", covariant=True)  # noqa: PLC0105 - results are only read.


class Outcome(Generic[Out]):
    """
    What a job brought, apart from the colour of its client.

    Attributes:
        output: The result in the endpoint's model.
        service: Name of the service.
        endpoint: Endpoint id.
        fidelity: How good it is, if the service says so.
        files: Every file with its JSON pointer, the primary one first.
        logs: Lines of the service's log.
        billing: What it cost.
        timings: Seconds by name.
        assumptions: What was assumed in making it.
        warnings: What was found in the call that did not block it.
        expires: When the service forgets it.
        request: The arguments as they were sent, fit for logs.
        payload: The result as the service gave it.
    """

    def __init__(self, collected: Collected) -> None:
        self._collected = collected

    @property
    def output(self) -> Out:
        """The result in the endpoint's model."""
        output: Out = self._collected.output
        return output

    @property
    def service(self) -> str:
        """Name of the service."""
        return self._collected.ticket.service

    @property
    def endpoint(self) -> str:
        """Endpoint id."""
        return self._collected.ticket.endpoint

    @property
    def ticket(self) -> Ticket:
        """What identifies the job."""
        return self._collected.ticket

    @property
    def fidelity(self) -> Fidelity | None:
        """How good it is, if the service says so."""
        return self._collected.payload.fidelity

    @property
    def files(self) -> Sequence[tuple[str, File]]:
        """Every file with its JSON pointer, the primary one first."""
        return tuple(self._collected.files)

    @property
    def logs(self) -> Sequence[str]:
        """Lines of the service's log."""
        return self._collected.logs

    @property
    def billing(self) -> Billing:
        """What it cost."""
        from ._billing import Billing  # Who does not ask need not wait for it.

        collected = self._collected
        quote = collected.submitted.checked.quote if collected.submitted else None
        return Billing(
            units=collected.payload.units,
            cost=collected.cost,
            currency=_currency(quote, collected.ticket),
            quote=quote,
        )

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds by name; `waited` is how long this client waited for the end."""
        return {**self._collected.payload.timings, "waited": self._collected.seconds}

    @property
    def assumptions(self) -> Sequence[str]:
        """What was assumed in making it."""
        expected = self.expected
        notes = tuple(expected.notes) if expected else ()
        said = tuple(self._collected.payload.assumptions)
        return (*said, *(note for note in notes if note not in said))

    @property
    def warnings(self) -> Sequence[Issue]:
        """What was found in the call that did not block it."""
        submitted = self._collected.submitted
        issues = submitted.checked.issues if submitted else ()
        return tuple(issue for issue in issues if issue.level != "info")

    @property
    def issues(self) -> Sequence[Issue]:
        """Everything that was found in the call."""
        submitted = self._collected.submitted
        return submitted.checked.issues if submitted else ()

    @property
    def expected(self) -> Expected | None:
        """What the call had to yield, if that was worked out."""
        submitted = self._collected.submitted
        return submitted.checked.expected if submitted else None

    @property
    def expires(self) -> datetime | None:
        """When the service forgets it."""
        return self._collected.payload.expires

    @property
    def request(self) -> Obj:
        """The arguments as they were sent, fit for logs."""
        return self._collected.request

    @property
    def payload(self) -> Obj:
        """The result as the service gave it."""
        return self._collected.payload.value

    def __repr__(self) -> str:
        fidelity = f" ({self.fidelity.name.lower()})" if self.fidelity else ""
        return f"<Result of {self.endpoint} on {self.service}{fidelity}: {len(self.files)} files>"


def _currency(quote: Quote | None, ticket: Ticket) -> str:
    if quote is not None:
        return quote.currency
    return Quote().currency if ticket.rate is None else ticket.rate.currency
