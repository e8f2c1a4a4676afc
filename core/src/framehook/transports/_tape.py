"""The file that exchanges are recorded in, and played from."""

from __future__ import annotations

__all__ = ("Player", "Recorder")

import json
import os
import threading
from collections import deque
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError
from ._exchange import VERSION, Exchange, Key

RECORD_AGAIN = "Record it again."


class Recorder:
    """Writes one line for each exchange; the first one replaces an older recording."""

    def __init__(self, path: Path, schemes: frozenset[str]) -> None:
        self._path = path
        self._schemes = schemes
        self._lock = threading.Lock()
        self._has_begun = False

    def write(self, line: dict[str, Any]) -> None:
        """Write one exchange."""
        with self._lock:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            text = _dumped(line)
            if not self._has_begun:
                flags |= os.O_TRUNC
                text = _dumped({"v": VERSION, "schemes": sorted(self._schemes)}) + text
                self._has_begun = True
            with os.fdopen(os.open(self._path, flags, 0o600), "wb") as file:
                file.write(text.encode())


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


class Player:
    """
    Finds the answers to requests, in the order in which they were recorded.

    Raises:
        ConfigurationError: if the file is no recording, or of a newer version.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._exchanges: dict[Key, deque[Exchange]] = {}
        self._lines: dict[Key, int] = {}
        self.schemes: frozenset[str] = frozenset()
        for number, line in self._read():
            try:
                self._add(json.loads(line), number)
            except (ValueError, KeyError, TypeError) as exc:
                raise ConfigurationError(
                    f"Line {number} of {str(path)!r} is no exchange.", hint=RECORD_AGAIN
                ) from exc

    def take(self, key: Key) -> Exchange:
        """
        Return the next exchange that was recorded for a request.

        Raises:
            ConfigurationError: if there is none; it names the nearest one.
        """
        with self._lock:
            exchanges = self._exchanges.get(key)
            if exchanges:
                return exchanges.popleft()
        raise ConfigurationError(
            f"The recording {self._path.name!r} has no answer to {key}: {self._nearest(key)}",
            hint=RECORD_AGAIN,
        )

    def _nearest(self, key: Key) -> str:
        if key in self._exchanges:
            return (
                f"all that were recorded have been played, the last from line {self._lines[key]}."
            )
        if not self._exchanges:
            return "it is empty."
        near = max(
            self._exchanges,
            key=lambda other: SequenceMatcher(None, str(other), str(key)).ratio(),
        )
        return f"the nearest is {near}, in line {self._lines[near]}."

    def _read(self) -> Iterator[tuple[int, str]]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            raise ConfigurationError(
                f"The recording {str(self._path)!r} cannot be read: {exc}.", hint="Check the path."
            ) from exc
        # Not `splitlines`, which also splits at signs that JSON leaves as they are.
        lines = enumerate(text.split("\n"), 1)
        return ((number, line) for number, line in lines if line)

    def _add(self, value: dict[str, Any], number: int) -> None:
        if value["v"] > VERSION:
            raise ConfigurationError(
                f"The recording {str(self._path)!r} has version {value['v']}; "
                f"this framehook plays up to {VERSION}.",
                hint="Upgrade with: pip install -U framehook",
            )
        if "schemes" in value:
            self.schemes = frozenset(value["schemes"])
            return
        exchange = Exchange.from_json(value, number)
        self._exchanges.setdefault(exchange.key, deque()).append(exchange)
        self._lines[exchange.key] = number
