"""Where notifications arrive: an ASGI application."""

from __future__ import annotations

__all__ = ("Delivery", "Receiver")

import asyncio
import inspect
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from framehook.errors import FramehookError, LedgerError
from framehook.spi import (
    Intent,
    IntentState,
    Ledger,
    ReplyError,
    Strays,
    Ticket,
    TransportError,
    inbox_entry,
)

from ._correlation import attempt_in
from ._notice import Notice
from ._verifier import Verifier

logger = logging.getLogger("framehook.fal")

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]

_LIMIT = 32 << 20
_LOST = frozenset({IntentState.UNKNOWN, IntentState.QUARANTINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    A notification that has arrived, told once.

    Attributes:
        notice: The notification.
        intent: Key of the ledger's entry it is about, if it is known.
        is_adopted: Whether the outcome of that entry was unknown until now.
        is_double: Whether the entry belongs to another request: it was paid twice.
    """

    notice: Notice
    intent: str | None = None
    is_adopted: bool = False
    is_double: bool = False


class Receiver:
    """
    Takes notifications, as an ASGI application that can be mounted anywhere.

    Every one is checked before it is read. It is answered with 200 only when it is on
    disk; a repetition is answered so too, and not told again. A call whose acceptance was
    unknown is adopted.

    Args:
        ledger: The journal; without it repetitions are told again.
        verifier: Checks them.
        secret: What the labels in webhook addresses are signed with. Without it anyone
            with an account at fal can have a notification about a call of yours.
        on_delivery: Called with each delivery, and awaited if it has to be.

    Example:
        ```python
        from framehook.ledger import MemoryLedger
        from framehook_fal.webhooks import Receiver

        application = Receiver(ledger=MemoryLedger(), on_delivery=print)
        ```
    """

    def __init__(
        self,
        *,
        ledger: Ledger | None = None,
        verifier: Verifier | None = None,
        secret: str | None = None,
        on_delivery: Callable[[Delivery], Awaitable[object] | object] | None = None,
    ) -> None:
        self._ledger = ledger
        self._verifier = verifier or Verifier()
        self._secret = secret
        self._on_delivery = on_delivery
        bell = getattr(ledger, "bell", None)
        if bell is not None:
            # Who waits in this process is woken, and need not ask meanwhile.
            bell.is_attended = True

    async def __call__(
        self,
        scope: Scope,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        if scope["type"] != "http":
            raise ValueError(f"A receiver of notifications does not speak {scope['type']!r}.")
        if scope["method"] != "POST":
            return await _answer(send, 405, "Notifications are sent with POST.")
        body = await _read(receive)
        if body is None:
            return await _answer(send, 413, "The notification is too long.")
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        query = scope.get("query_string", b"").decode("latin-1")
        status, words, delivery = await asyncio.to_thread(self._take, headers, body, query)
        if delivery is not None and self._on_delivery is not None:
            told = self._on_delivery(delivery)
            if inspect.isawaitable(told):
                await told
        return await _answer(send, status, words)

    def _take(
        self, headers: dict[str, str], body: bytes, query: str
    ) -> tuple[int, str, Delivery | None]:
        try:
            notice = self._verifier.verify(headers, body)
            return 200, "Thank you.", self._delivered(notice, attempt_in(query, self._secret))
        except ReplyError as exc:
            if exc.status in {400, 401}:
                return exc.status, exc.message, None
            logger.warning("a notification could not be checked: %s", exc)
        except (TransportError, LedgerError) as exc:
            logger.warning("a notification could not be taken: %s", exc)
        except FramehookError:
            logger.exception("notifications cannot be taken")
        # fal tries again later.
        return 503, "The notification cannot be taken now.", None

    def _delivered(self, notice: Notice, attempt: str | None) -> Delivery | None:
        """Write it down; `None` if it was there already."""
        ledger = self._ledger
        if ledger is None:
            return Delivery(notice=notice)
        now = self._verifier.now()
        intent = _entry_of(ledger, notice, attempt)
        body = inbox_entry(notice.request_id, notice.status, also=notice.ids)
        if intent is None:
            is_new = ledger.notice(notice.request_id, None, body, now)
            return Delivery(notice=notice) if is_new else None
        adopted = False
        ticket = Ticket(
            "fal",
            intent.new.endpoint,
            notice.request_id,
            intent=intent.key,
            account=intent.new.account,
        )
        if intent.state in _LOST:
            adopted = ledger.adopt(intent.key, ticket, "A notification of fal names it.", now)
        is_double = intent.ticket is not None and intent.ticket.id not in notice.ids
        if is_double and isinstance(ledger, Strays):
            ledger.stray(intent.key, ticket, cost=None, now=now)
        # Last of all: what breaks off before this is done again when it is repeated.
        if not ledger.notice(notice.request_id, intent.key, body, now):
            return None
        if is_double:
            logger.error(
                "the intent %s was accepted as %s and as %s: it was paid twice",
                intent.key,
                intent.ticket.id if intent.ticket else None,
                notice.request_id,
            )
        return Delivery(notice=notice, intent=intent.key, is_adopted=adopted, is_double=is_double)


def _entry_of(ledger: Ledger, notice: Notice, attempt: str | None) -> Intent | None:
    # An attempt's label is the key of the entry and a number.
    key = attempt.rpartition("-")[0] if attempt else ""
    intent = ledger.get(key) if key else None
    if intent is not None:
        return intent
    found = ledger.find(ticket=Ticket("fal", "", notice.request_id), limit=1)
    return found[0] if found else None


async def _read(receive: Callable[[], Awaitable[Message]]) -> bytes | None:
    pieces = bytearray()
    while True:
        message = await receive()
        pieces += message.get("body", b"")
        if len(pieces) > _LIMIT:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return bytes(pieces)


async def _answer(send: Callable[[Message], Awaitable[None]], status: int, words: str) -> None:
    body = json.dumps({"detail": words}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if status == 405:
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _live(
    receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
