"""Replay Studio as a service of framehook."""

from __future__ import annotations

__all__ = ("ReplayStudio", "service")

from collections.abc import Mapping
from typing import Any

from framehook.spi import Flow, Request, SecretMissingError, TransportPair

from ._files import ReplayFiles
from ._queue import ReplayQueue
from ._settings import VARIABLES, Settings


class ReplayStudio:
    """
    Runs calls on Replay Studio. What is not given comes from the environment, when it is used.

    Args:
        token: The token.
        api: Where the interface is.
        webhook_secret: What notifications are signed with.

    Example:
        ```python
        from framehook import Client
        from framehook_replay_studio import ReplayStudio

        with Client(service=ReplayStudio(token="rs_secret")) as client:
            assert "rs_secret" not in repr(client)
        ```
    """

    def __init__(
        self,
        token: str | None = None,
        api: str | None = None,
        *,
        webhook_secret: str | None = None,
    ) -> None:
        """Read nothing yet."""
        self._settings = Settings(token, api, webhook_secret)
        self._queue = ReplayQueue(self.name, self._settings)
        self._files = ReplayFiles(self._settings)

    def __repr__(self) -> str:
        """Say where it is, and nothing that is secret."""
        return f"ReplayStudio({self._settings.api})"

    @property
    def name(self) -> str:
        """The name in `Client(service=…)`, and in tickets."""
        return "replay-studio"

    @property
    def hosts(self) -> frozenset[str]:
        """The one host that may see the token."""
        return frozenset({self._settings.host})

    @property
    def queue(self) -> ReplayQueue:
        """How it is asked to work."""
        return self._queue

    @property
    def files(self) -> ReplayFiles:
        """How it takes and gives files."""
        return self._files

    def secret(self) -> Flow[str | None]:
        """Return the token."""
        yield from ()
        return self._settings.token()

    def authorize(self, request: Request, secret: str) -> Request:
        """Return the request with the token in it."""
        return request.with_headers(("authorization", f"Bearer {secret}"))

    def transports(self) -> TransportPair | None:
        """Return `None`: it is plain HTTP."""
        return None

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables it reads, each with a sentence."""
        return VARIABLES

    def doctor(self) -> dict[str, Any]:
        """Return what `framehook doctor` shows."""
        try:
            self._settings.token()
        except SecretMissingError as exc:
            return {"api": self._settings.api, "error": exc.message}
        return {"api": self._settings.api, "token": "there is one"}


service = ReplayStudio()
