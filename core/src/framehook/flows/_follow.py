"""Answers that say: look elsewhere."""

from __future__ import annotations

__all__ = ("follow",)

from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from ..spi._command import Flow
from ..spi._host import is_private
from ..spi._request import Request
from ._commands import Open, Shut, Stream
from ._inside import leads_inside
from ._send import sign
from ._terms import Terms

MOVED = frozenset({301, 302, 303, 307, 308})
MOST_HOPS = 5
# What says which bytes are wanted. Anything else may be meant for the first host alone.
NEUTRAL = frozenset({"accept", "if-range", "range"})


def follow(request: Request, terms: Terms) -> Flow[Stream]:
    """
    Open a download, wherever it has moved to.

    The secret is added on every hop anew, and so only for the service's hosts. An answer
    that leads out of encryption, from the internet to a private address, or in circles, is
    returned as it is.

    Args:
        request: A GET, not signed.
        terms: What is known of the client.
    """
    for _ in range(MOST_HOPS):
        stream = yield from Open((yield from sign(request, terms)))
        target = _target(request, stream)
        if target is None or (yield from _leads_astray(request, target, terms)):
            return stream
        yield from Shut(stream)
        request = _moved(request, target)
    return (yield from Open((yield from sign(request, terms))))


def _leads_astray(request: Request, target: str, terms: Terms) -> Flow[bool]:
    # Whoever answers on the internet must not make this machine ask its neighbours.
    if is_private(request.host):
        return False
    return (yield from leads_inside(target, terms))


def _target(request: Request, stream: Stream) -> str | None:
    url = request.url
    place = stream.head.headers.get("location")
    if stream.head.status not in MOVED or not place:
        return None
    try:
        target = urljoin(url, place)
        scheme = urlsplit(target).scheme
    except ValueError:
        return None
    is_same = scheme == urlsplit(url).scheme == "http"
    return target if scheme == "https" or is_same else None


def _moved(request: Request, target: str) -> Request:
    moved = replace(request, url=target)
    if moved.host == request.host:
        return moved
    kept = tuple(pair for pair in request.headers if pair[0].lower() in NEUTRAL)
    return replace(moved, headers=kept)
