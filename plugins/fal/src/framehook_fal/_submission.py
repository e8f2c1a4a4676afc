"""The paid request, and what an answer to it means."""

from __future__ import annotations

__all__ = ("paid_request", "refusal", "verdict")

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from framehook.errors import ConfigurationError
from framehook.spi import Accepted, Rejected, Request, Response, Submission, Ticket

from ._address import ADDRESSES, doubt_of, is_request_id, state_of
from ._asking import document
from ._correlation import labelled
from ._endpoint_id import EndpointId
from ._hosts import Hosts, shown
from ._options import Wishes
from ._run import end_of_run
from ._status import read_status

# No server answers so after it has taken a request on, whatever the form of the answer.
_REFUSALS = frozenset({401, 402, 403, 404, 405, 411, 413, 414, 415, 429, 431})
# A redirect that keeps the method says that the request was not handled here.
_ELSEWHERE = frozenset({301, 307, 308})
# Whoever answers so may have given up waiting for a request that goes on.
_UNCLEAR = frozenset({408, 499})


def paid_request(call: Submission, hosts: Hosts, webhook_secret: str | None) -> Request:
    """
    Return the paid request.

    Raises:
        ConfigurationError: if the endpoint id, an option or the webhook makes no sense.
    """
    wishes = Wishes.of(call.options, call.attempt)
    query = [*wishes.query]
    if call.webhook is not None:
        if wishes.sync:
            raise ConfigurationError(
                "A webhook has no meaning with sync=true: there is no queue.",
                hint="Leave one of them out.",
            )
        _check_webhook(call.webhook, hosts)
        query.insert(0, ("fal_webhook", labelled(call.webhook, call.attempt, webhook_secret)))
    base = hosts.run if wishes.sync else hosts.queue
    tail = f"?{urlencode(query)}" if query else ""
    return Request.with_json(
        "POST",
        f"{base}/{_path_of(call.target)}{tail}",
        dict(call.arguments),
        headers=(("accept", "application/json"), *wishes.headers),
        budget="submit",
    )


@lru_cache(maxsize=256)
def _path_of(target: str) -> str:
    return str(EndpointId.parse(target))


def verdict(
    call: Submission, reply: Response, hosts: Hosts, service: str
) -> Accepted | Rejected | None:
    """Say what an answer to the paid request means; `None` if it cannot be told."""
    wishes = Wishes.of(call.options, call.attempt) if call.options else None
    if wishes is not None and wishes.sync:
        return end_of_run(call, reply, service) or refusal(call, reply)
    said = document(reply) if reply.is_success else None
    if said is not None and is_request_id(said.get("request_id")):
        lifetime = None if wishes is None else wishes.lifetime
        return _accepted(call, said, hosts, service, lifetime)
    return refusal(call, reply)


def _accepted(
    call: Submission, said: Mapping[str, Any], hosts: Hosts, service: str, lifetime: int | None
) -> Accepted:
    state = state_of(call.target, said, hosts)
    if lifetime is not None:
        state["lifetime"] = lifetime
    word = said.get("status")
    report = {**said, "status": word if isinstance(word, str) else "IN_QUEUE"}
    return Accepted(
        Ticket(service, call.endpoint, str(said["request_id"]), state),
        read_status(report),
        # A URL that may be followed leads to no stranger.
        "" if state.keys() >= ADDRESSES else doubt_of(said, hosts),
    )


def refusal(call: Submission, reply: Response) -> Rejected | None:
    """Return the refusal in an answer, or `None` if it may have been accepted."""
    from ._errors import ErrorDocument, hint_for  # Few calls are refused.

    error = ErrorDocument.read(reply)
    if reply.status == 429:
        return Rejected(error.failure(call.arguments), again=True, after=_retry_after(reply))
    is_refused = reply.status in _REFUSALS or reply.status in _ELSEWHERE
    is_said = 400 <= reply.status < 500 and error.is_json and reply.status not in _UNCLEAR
    if is_refused or is_said:
        return Rejected(error.failure(call.arguments), hint=hint_for(reply.status) or "")
    return None


def _retry_after(reply: Response) -> float | None:
    text = reply.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        # There is no clock here: the answer's own date says when it was given.
        given = parsedate_to_datetime(reply.headers["date"])
        return max(0.0, (parsedate_to_datetime(text) - given).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


def _check_webhook(url: str, hosts: Hosts) -> None:
    wrong = hosts.webhook_trouble(url)
    if wrong is not None:
        raise ConfigurationError(
            f"The webhook {shown(url)!r} {wrong}.",
            hint="Use an https URL that fal can reach.",
        )
