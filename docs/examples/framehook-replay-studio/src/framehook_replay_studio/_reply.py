"""Answers of Replay Studio: a JSON object, or an error that says what came instead."""

from __future__ import annotations

__all__ = ("ask", "trouble", "words_of")

from collections.abc import Mapping
from typing import Any

from framehook.spi import Flow, ReplyError, Request, Response, Send, Sleep

from ._json import object_in

# A server that goes down in the middle of an answer has one more chance, and another.
PAUSES = (0.5, 2.0, None)


def words_of(reply: Response) -> str:
    """Return what an answer says to people."""
    said = (object_in(reply.body) or {}).get("detail")
    return str(said) if said else f"It answered with status {reply.status}."


def trouble(reply: Response, doing: str) -> ReplyError:
    """Return the error for an answer that is of no use."""
    is_half = reply.is_success
    words = "The answer is no JSON object." if is_half else words_of(reply)
    return ReplyError(
        f"Replay Studio was of no help in {doing}. {words}",
        status=reply.status,
        url=reply.url.partition("?")[0],
        retryable=is_half or reply.status == 429 or reply.status >= 500,
    )


def ask(request: Request, doing: str) -> Flow[Mapping[str, Any]]:
    """Send a request that can be repeated, and return the object that comes back."""
    for pause in PAUSES:
        reply = yield from Send(request)
        said = object_in(reply.body) if reply.is_success else None
        if said is not None:
            return said
        if pause is None or not reply.is_success:
            raise trouble(reply, doing)
        yield from Sleep(pause)
    raise AssertionError("unreachable")
