"""What one job of a storm was told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from framehook.errors import FramehookError, SubmissionUnknownError
from framehook.spi import Event


@dataclass
class Trace:
    """What one job was told, without what differs from run to run."""

    lines: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def pieces(self) -> int:
        """How many pieces came."""
        return sum(line.startswith("piece ") for line in self.lines)

    def __call__(self, event: Event) -> None:
        told = {name: _plain(name, value) for name, value in event.data.items() if name not in _OWN}
        if event.kind == "transfer":
            told = {"what": told["what"]}
        if event.kind == "piece":
            told = {"names": sorted(told["value"])}
        self._add(f"{event.kind} {told}")

    def raised(self, error: FramehookError) -> None:
        self._add(f"raised {type(error).__name__}")
        if isinstance(error, SubmissionUnknownError):
            self.unknown.append(str(error.intent))

    def _add(self, line: str) -> None:
        # How many pieces a transfer has is the network's affair.
        if not (line.startswith("transfer") and self.lines[-1:] == [line]):
            self.lines.append(line)


# Names of this run, and how far the network brought it.
_OWN = frozenset({"intent", "id", "at", "host"})


def _plain(name: str, value: Any) -> Any:
    # Each library has words of its own for a connection that broke.
    if name == "reason" and not re.search(r"status \d", str(value)):
        return "broken" if "connection" in value else re.sub(r"\d+ of \d+", "some", value)
    return value
