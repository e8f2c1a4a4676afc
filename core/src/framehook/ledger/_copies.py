"""Entries beside the rows they were read from."""

from __future__ import annotations

__all__ = ("Copies",)

from ._entry import Entry
from ._rows import PLACES, Row, from_row

# So many jobs may be under way side by side, each with arguments of so many characters.
MOST = 256
LONG = 10_000

_KEY, _ARGUMENTS, _PAYLOAD = PLACES["key"], PLACES["arguments"], PLACES["payload"]


class Copies:
    """
    Entries of jobs under way, each with the row that it was made of, or written as.

    The file is always asked: another process may have written. Only what a row means is not
    made out again while it is the same, down to the last character.

    Example:
        ```python
        def read(connection, copies):
            return [copies.entry(row) for row in connection.execute("SELECT * FROM intents")]
        ```
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Row, Entry]] = {}

    def entry(self, row: Row) -> Entry:
        """
        Return the entry that a row of `SELECT` means.

        Raises:
            LedgerError: if the row makes no sense.
        """
        kept = self._kept.get(str(row[_KEY]))
        if kept is not None and kept[0] == row:
            return kept[1]
        entry = from_row(row)
        self.keep(row, entry)
        return entry

    def keep(self, row: Row, entry: Entry) -> None:
        """Remember what a row means, unless it is large or has its result."""
        key = entry.intent.key
        self._kept.pop(key, None)
        if row[_PAYLOAD] is None and len(str(row[_ARGUMENTS])) <= LONG:
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = row, entry
