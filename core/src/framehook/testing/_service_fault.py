"""What can happen to a request between a client and a service."""

from __future__ import annotations

__all__ = (
    "ABSENT",
    "BUSY",
    "REFUSED",
    "UNCLEAR",
    "UNREAD",
    "Fault",
    "altered",
    "answering",
    "cut_off",
)

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import DeadlineError, TransportError
from ..spi import Request, Response

PAGE = b"<html><body><h1>Bad Gateway</h1></body></html>"
SAID = b'{"detail": "Something broke.", "message": "Something broke.", "error": "broken"}'
SLOW = b'{"detail": "Slow down.", "message": "Slow down."}'
GONE = b'{"detail": "Not found.", "message": "Not found."}'


def _kept(reply: Response) -> Response:
    return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    What happens to one request.

    Attributes:
        name: In a few words, for the names of tests.
        arrives: Whether the service gets it.
        error: What is raised instead of the answer.
        change: What becomes of the answer; an empty one stands for that of a request that
            does not arrive.
        keep: How many pieces of a stream come through before it breaks.
    """

    name: str
    arrives: bool = True
    error: Callable[[Request], TransportError] | None = None
    change: Callable[[Response], Response] = _kept
    keep: int | None = None


def _refused(request: Request) -> TransportError:
    return TransportError(f"Nobody listens at {request.host}.", sent="no")


def _broken(request: Request) -> TransportError:
    return TransportError(f"The connection to {request.host} broke off.", sent="maybe")


def _late(request: Request) -> TransportError:
    return DeadlineError(
        f"{request.host} did not answer in time.", budget=request.budget, sent="maybe"
    )


def answering(
    name: str,
    status: int,
    body: bytes,
    *,
    kind: str = "application/json",
    arrives: bool = True,
    after: str = "",
) -> Fault:
    """Return a fault by which something else answers."""
    headers = {"content-type": kind, "content-length": str(len(body))}
    if after:
        headers["retry-after"] = after
    return Fault(
        name=name,
        arrives=arrives,
        change=lambda reply: Response(status, headers, body, reply.url),
    )


def altered(name: str, change: Callable[[bytes], bytes]) -> Fault:
    """Return a fault that changes the body of an answer."""
    return Fault(name=name, change=lambda reply: reply._replace(body=change(reply.body)))


def cut_off(pieces: int) -> Fault:
    """Return a fault that breaks a stream after so many pieces."""
    return Fault(name="breaks off", error=_broken, keep=pieces)


REFUSED = Fault(name="refused", arrives=False, error=_refused)
BUSY = answering("429", 429, SLOW, arrives=False, after="3")
ABSENT = answering("404", 404, GONE, arrives=False)
_TRUNCATED = altered("half the JSON", lambda body: body[: len(body) // 2])
_ERRORS = tuple(
    answering(f"{status} {word}", status, body, kind=kind)
    for status in (500, 502, 503, 504)
    for word, body, kind in (
        ("JSON", SAID, "application/json"),
        ("HTML", PAGE, "text/html"),
    )
)
# After these nobody can tell whether a paid request was accepted.
UNCLEAR = (
    Fault(name="broken on the way", arrives=False, error=_broken),
    Fault(name="broken on the way back", error=_broken),
    Fault(name="slow", error=_late),
    *_ERRORS,
    _TRUNCATED,
    answering("200 HTML", 200, PAGE, kind="text/html"),
    answering("empty", 200, b""),
)
# After these a question is asked again.
UNREAD = (
    Fault(name="broken", error=_broken),
    Fault(name="slow", error=_late),
    REFUSED,
    answering("429", 429, SLOW, arrives=False, after="1"),
    *_ERRORS,
    _TRUNCATED,
)
