"""What fal says about where a job stands."""

from __future__ import annotations

__all__ = ("Ends", "StatusDecoder", "read_status")

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from framehook.forking import ForkLock
from framehook.spi import Phase, Status

from ._events import Events
from ._wording import scrubbed

# Words that end a job. Only COMPLETED is documented; a failure under another word must
# not be waited for.
_ENDS = frozenset({"COMPLETED", "FAILED", "ERROR", "CANCELLED", "CANCELED"})
_KEPT = 4096
_WINDOW = 1000


class Ends:
    """
    Remembers what reports said about the end of jobs, until their results are fetched.

    A report has the kind of error and the seconds of work; the result may lack both.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        self._lock = ForkLock()

    def note(self, job: str, said: Mapping[str, Any]) -> None:
        """Remember the last report about a job."""
        told = {name: said[name] for name in ("error", "error_type", "metrics") if said.get(name)}
        with self._lock:
            self._known[job] = told
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)

    def get(self, job: str) -> Mapping[str, Any]:
        """Return what is remembered."""
        return self._known.get(job, {})


class StatusDecoder:
    """Reads reports about one job from server-sent events; nothing counts after the end."""

    def __init__(self, job: str, ends: Ends) -> None:
        self._job = job
        self._ends = ends
        self._events = Events()
        self._lines: list[str] = []
        self._seen: set[tuple[str, str]] = set()
        self._is_over = False

    def feed(self, data: bytes) -> list[Status]:
        """Take the next bytes and return the reports that are complete by now."""
        found: list[Status] = []
        for text in self._events.feed(data):
            if self._is_over:
                break
            said = _object(text)
            if said is None or not isinstance(said.get("status"), str):
                continue
            status = read_status(said, logs=self._add(said))
            if status.phase is Phase.ENDED:
                self._is_over = True
                self._ends.note(self._job, said)
            found.append(status)
        return found

    def _add(self, said: Mapping[str, Any]) -> tuple[str, ...]:
        # Events may carry all lines, the last ones, or new ones: whatever is known by
        # time and text is no news.
        for mark in _marks(said):
            if mark not in self._seen:
                self._seen.add(mark)
                self._lines.append(mark[1])
        del self._lines[:-_WINDOW]
        return tuple(self._lines)


def read_status(said: Mapping[str, Any], *, logs: tuple[str, ...] | None = None) -> Status:
    """
    Return a report as core knows it. A word that nobody knows is no end.

    Args:
        said: The object, with a text under `status`.
        logs: Lines to report instead of its own.
    """
    word = str(said["status"])
    is_known = word in {"IN_QUEUE", "IN_PROGRESS"} or word in _ENDS
    position = said.get("queue_position")
    phase = Phase.QUEUED if word == "IN_QUEUE" else Phase.RUNNING
    return Status(
        Phase.ENDED if word in _ENDS else phase,
        position=position if phase is Phase.QUEUED and type(position) is int else None,
        logs=tuple(mark[1] for mark in _marks(said)) if logs is None else logs,
        note="" if is_known else scrubbed(word),
    )


def _marks(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    logs = said.get("logs")
    return [
        (str(line.get("timestamp") or ""), scrubbed(str(line["message"]).rstrip("\r\n")))
        for line in (logs if isinstance(logs, list) else ())
        if isinstance(line, Mapping) and line.get("message") is not None
    ]


def _object(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) else None
