"""Questions whose answers are JSON objects."""

from __future__ import annotations

__all__ = ("ask", "document")

from collections.abc import Mapping
from typing import Any

from framehook.spi import Flow, Request, Response, Send, Sleep

# An answer that was cut or garbled on the way is asked for again after these pauses.
_PAUSES = (0.25, 1.0, 4.0)


def ask(request: Request, doing: str) -> Flow[tuple[Mapping[str, Any], Response]]:
    """
    Ask, and return the object and the answer that has it.

    Args:
        request: A request that can be repeated.
        doing: What it is for, for messages: `asking for the status`.

    Raises:
        ReplyError: if the answer is an error, or never becomes a JSON object.
    """
    for pause in (*_PAUSES, None):
        reply = yield from Send(request)
        value = document(reply) if reply.is_success else None
        if value is not None:
            return value, reply
        if not reply.is_success or pause is None:
            from ._errors import trouble  # Few answers are.

            raise trouble(reply, doing)
        yield from Sleep(pause)
    raise AssertionError("unreachable")  # pragma: no cover


def document(reply: Response) -> Mapping[str, Any] | None:
    """Return the JSON object in an answer, or `None` if it has none."""
    try:
        value = reply.json()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) else None
