"""What one run of a flow has opened, was told, and has to give back."""

from __future__ import annotations

__all__ = ("MOST_ADMITTED", "Listener", "Session")

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..errors import Cancelled
from ..flows._commands import Emit, Record
from ..spi._command import Command, Progress
from ..spi._job import Event
from ._clock import Clock
from ._shield import Shield

Listener = Callable[[Event], object]

# So many submit or ask at once: more than there are connections, so that the next is ready.
MOST_ADMITTED = 128

logger = logging.getLogger("framehook.driver")


@dataclass(slots=True, eq=False, repr=False)
class Session:
    """
    What one run of a flow has opened, was told, and has to give back.

    Attributes:
        listeners: Who is told of events.
        streams: Answers that are still open.
        shielded: Whether a paid request is under way whose outcome is not yet recorded.
        interrupt: What wanted to end the run, and was turned into `Cancelled`.
        parent: The run this one is a part of.
        stopped: Set when a sibling has failed.
        place: What gives back its place among those that submit or ask, while it has one.
    """

    listeners: tuple[Listener, ...] = ()
    streams: list[Any] = field(default_factory=list)
    shielded: bool = False
    interrupt: BaseException | None = None
    parent: Session | None = None
    stopped: bool = False
    place: Callable[[], None] | None = None
    _shield: Shield | None = None

    @property
    def shield(self) -> Shield:
        """What holds an interrupt back while the run is shielded."""
        self._shield = self._shield or Shield()
        return self._shield

    def leave(self) -> None:
        """Give its place back, if it has one."""
        place, self.place = self.place, None
        if place is not None:
            place()

    def child(self) -> Session:
        """Return the session of a flow that runs beside others for this one."""
        return Session(listeners=self.listeners, parent=self)

    def check(self) -> None:
        """
        Raise if a sibling or a parent was stopped.

        Raises:
            Cancelled: so that the flow can put things in order.
        """
        session: Session | None = self
        while session is not None and not self.shielded:
            if session.stopped:
                raise Cancelled("Another part of the same work failed.")
            session = session.parent

    def met(self, failure: BaseException, command: Command[object]) -> BaseException:
        """Return what the flow is told of a failure: of an interrupt, that it is cancelled."""
        if isinstance(failure, Exception):
            self.shielded = self.shielded and not isinstance(command, Record)
            return failure
        self.interrupt = failure
        is_key = isinstance(failure, KeyboardInterrupt)
        return Cancelled("Interrupted from the keyboard." if is_key else "The task was cancelled.")

    def held_back(self, command: Command[object]) -> Cancelled | None:
        """Return what an interrupt has become that waited until an outcome was written down."""
        if self.interrupt is None or self.shielded or not isinstance(command, Record):
            return None
        return Cancelled("The task was cancelled.")

    def emit(self, command: Emit | Progress, clock: Clock) -> None:
        """Tell the listeners and the log, if anybody reads it."""
        is_warning = type(command) is Emit and command.data.get("level") == "warning"
        level = logging.WARNING if is_warning else logging.DEBUG
        if not (self.listeners or logger.isEnabledFor(level)):
            return
        now = clock.now()
        if isinstance(command, Progress):
            data = {"done": command.done, "total": command.total, "what": command.what}
            event = Event("transfer", now, data)
        else:
            event = Event(command.kind, now, command.data)
        logger.log(level, "%s", event)
        for listener in self.listeners:
            listener(event)
