"""Entries as the file has them."""

from __future__ import annotations

__all__ = ("Copies",)

from ._entry import Entry

# So many jobs may be under way side by side, each with arguments of so many characters.
MOST = 256
LONG = 10_000


class Copies:
    """
    Entries of jobs under way, as one connection has last read or written them.

    They count as long as no other connection, of this process or another one, has changed
    the file. SQLite numbers these changes: it need not look a row up to know that it is the
    same. Whoever takes a change of this connection back has to forget them.

    Example:
        ```python
        copies = Copies()
        copies.refresh(1)
        assert copies.entry("ab12") is None
        ```
    """

    def __init__(self) -> None:
        self._kept: dict[str, Entry] = {}
        self._version = 0

    def refresh(self, version: int) -> None:
        """Forget everything if others have changed the file since the last version."""
        if version != self._version:
            self.forget()
            self._version = version

    def forget(self) -> None:
        """Forget everything."""
        self._kept.clear()

    def entry(self, key: str) -> Entry | None:
        """Return the entry with a key, if it is known."""
        return self._kept.get(key)

    def add(self, entry: Entry, arguments: object) -> None:
        """Remember an entry with its arguments as text, unless it is large or has its result."""
        if entry.intent.payload is None and len(str(arguments)) <= LONG:
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[entry.intent.key] = entry

    def replace(self, entry: Entry) -> None:
        """Remember the entry instead of what it was before a change."""
        key = entry.intent.key
        if key in self._kept:
            self._kept[key] = entry
            if entry.intent.payload is not None:
                del self._kept[key]
