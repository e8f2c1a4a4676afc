"""Requests that can be repeated: signed for the service's hosts, and tried again."""

from __future__ import annotations

__all__ = ("conduct", "retry_after", "send", "sign")

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

from ..errors import (
    ConfigurationError,
    FileNotReadableError,
    PluginContractError,
    TransportError,
)
from ..spi._command import Flow, Gather, Now, Progress, Sleep
from ..spi._host import is_loopback
from ..spi._request import Read, Request, Response, Send
from ..spi._service import Secret
from ._commands import Blocking, Emit
from ._terms import Terms, waits

T = TypeVar("T")

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
# A secret that ends within this time might end on the way.
SECRET_MARGIN = timedelta(minutes=1)


def conduct(flow: Flow[T], terms: Terms) -> Flow[T]:
    """
    Run a plugin's flow on a leash.

    Its requests are signed and repeated by core; what could spend money or touch this
    machine is refused.
    """
    answer: object = None
    error: Exception | None = None
    while True:
        try:
            command = flow.throw(error) if error is not None else flow.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result
        error = None
        try:
            if isinstance(command, Send):
                answer = yield from send(command.request, terms, command.final)
            elif isinstance(command, Read):
                answer = yield from Blocking(partial(_content, command))
            elif isinstance(command, Gather):
                inner = [conduct(part, terms) for part in command.flows]
                answer = yield from Gather(inner, command.limit)
            elif isinstance(command, (Sleep, Now, Progress)):
                answer = yield command
            else:
                raise PluginContractError(
                    f"The service {terms.service.name!r} asked for {type(command).__name__}, "
                    "which only core may do."
                )
        except Exception as exc:  # noqa: BLE001 - the plugin's flow decides what it means.
            error = exc


def sign(request: Request, terms: Terms) -> Flow[Request]:
    """Return the request with the secret in it, if it goes to one of the service's hosts."""
    service = terms.service
    if not request.signed or request.host not in service.hosts:
        return request
    secret = yield from _secret(terms)
    if secret is None:
        return request
    if request.scheme not in {"https", "wss"} and not is_loopback(request.host):
        raise ConfigurationError(
            f"The secret of {service.name!r} was not sent to {request.host!r}: the connection is "
            "not encrypted, and the host is not this machine.",
            hint="Use an https URL.",
        )
    return service.authorize(request, secret)


def _secret(terms: Terms) -> Flow[str | None]:
    service = terms.service
    known = terms.secrets.get(service.name)
    is_over = isinstance(known, Secret) and known.expires - (yield from Now()) <= SECRET_MARGIN
    if is_over or service.name not in terms.secrets:
        known = terms.secrets[service.name] = yield from conduct(service.secret(), terms)
    return known.value if isinstance(known, Secret) else known


def _content(command: Read) -> bytes:
    # A service that takes files as text wants all of it at once, so that there is a limit.
    source, _, start, length = command.data
    beyond = command.limit + 1
    wanted = beyond if length is None else min(length, beyond)
    got = bytearray()
    for piece in source.open(start):
        got += piece
        if len(got) >= wanted:
            break
    del got[wanted:]
    if len(got) == beyond:
        raise FileNotReadableError(
            f"The file {source.name!r} has more than the {command.limit:,} bytes that the service "
            "takes inside a request.",
            hint="Give a smaller file, or a URL that the service can read.",
        )
    return bytes(got)


def send(
    request: Request, terms: Terms, final: Callable[[Response], bool] | None = None
) -> Flow[Response]:
    """
    Send a request that can be repeated, several times if need be.

    An answer that `final` calls the last word is returned, whatever its status.

    Returns:
        The answer, whatever its status.

    Raises:
        TransportError: if no attempt was answered.
        PluginContractError: if the request cannot be repeated.
    """
    if not request.is_read:
        raise PluginContractError(
            f"A flow of {terms.service.name!r} wants to send {request.method} {request.url}, which "
            "cannot be repeated.",
            hint="Only Queue.prepare returns such a request; core sends it.",
        )
    signed = yield from sign(request, terms)
    for pause in waits(terms.retry):
        try:
            reply = yield from Send(signed)
        except TransportError as exc:
            if pause is None:
                raise
            reason, wait = str(exc), pause
        else:
            if pause is None or reply.status not in AGAIN or (final is not None and final(reply)):
                return reply
            now = yield from Now()
            asked = retry_after(reply.headers, now)
            if asked is not None and asked > terms.retry.patience:
                return reply
            reason, wait = f"status {reply.status}", max(pause, asked or 0.0)
        yield from Emit("retry", {"host": request.host, "reason": reason, "seconds": wait})
        yield from Sleep(wait)
    raise AssertionError("unreachable")  # pragma: no cover


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` header asks for."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None
