"""fal as a service of framehook."""

from __future__ import annotations

__all__ = ("FalService", "service")

import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from framehook.errors import ConfigurationError, FramehookError, SecretMissingError
from framehook.spi import Flow, Now, Request, Secret, TransportPair

from ._credentials import NOWHERE, Credentials, KeySource, Scheme
from ._hosts import VARIABLES, Hosts, hosts_from_environment
from ._queue import FalQueue

if TYPE_CHECKING:
    from ._files import FalFiles
    from ._lifecycle import Lifecycle

_SECRET = "FRAMEHOOK_FAL_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable.


class FalService:
    """
    Runs calls on fal's hosted models.

    Without arguments everything comes from the environment, at the moment of use.

    Args:
        key: The key, or a function that is asked for it at every request.
        scheme: The word before the key: `Key`, or `Bearer` for a token or a proxy of yours.
        hosts: Where the servers are.
        lifecycle: How long uploads live, and who may read them.
        inline: Files of at most so many bytes travel inside the call, as a data URI.
        stream: Whether jobs are watched on a stream; otherwise they are only asked about.
        webhook_secret: Signs the labels in webhook addresses.

    Example:
        ```python
        from framehook import Client
        from framehook_fal import FalService

        with Client(service=FalService(key="id:secret")) as client:
            assert "secret" not in repr(client)
        ```
    """

    def __init__(
        self,
        key: KeySource | None = None,
        *,
        scheme: Scheme = "Key",
        hosts: Hosts | None = None,
        lifecycle: Lifecycle | None = None,
        inline: int = 0,
        stream: bool = True,
        webhook_secret: str | None = None,
    ) -> None:
        self._credentials = Credentials(key=key, scheme=scheme)
        self._given = hosts
        self._webhook_secret = webhook_secret
        self._queue = FalQueue(
            self._hosts,
            service=self.name,
            stream=stream,
            webhook_secret=self._labels,
        )
        self._lifecycle = lifecycle
        self._inline = inline

    def __repr__(self) -> str:
        return f"FalService(key from {self._credentials.origin})"

    @property
    def name(self) -> str:
        """The name in `Client(service=…)`."""
        return "fal"

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that may see the key; none, where the settings make no sense."""
        try:
            return self._hosts().signed
        except ConfigurationError:
            return frozenset()  # Whatever is asked next says what is wrong.

    @property
    def queue(self) -> FalQueue:
        """How it is asked to work."""
        return self._queue

    @property
    def files(self) -> FalFiles:
        """How it takes and gives files."""
        return self._files

    def secret(self) -> Flow[str | Secret | None]:
        """
        Return the key. One from a function is good for one request.

        Raises:
            SecretMissingError: if there is none.
            ConfigurationError: if it cannot be a key.
        """
        key = self._credentials.current(opaque=self._hosts().is_own)
        if self._credentials.is_fixed:
            return key
        return Secret(key, (yield from Now()))

    def authorize(self, request: Request, secret: str) -> Request:
        """Return the request with the key in it."""
        return request.with_headers(self._credentials.header(secret))

    def transports(self) -> TransportPair | None:
        """Return `None`: it is plain HTTP."""
        return None

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables it reads, each with a sentence."""
        return VARIABLES

    def doctor(self) -> dict[str, Any]:
        """Return where the key comes from, and the servers, as JSON; `error` if one is wrong."""
        found: dict[str, Any] = {"key": self._credentials.origin}
        try:
            hosts = self._hosts()
            self._credentials.current(opaque=hosts.is_own)
        except FramehookError as exc:
            # Whoever works with other services needs no key.
            is_fine = found["key"] == NOWHERE and isinstance(exc, SecretMissingError)
            return {**found, "note" if is_fine else "error": exc.message}
        return {
            **found,
            "queue": hosts.queue,
            "run": hosts.run,
            "rest": hosts.rest,
            "cdn": hosts.cdn,
            "platform": hosts.platform,
        }

    @cached_property
    def _files(self) -> FalFiles:
        from ._files import FalFiles  # Many calls are of words alone.
        from ._token import Tokens

        return FalFiles(
            self._hosts,
            Tokens(self._hosts, self._credentials.account),
            lifecycle=self._lifecycle,
            is_shared=not self._credentials.is_fixed,
            inline=self._inline,
        )

    def _hosts(self) -> Hosts:
        return self._given or hosts_from_environment()

    def _labels(self) -> str | None:
        return self._webhook_secret or os.environ.get(_SECRET) or None


service = FalService()
