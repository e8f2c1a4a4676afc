"""The audit log."""

from __future__ import annotations

__all__ = ("AuditLog",)

import json
import os
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from framehook.spi import Call, Event, Request, Service, hookimpl

from ._redaction import redacted

VERSION = 1
VARIABLE = "FRAMEHOOK_AUDIT_FILE"
VARIABLES: Mapping[str, str] = {
    VARIABLE: "The audit log; audit.jsonl in the user's state folder.",
}


class AuditLog:
    """
    Writes one line for every call that is checked or sent, and for every event.

    Several clients, threads and processes may write to one file: each line is one write
    to its end. A log that cannot be written stops the call before it is sent.

    Args:
        path: The file. By default what `FRAMEHOOK_AUDIT_FILE` says when a client is made,
            or `audit.jsonl` in the folder where this user's programs keep their state.

    Attributes:
        variables: What it reads from the environment.

    Example:
        ```python
        from framehook import Client

        with Client(service="local", hooks=[AuditLog("audit.jsonl")]) as client:
            ...
        ```
    """

    variables = VARIABLES

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self._given = path
        self._path: Path | None = None

    @property
    def path(self) -> Path:
        """The file that is written to."""
        if self._path is None:
            named = self._given or os.environ.get(VARIABLE)
            folder = platformdirs.user_state_path("framehook", appauthor=False)
            # Absolute, so that a change of folder in between splits no log in two.
            self._path = (Path(named) if named else folder / "audit.jsonl").absolute()
        return self._path

    @hookimpl()
    def framehook_configure(self, settings: Mapping[str, Any]) -> None:
        """Find out now, not at the first call, whether the log can be written."""
        self._path = None
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._append(b"")

    @hookimpl(trylast=True)
    def framehook_check(self, call: Call[Any]) -> None:
        """Write down that a call is checked, which comes before each one that is sent."""
        self._write("check", _told(call))

    @hookimpl(wrapper=True)
    def framehook_build_request(
        self, call: Call[Any], service: Service
    ) -> Generator[None, Request | None, Request | None]:
        """Write down that a call is about to be sent, whoever makes the request."""
        self._write("call", {"service": service.name, **_told(call)})
        return (yield)

    @hookimpl()
    def framehook_event(self, event: Event) -> None:
        """Write down what happened to a job."""
        told = {"event": event.kind, "happened": event.at.isoformat(), "data": event.data}
        self._write("event", told)

    def _write(self, kind: str, told: Mapping[str, Any]) -> None:
        line = {
            "v": VERSION,
            "at": datetime.now(UTC).isoformat(),
            "process": os.getpid(),
            "kind": kind,
            **redacted(dict(told)),
        }
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str)
        self._append(text.encode() + b"\n")

    def _append(self, line: bytes) -> None:
        # The system puts a single write to such a file at its end, whole and unmixed.
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            written = os.write(descriptor, line)
        finally:
            os.close(descriptor)
        if written != len(line):
            raise OSError(f"Only {written} of {len(line)} bytes of a line fit into {self.path}.")


def _told(call: Call[Any]) -> dict[str, Any]:
    return {
        "endpoint": call.endpoint.id,
        "arguments": call.arguments(),
        "without": sorted(call.skipped),
    }
