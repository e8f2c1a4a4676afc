"""The judged entries, by kind and name, made when first asked for."""

from __future__ import annotations

__all__ = ("Index",)

import threading
from typing import TYPE_CHECKING

from ..errors import PluginConflictError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ._scan import Findings
    from ._settings import Settings
    from ._state import Entry, Kind


class Index:
    """All entries that were found, scanned for once, by whichever thread asks first."""

    def __init__(self, settings: Settings, path: Sequence[str] | None) -> None:
        self._settings = settings
        self._path = path
        self._lock = threading.Lock()
        self._findings: Findings | None = None
        self._claims: Mapping[tuple[Kind, str], Sequence[Entry]] | None = None

    def put(self, entries: Iterable[Entry]) -> None:
        """
        Take these entries instead of scanning.

        Raises:
            PluginConflictError: if two of them have one kind and name.
        """
        claims: dict[tuple[Kind, str], Sequence[Entry]] = {}
        for entry in entries:
            if claims.setdefault((entry.kind, entry.name), (entry,))[0] is not entry:
                raise PluginConflictError(
                    f"Two objects that were passed in are the {entry.kind[:-1]} {entry.name!r}.",
                    hint="Pass one of them.",
                )
        self._claims = claims

    @property
    def findings(self) -> Findings:
        """What the scan saw."""
        from ._scan import Findings  # What is passed in is not scanned for.

        self._all()
        return self._findings or Findings((), (), ())

    def claim(self, kind: Kind, name: str) -> Sequence[Entry]:
        """Return the entries of one kind with one name, none or more."""
        return self._all().get((kind, name), ())

    def __iter__(self) -> Iterator[Entry]:
        for claim in self._all().values():
            yield from claim

    def _all(self) -> Mapping[tuple[Kind, str], Sequence[Entry]]:
        if self._claims is None:
            with self._lock:
                if self._claims is None:
                    from ._scan import scan
                    from ._verdict import judge

                    self._findings = scan(self._path)
                    claims: dict[tuple[Kind, str], list[Entry]] = {}
                    for entry in judge(self._findings.rows, self._settings):
                        claims.setdefault((entry.kind, entry.name), []).append(entry)
                    self._claims = claims
        return self._claims
