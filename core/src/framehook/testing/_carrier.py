"""Transports of both colours, used by the same blocking test."""

from __future__ import annotations

__all__ = ("LONG", "SHORT", "Carrier", "Pieces")

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from ..errors import FileNotReadableError
from ..spi import AsyncIncoming, AsyncTransport, Incoming, Request, Response, Transport

LONG = 10.0
SHORT = 0.05


@dataclass(frozen=True, slots=True)
class Pieces:
    """A source of pieces that may not know its size, or fail before or after some piece."""

    pieces: Sequence[bytes]
    size: int | None = None
    name: str = "clip.mp4"
    fails_after: int | None = None

    def open(self, start: int = 0) -> Iterator[bytes]:
        for number, piece in enumerate(self.pieces):
            if number == self.fails_after:
                raise FileNotReadableError("The disk is gone.", hint="Look for it.")
            yield piece[start:]


class _Reading:
    """An open answer of either colour, read by blocking calls."""

    def __init__(self, inner: Incoming | AsyncIncoming, runner: asyncio.Runner | None) -> None:
        self._inner: Any = inner
        self._runner = runner
        self.head: Response = inner.head

    def read(self, timeout: float = LONG) -> bytes:
        data: bytes = _done(self._inner.read(timeout), self._runner)
        return data

    def close(self) -> None:
        _done(self._inner.close(), self._runner)


class Carrier:
    """A transport of either colour, used by blocking calls."""

    def __init__(self, inner: Transport | AsyncTransport, runner: asyncio.Runner | None) -> None:
        self._inner: Any = inner
        self._runner = runner
        self.schemes = inner.schemes

    def send(self, request: Request, timeout: float = LONG) -> Response:
        response: Response = _done(self._inner.send(request, timeout), self._runner)
        return response

    def open(self, request: Request, timeout: float = LONG) -> _Reading:
        return _Reading(_done(self._inner.open(request, timeout), self._runner), self._runner)

    def close(self) -> None:
        _done(self._inner.close(), self._runner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if self._runner is not None:
            self._runner.close()


def _done(answer: Any, runner: asyncio.Runner | None) -> Any:
    return answer if runner is None else runner.run(answer)
