"""One run of one verb: what it works with, and how far it has come."""

from __future__ import annotations

__all__ = ("Invocation",)

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import JobError, JobTimeoutError
from ._configuration import Configuration
from ._exit import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..drivers._clock import Clock
    from ..registry import Registry
    from ._terminal import Terminal


class Invocation:
    """
    One run of one verb: what it works with, and how far it has come.

    Attributes:
        terminal: Streams, environment and folder.
        json: Whether one JSON object is wanted.
        quiet: Whether nothing but errors is.
        clock: The time, if it is not the system's.
        standing: How far the paid call of this run has come.
        ticket: The ticket of its job.
        intent: The key of its entry in the ledger.
        is_durable: Whether the ledger outlives this process.
        is_cancelled: Whether its job was cancelled because nobody waits any more.
        billing: What is known of its cost.
        progress: How progress is shown.
        repeat: Runs another command with the same registry and clock.

    Example:
        ```python
        invocation = Invocation(Terminal())
        assert invocation.standing is Standing.NOTHING_SENT
        ```
    """

    def __init__(
        self,
        terminal: Terminal,
        *,
        registry: Registry | None = None,
        clock: Clock | None = None,
        repeat: Callable[[Sequence[str], Terminal], int] | None = None,
    ) -> None:
        self.terminal = terminal
        self.json = False
        self.quiet = False
        self.clock = clock
        self.standing = Standing.NOTHING_SENT
        self.ticket: Mapping[str, Any] | None = None
        self.intent: str | None = None
        self.is_durable = False
        self.is_cancelled = False
        self.billing: Mapping[str, Any] | None = None
        self.progress = "none"
        self.repeat = repeat
        self._registry = registry

    @cached_property
    def configuration(self) -> Configuration:
        """The effective settings."""
        return Configuration(self.terminal.directory, self.terminal.environment)

    @cached_property
    def registry(self) -> Registry:
        """What is installed."""
        if self._registry is not None:
            return self._registry
        from ..registry import Registry  # `--version` and `--help` do without.

        return Registry(self.configuration.registry)

    def show(self, argument: str | None) -> None:
        """Take note of how progress is to be shown."""
        self.progress = self.configuration.get("progress", argument).value or "auto"

    def say(self, text: str) -> None:
        """Tell a person something, unless only errors are wanted."""
        if not self.quiet:
            self.terminal.err(text)

    def ticket_of(self, error: BaseException) -> Mapping[str, Any] | None:
        """Return the ticket that an error or this run is about."""
        if isinstance(error, JobError) and error.ticket is not None:
            return error.ticket.to_json()
        return self.ticket

    def advice(self, error: BaseException) -> str | None:
        """Return the next command for a job that goes on, or whose files are not here."""
        key = self.intent if self.is_durable else None
        name = key or "TICKET"
        if self.is_cancelled:
            return "Its job was cancelled, as --on-abandon says."
        if self.standing is Standing.ACCEPTED and not isinstance(error, JobError):
            return f"It goes on. Wait for it with: framehook jobs wait {name}"
        if self.standing is Standing.ACCEPTED and isinstance(error, JobTimeoutError):
            return f"Wait for it with: framehook jobs wait {name}"
        if self.standing is Standing.DONE:
            return f"It is done and paid. Fetch it with: framehook jobs fetch {name} -o OUT"
        return None
