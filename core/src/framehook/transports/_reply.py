"""Answers, in the types of httpcore, whose bodies are read later."""

from __future__ import annotations

__all__ = ("AsyncPoolReply", "AsyncReply", "PoolReply", "Reply")

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

import httpcore

from ._limit import Limit, limited

# What may end the reading of a rest: no time, or somebody else who is just reading it.
_NO_REST = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ValueError)


class Reply(Protocol):
    """An answer whose body is read later."""

    @property
    def status(self) -> int:
        """The status."""
        ...

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Names in lower case, and values."""
        ...

    def pieces(self, *, is_decoded: bool) -> Iterator[bytes]:
        """Return the body, as it came or unpacked."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class AsyncReply(Protocol):
    """The asynchronous twin of `Reply`."""

    @property
    def status(self) -> int:
        """The status."""
        ...

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Names in lower case, and values."""
        ...

    def pieces(self, *, is_decoded: bool) -> AsyncIterator[bytes]:
        """Return the body, as it came or unpacked."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


class PoolReply:
    """An answer of a pool for threads."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply
        self._pieces: Iterator[bytes] = iter(())
        self.status = reply.status
        self.headers = _headers(reply)

    def pieces(self, *, is_decoded: bool) -> Iterator[bytes]:
        """Return the body, as it came or unpacked."""
        self._pieces = self._reply.iter_stream()
        return self._unpacked() if is_decoded and _is_packed(self.headers) else self._pieces

    def close(self) -> None:
        """Let go of the connection."""
        # Whoever has read a stream as far as it matters has not seen its end. If that is here
        # already, the connection can be used again.
        with suppress(*_NO_REST), limited(Limit(0)):
            for _ in self._pieces:
                pass
        self._reply.close()

    def _unpacked(self) -> Iterator[bytes]:
        import httpx  # It was asked not to pack it: few servers do.

        packed = httpx.Response(self.status, headers=self.headers, content=self._pieces)
        try:
            yield from packed.iter_bytes()
        except httpx.DecodingError as exc:
            raise httpcore.RemoteProtocolError(str(exc)) from exc


class AsyncPoolReply:
    """An answer of a pool for the tasks of one event loop."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply
        self._pieces: AsyncIterator[bytes] | None = None
        self.status = reply.status
        self.headers = _headers(reply)

    def pieces(self, *, is_decoded: bool) -> AsyncIterator[bytes]:
        """Return the body, as it came or unpacked."""
        self._pieces = pieces = self._reply.aiter_stream()
        return self._unpacked(pieces) if is_decoded and _is_packed(self.headers) else pieces

    async def close(self) -> None:
        """Let go of the connection."""
        if self._pieces is not None:
            with suppress(*_NO_REST, RuntimeError), limited(Limit(0)):
                async for _ in self._pieces:
                    pass
        await self._reply.aclose()

    async def _unpacked(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        import httpx  # Likewise.

        packed = httpx.Response(self.status, headers=self.headers, content=pieces)
        try:
            async for piece in packed.aiter_bytes():
                yield piece
        except httpx.DecodingError as exc:
            raise httpcore.RemoteProtocolError(str(exc)) from exc


def _is_packed(headers: Sequence[tuple[str, str]]) -> bool:
    return any(name == "content-encoding" for name, _ in headers)


def _headers(reply: httpcore.Response) -> list[tuple[str, str]]:
    return [(name.decode("ascii").lower(), _text(value)) for name, value in reply.headers]


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
