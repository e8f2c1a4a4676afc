"""What both colours of the replaying transport share."""

from __future__ import annotations

__all__ = (
    "KEEP",
    "AsyncPlayedAnswer",
    "AsyncRecordedAnswer",
    "Deck",
    "PlayedAnswer",
    "Playing",
    "RecordedAnswer",
    "Recording",
    "played",
)

import os
from pathlib import Path

from ..errors import TransportError
from ..spi import AsyncIncoming, Incoming, Request, Response
from ._admission import closed
from ._exchange import Exchange, Kept, Key, line_of
from ._tape import Player, Recorder

KEEP = 1 << 16


class Deck:
    """What both colours share: a recorder or a player, and what goes into it."""

    def __init__(
        self, path: str | os.PathLike[str], schemes: frozenset[str] | None, keep: int
    ) -> None:
        self._keep = keep
        self._recorder = Recorder(Path(path), schemes) if schemes is not None else None
        self._player = Player(Path(path)) if schemes is None else None
        self._is_closed = False
        self.schemes = self._player.schemes if self._player is not None else schemes

    def refuse_if_closed(self) -> None:
        if self._is_closed:
            raise closed()

    def close(self) -> None:
        self._is_closed = True

    def take(self, key: Key) -> Exchange:
        assert self._player is not None
        return self._player.take(key)

    def kept(self) -> Kept:
        return Kept(self._keep)

    def write(
        self,
        request: Request,
        key: Key,
        head: Response | None,
        kept: Kept,
        error: TransportError | None = None,
    ) -> None:
        assert self._recorder is not None
        self._recorder.write(line_of(request, key, head, kept, error))


def played(exchange: Exchange, request: Request) -> Response:
    """Return the whole answer, or raise what was raised."""
    error = exchange.failure()
    if error is not None:
        raise error
    assert exchange.head is not None
    return _head(exchange, request)._replace(body=exchange.data())


def _head(exchange: Exchange, request: Request) -> Response:
    assert exchange.head is not None
    headers = dict(exchange.head.headers)
    if "content-length" in headers and request.method != "HEAD":
        # What was redacted has another length.
        headers["content-length"] = str(len(exchange.data()))
    return exchange.head._replace(headers=headers, url=request.url)


class Playing:
    """An answer from a recording, for both colours."""

    def __init__(self, exchange: Exchange, request: Request) -> None:
        self._error = exchange.failure()
        if exchange.head is None:
            assert self._error is not None
            raise self._error
        self.head = _head(exchange, request)
        self._data = exchange.data()

    def next(self) -> bytes:
        data, self._data = self._data, b""
        if not data and self._error is not None:
            raise self._error
        return data


class PlayedAnswer:
    def __init__(self, playing: Playing) -> None:
        self._playing: Playing | None = playing
        self.head = playing.head

    def read(self, timeout: float) -> bytes:
        if self._playing is None:
            raise closed()
        return self._playing.next()

    def close(self) -> None:
        self._playing = None


class AsyncPlayedAnswer:
    def __init__(self, playing: Playing) -> None:
        self._inner = PlayedAnswer(playing)
        self.head = playing.head

    async def read(self, timeout: float) -> bytes:
        return self._inner.read(timeout)

    async def close(self) -> None:
        self._inner.close()


class Recording:
    """An answer that is being read, and written down when it is left."""

    def __init__(self, deck: Deck, request: Request, key: Key, head: Response) -> None:
        self._deck = deck
        self._request = request
        self._key = key
        self._head = head
        self._kept = deck.kept()
        self._is_written = False

    def add(self, piece: bytes) -> None:
        self._kept.add(piece)
        if not piece:
            self.end()

    def end(self, error: TransportError | None = None) -> None:
        if not self._is_written:
            self._is_written = True
            self._deck.write(self._request, self._key, self._head, self._kept, error)


class RecordedAnswer:
    def __init__(self, inner: Incoming, recording: Recording) -> None:
        self._inner = inner
        self._recording = recording
        self.head = inner.head

    def read(self, timeout: float) -> bytes:
        try:
            piece = self._inner.read(timeout)
        except TransportError as exc:
            self._recording.end(exc)
            raise
        self._recording.add(piece)
        return piece

    def close(self) -> None:
        self._recording.end()
        self._inner.close()


class AsyncRecordedAnswer:
    def __init__(self, inner: AsyncIncoming, recording: Recording) -> None:
        self._inner = inner
        self._recording = recording
        self.head = inner.head

    async def read(self, timeout: float) -> bytes:
        try:
            piece = await self._inner.read(timeout)
        except TransportError as exc:
            self._recording.end(exc)
            raise
        self._recording.add(piece)
        return piece

    async def close(self) -> None:
        self._recording.end()
        await self._inner.close()
