"""Finding the job, the call or the file that someone means."""

from __future__ import annotations

__all__ = ("brought", "job_ticket", "raw_call", "revive", "upload_media")

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..errors import FileNotReadableError
from ..flows._run import Collected
from ..flows._terms import Terms
from ..spi._call import Call
from ..spi._endpoint import Endpoint
from ..spi._job import Ticket
from ..spi._media import Media, MediaInput
from ._outfit import Outfit, as_ticket

if TYPE_CHECKING:
    from ..flows._drive import RunAgainAt


def revive(
    outfit: Outfit,
    ticket: Ticket | Mapping[str, Any] | str,
    endpoint: Endpoint[..., Any, Any] | None,
) -> tuple[Ticket, Terms, Endpoint[..., Any, Any] | None]:
    """Return what a job needs to go on."""
    found = as_ticket(ticket)
    known = endpoint or outfit.known(found.endpoint)
    return found, outfit.terms(name=found.service), known


def brought(
    found: Collected | RunAgainAt,
    job: Callable[..., Any],
    driver: object,
    terms: Terms,
    endpoint: Endpoint[..., Any, Any],
) -> Any:
    """Return the result of a call that was driven to its end, or when to go on."""
    if not isinstance(found, Collected):
        return found
    return job(driver, terms, found.ticket, endpoint, found.submitted).bring(found)


def job_ticket(terms: Terms, endpoint: Endpoint[..., Any, Any], job: str) -> Ticket:
    """Return a ticket made of the service's own id of a job."""
    state = {} if endpoint.target is None else {"target": endpoint.target}
    return Ticket(terms.service.name, endpoint.id, job, state, None, terms.account)


def raw_call(outfit: Outfit, endpoint: str, arguments: Mapping[str, Any]) -> Call[Any]:
    """Return a call by endpoint id; without a model if the endpoint is not installed."""
    service = outfit.service
    if service is None:
        # Nobody could be asked to run an endpoint that is not installed.
        return outfit.registry.endpoint(endpoint).parse(arguments)
    known = outfit.known(endpoint)
    if known is not None:
        return known.parse(arguments)
    name = service if isinstance(service, str) else service.name
    from ._anything import Anything, Whatever  # Few ask for what is not installed.

    return Endpoint(id=endpoint, input=Anything, output=Whatever, service=name).parse(arguments)


def upload_media(value: MediaInput) -> Media:
    """
    Return what a caller handed over as a media argument.

    Raises:
        FileNotReadableError: if it stands for none.
    """
    from pydantic import TypeAdapter  # A call has a model of its own.

    try:
        media = TypeAdapter(MediaInput).validate_python(value)
    except ValidationError as exc:
        raise FileNotReadableError(
            exc.errors(include_url=False)[0]["msg"],
            hint="Give a path, bytes, a URL or a File.",
        ) from exc
    assert isinstance(media, Media)
    return media
