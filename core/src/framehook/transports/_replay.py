"""Transports that record what goes over the wire, and play it again without one."""

from __future__ import annotations

__all__ = ("AsyncReplayTransport", "ReplayTransport")

import asyncio
import os

from ..errors import TransportError
from ..spi import AsyncIncoming, AsyncTransport, Incoming, Request, Response, Transport
from ._deck import (
    KEEP,
    AsyncPlayedAnswer,
    AsyncRecordedAnswer,
    Deck,
    PlayedAnswer,
    Playing,
    RecordedAnswer,
    Recording,
    played,
)
from ._exchange import key_of


class ReplayTransport:
    """
    Plays recorded exchanges, or records them.

    Without `record` there is no network: a request is answered with what was recorded for
    the same method, URL and body, in the order of the recording. With `record` every
    exchange goes through that transport and is written down: errors too, but no secret, no
    signed query, no data URI, and of larger binary bodies only length and digest.

    Args:
        path: The recording: one JSON object a line, with a version.
        record: The transport to record. It is closed with this one.
        keep: Up to how many bytes of a binary body are kept.

    Raises:
        ConfigurationError: if there is no recording to play, or nothing in it that fits a
            request; it then names the nearest one.

    Example:
        ```python
        from pathlib import Path

        Path("tape.jsonl").write_text('{"v":1,"schemes":["https"]}')
        transport = ReplayTransport("tape.jsonl")
        assert transport.schemes == {"https"}
        ```
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        record: Transport | None = None,
        keep: int = KEEP,
    ) -> None:
        self._inner = record
        self._deck = Deck(path, record.schemes if record is not None else None, keep)

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes of the transport that is, or was, recorded."""
        return self._deck.schemes or frozenset()

    def send(self, request: Request, timeout: float) -> Response:
        """Answer a request, from the recording or through the transport."""
        self._deck.refuse_if_closed()
        key, kept = key_of(request), self._deck.kept()
        if self._inner is None:
            return played(self._deck.take(key), request)
        try:
            response = self._inner.send(request, timeout)
        except TransportError as exc:
            self._deck.write(request, key, None, kept, exc)
            raise
        kept.add(response.body)
        self._deck.write(request, key, response, kept)
        return response

    def open(self, request: Request, timeout: float) -> Incoming:
        """Answer a request piece by piece; from the recording, in one piece."""
        self._deck.refuse_if_closed()
        key = key_of(request)
        if self._inner is None:
            return PlayedAnswer(Playing(self._deck.take(key), request))
        try:
            inner = self._inner.open(request, timeout)
        except TransportError as exc:
            self._deck.write(request, key, None, self._deck.kept(), exc)
            raise
        return RecordedAnswer(inner, Recording(self._deck, request, key, inner.head))

    def close(self) -> None:
        """Close the transport that is recorded."""
        self._deck.close()
        if self._inner is not None:
            self._inner.close()


class AsyncReplayTransport:
    """
    The asynchronous twin of `ReplayTransport`: both read what either wrote.

    Args:
        path: The recording: one JSON object a line, with a version.
        record: The transport to record. It is closed with this one.
        keep: Up to how many bytes of a binary body are kept.

    Raises:
        ConfigurationError: as its twin does.

    Example:
        ```python
        from pathlib import Path

        Path("tape.jsonl").write_text('{"v":1,"schemes":["https"]}')
        transport = AsyncReplayTransport("tape.jsonl")
        assert transport.schemes == {"https"}
        ```
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        record: AsyncTransport | None = None,
        keep: int = KEEP,
    ) -> None:
        self._inner = record
        self._deck = Deck(path, record.schemes if record is not None else None, keep)

    @property
    def schemes(self) -> frozenset[str]:
        """The URL schemes of the transport that is, or was, recorded."""
        return self._deck.schemes or frozenset()

    async def send(self, request: Request, timeout: float) -> Response:
        """Answer a request, from the recording or through the transport."""
        self._deck.refuse_if_closed()
        key, kept = await asyncio.to_thread(key_of, request), self._deck.kept()
        if self._inner is None:
            return played(self._deck.take(key), request)
        try:
            response = await self._inner.send(request, timeout)
        except TransportError as exc:
            self._deck.write(request, key, None, kept, exc)
            raise
        kept.add(response.body)
        self._deck.write(request, key, response, kept)
        return response

    async def open(self, request: Request, timeout: float) -> AsyncIncoming:
        """Answer a request piece by piece; from the recording, in one piece."""
        self._deck.refuse_if_closed()
        key = await asyncio.to_thread(key_of, request)
        if self._inner is None:
            return AsyncPlayedAnswer(Playing(self._deck.take(key), request))
        try:
            inner = await self._inner.open(request, timeout)
        except TransportError as exc:
            self._deck.write(request, key, None, self._deck.kept(), exc)
            raise
        return AsyncRecordedAnswer(inner, Recording(self._deck, request, key, inner.head))

    async def close(self) -> None:
        """Close the transport that is recorded."""
        self._deck.close()
        if self._inner is not None:
            await self._inner.close()
