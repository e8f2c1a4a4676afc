"""Where the bytes of a download go."""

from __future__ import annotations

__all__ = ("Received", "Sink")

from typing import NamedTuple, Protocol

from ..spi._request import Source


class Received(NamedTuple):
    """What a sink has when everything has arrived."""

    name: str
    bytes: int
    sha256: str


class Sink(Protocol):
    """
    Where the bytes of a download go. Nothing is visible before `commit`.

    All methods may block; flows call them through `Blocking`.
    """

    @property
    def written(self) -> int:
        """How many bytes have been written since `begin`."""
        ...

    def begin(self) -> None:
        """Prepare to write, from the start."""
        ...

    def write(self, data: bytes) -> None:
        """Append bytes."""
        ...

    def commit(self, name: str) -> Received:
        """Put the finished file in its place. `name` is the server's, already harmless."""
        ...

    def discard(self) -> None:
        """Leave nothing behind. A finished file stays, unless it is temporary."""
        ...

    def source(self) -> Source:
        """Return the finished file for reading."""
        ...
