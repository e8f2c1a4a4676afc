"""What may go wrong on the way, where, and how often."""

from __future__ import annotations

__all__ = ("FAULTS", "ROUTES", "Fault", "applies")

from collections.abc import Mapping
from dataclasses import dataclass

_EVERYWHERE: Mapping[str, str] = {
    "reset-before": "the connection breaks before the body is read; nothing happens",
    "reset-after": "the connection breaks after the body was read; nothing happens",
    "500": "500 with JSON; nothing happens",
    "502": "502 with JSON; nothing happens",
    "503": "503 with JSON; nothing happens",
    "504": "504 with JSON; nothing happens",
    "500-html": "500 with HTML; nothing happens",
    "502-html": "502 with the HTML of a reverse proxy; nothing happens",
    "503-html": "503 with the HTML of a reverse proxy; nothing happens",
    "504-html": "504 with the HTML of a reverse proxy; nothing happens",
    "429": "429 with Retry-After; nothing happens",
    "slow": "the body of the answer comes in crumbs",
    "truncated": "the connection ends in the middle of the answer",
    "hang": "no answer, until the client goes; nothing happens",
}
_CHANGING: Mapping[str, str] = {
    "lost-reply": "what was asked for is done, then the connection breaks",
    "lost-502": "what was asked for is done, then a reverse proxy says 502",
    "garbled": "what was asked for is done, and the answer is broken JSON with status 200",
    "lost-hang": "what was asked for is done, and no answer comes until the client goes",
}
_SPECIAL: Mapping[str, Mapping[str, str]] = {
    "status": {"missing": "404 for some time after the submit", "garbled": "broken JSON"},
    "watch": {
        "missing": "404 for some time after the submit",
        "sse-duplicated": "every event comes twice",
        "sse-reordered": "every event changes places with the next one",
        "sse-cut": "the stream ends after an event",
        "sse-torn": "the stream ends in the middle of an event",
    },
    "stream": {"sse-torn": "the stream ends in the middle of an event"},
    "result": {
        "missing": "404 for some time after the submit",
        "expired": "404, as if the result had been deleted",
        "garbled": "broken JSON",
    },
    "token": {"garbled": "broken JSON"},
    "initiate": {"garbled": "broken JSON"},
    "jwks": {"garbled": "broken JSON"},
    "billing": {"garbled": "broken JSON"},
    "upload": {"expired-token": "401, as if the upload token had ended"},
    "part": {"expired-token": "401, as if the upload token had ended", "failed-part": "500"},
    "download": {"no-range": "the whole file, whatever range was asked for"},
    "history": {
        "omitted": "the newest row is not there yet",
        "payloads-missing": "rows have no payloads",
        "garbled": "broken JSON",
    },
    "webhook": {
        "webhook-duplicated": "it is delivered twice",
        "webhook-lost": "it is never delivered",
        "webhook-late": "it is delivered late",
        "webhook-forged": "one with a false signature comes first",
    },
}
_CHANGES = frozenset({"submit", "run", "stream", "cancel", "upload", "start", "part", "complete"})

ROUTES: Mapping[str, str] = {
    "submit": "a request enters the queue",
    "run": "a synchronous request",
    "stream": "a synchronous request whose answer is a stream",
    "status": "asking for the status",
    "watch": "the stream of statuses",
    "result": "asking for the result",
    "cancel": "asking for the end",
    "token": "a token for uploads",
    "initiate": "asking for a signed URL to upload to",
    "upload": "sending a file in one piece",
    "start": "the beginning of an upload in parts",
    "part": "one part of an upload",
    "complete": "the end of an upload in parts",
    "download": "reading a file",
    "jwks": "the keys that webhooks are signed with",
    "history": "the request history",
    "billing": "the billing events",
    "platform": "everything else of the platform API",
    "webhook": "the delivery of a webhook",
}


def _kinds_of(route: str) -> Mapping[str, str]:
    if route == "webhook":
        return _SPECIAL["webhook"]
    found = dict(_EVERYWHERE)
    if route in _CHANGES:
        found |= _CHANGING
    return {**found, **_SPECIAL.get(route, {})}


# The kinds of each route, with what they do.
FAULTS: Mapping[str, Mapping[str, str]] = {route: _kinds_of(route) for route in ROUTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One kind of fault, and when it comes.

    Attributes:
        kind: One of `FAULTS`, or `any`.
        routes: Where; everywhere it makes sense if empty.
        rate: The share of requests it hits.
        at: The ordinal numbers of the requests it hits, from 1 on; all if empty.
        times: How often it comes at most.
        seconds: How long: the 404 window, `Retry-After`, the pause between crumbs, or how
            late a webhook is; by default what suits the kind.
        lasts: Whether whoever it hits once is hit by it always; see `FaultPlan.apart`.

    Raises:
        ValueError: if there is no such kind or route.

    Example:
        ```python
        fault = Fault(kind="lost-reply", routes=("submit",), at=(1,))
        assert fault.rate == 1
        ```
    """

    kind: str
    routes: tuple[str, ...] = ()
    rate: float = 1.0
    at: tuple[int, ...] = ()
    times: int | None = None
    seconds: float | None = None
    lasts: bool = False

    def __post_init__(self) -> None:
        known = {"any", *(kind for kinds in FAULTS.values() for kind in kinds)}
        if self.kind not in known:
            raise ValueError(
                f"There is no fault {self.kind!r}. There are: {', '.join(sorted(known))}."
            )
        for route in self.routes:
            if route not in ROUTES:
                raise ValueError(f"There is no route {route!r}. There are: {', '.join(ROUTES)}.")
            if self.kind != "any" and self.kind not in FAULTS[route]:
                raise ValueError(f"The fault {self.kind!r} makes no sense on {route!r}.")
        if not 0 <= self.rate <= 1:
            raise ValueError(f"A fault's rate is between 0 and 1, not {self.rate!r}.")


def applies(fault: Fault, route: str) -> bool:
    """Return whether a fault may come on a route."""
    if fault.routes:
        return route in fault.routes
    return fault.kind == "any" or fault.kind in FAULTS[route]
