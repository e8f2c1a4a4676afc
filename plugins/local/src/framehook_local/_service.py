"""The service that runs calls on this machine."""

from __future__ import annotations

__all__ = ("LocalService", "service")

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framehook.spi import Flow, Request, TransportPair

from ._description import describe
from ._files import LocalFiles
from ._queue import LocalQueue
from ._settings import VARIABLES
from ._transport import AsyncLocalTransport, LocalTransport


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalService:
    """
    Runs calls on this machine, with no key and no network.

    Attributes:
        name: `local`.
        hosts: None: it has no secret.
        queue: How it is asked to work.
        files: How it takes and gives files.
        bills: Nothing costs anything here.

    Example:
        ```python
        from framehook_local import service

        assert service.name == "local" and not service.hosts
        ```
    """

    name: str = "local"
    hosts: frozenset[str] = frozenset()
    queue: LocalQueue = field(default_factory=LocalQueue)
    files: LocalFiles = field(default_factory=LocalFiles)
    bills: bool = False

    def secret(self) -> Flow[str | None]:
        """Return `None`: there is no secret."""
        yield from ()
        return None

    def authorize(self, request: Request, secret: str) -> Request:
        """Return the request as it is."""
        return request

    def transports(self) -> TransportPair | None:
        """Return makers of its own transports, which have the scheme `local`."""
        return LocalTransport, AsyncLocalTransport

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables it reads, each with a sentence."""
        return VARIABLES

    def doctor(self) -> dict[str, Any]:
        """Return folder, slots, limits and codecs as JSON."""
        return describe()

    def sample(self, target: Path) -> None:
        """Write a clip of four seconds to try things out with."""
        from ._sample import write_sample  # It imports the codecs.

        write_sample(target)


service = LocalService()
