"""The URLs by which a request is asked about."""

from __future__ import annotations

__all__ = ("ADDRESSES", "Address", "doubt_of", "is_request_id", "state_of")

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from framehook.errors import TicketError
from framehook.spi import Json, Ticket

from ._endpoint_id import EndpointId
from ._hosts import Hosts

_ID = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}")
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "status_url": ("/status",),
    "response_url": ("", "/response"),
    "cancel_url": ("/cancel",),
}
ADDRESSES = frozenset(_ENDINGS)


def is_request_id(value: object) -> bool:
    """Whether this can be the id of a request: one plain step of a path."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def state_of(target: str, said: Mapping[str, Any], hosts: Hosts) -> dict[str, Json]:
    """Return what a ticket keeps of an answer: the target, and the URLs that may be followed."""
    state: dict[str, Json] = {"target": target}
    request_id = str(said["request_id"])
    for name, endings in _ENDINGS.items():
        for ending in endings:
            url = hosts.followed(said.get(name), f"/requests/{request_id}{ending}")
            if url is not None:
                state[name] = url
    return state


def doubt_of(said: Mapping[str, Any], hosts: Hosts) -> str:
    """Return a sentence if an answer names a server that is none of those known."""
    strange = {name: host for name in _ENDINGS if (host := hosts.stranger(said.get(name)))}
    if not strange:
        return ""
    name, host = next(iter(strange.items()))
    return (
        f"names {host!r} as its {name}, which is neither a configured host nor fal's. Nothing "
        "was sent there; if that is a gateway of yours, name it in Hosts(aliases=…)."
    )


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Address:
    """
    The URLs by which a request is asked about.

    A ticket comes back from outside: its URLs are followed only to the queue's own server
    and only for its own id, and made from the ids otherwise.

    Attributes:
        ticket: What identifies the request.
        hosts: Where the servers are.

    Raises:
        TicketError: if the id cannot be one of a request.
        ConfigurationError: if the endpoint id is none.

    Example:
        ```python
        address = Address(ticket=Ticket("fal", "fal-ai/flux/dev", "r1"), hosts=Hosts())
        assert address.status == "https://queue.fal.run/fal-ai/flux/requests/r1/status"
        ```
    """

    ticket: Ticket
    hosts: Hosts

    @classmethod
    def of(cls, ticket: Ticket, hosts: Hosts) -> Self:
        """Return the address of a ticket's request."""
        if not is_request_id(ticket.id):
            raise TicketError(
                f"The ticket has the id {ticket.id[:200]!r}, which is none of the service 'fal'.",
                hint="Use the ticket as it was returned by job.ticket.",
            )
        return cls(ticket=ticket, hosts=hosts)

    @property
    def status(self) -> str:
        """Where the status is."""
        return self._url("status_url")

    @property
    def stream(self) -> str:
        """Where the stream of statuses is."""
        return f"{self.status}/stream"

    @property
    def response(self) -> str:
        """Where the result is."""
        return self._url("response_url")

    @property
    def cancel(self) -> str:
        """Where the end is asked for."""
        return self._url("cancel_url")

    def _url(self, name: Literal["status_url", "response_url", "cancel_url"]) -> str:
        given = self.ticket.state.get(name)
        tail = f"/requests/{self.ticket.id}"
        for ending in _ENDINGS[name]:
            url = self.hosts.followed(given, f"{tail}{ending}")
            if url is not None:
                return url
        target = self.ticket.state.get("target")
        parsed = EndpointId.parse(target if isinstance(target, str) else self.ticket.endpoint)
        return f"{self.hosts.queue}/{parsed.application}{tail}{_ENDINGS[name][0]}"
