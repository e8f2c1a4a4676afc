"""What a family says about its endpoints in a static file, so that nothing is imported."""

from __future__ import annotations

__all__ = ("FILE", "FORMAT", "Catalogue", "Line", "line_of")

import importlib.machinery
import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from ._note import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec

    from ._state import Entry

FILE = "endpoints.json"
FORMAT = 1


class Line(NamedTuple):
    """What the file says about one endpoint; `None` where it says nothing."""

    title: str | None = None
    task: str | None = None
    retired: str | None = None
    replacement: str | None = None


def line_of(endpoint: object) -> Line:
    """Return what an endpoint that was passed in says about itself."""
    return Line(*(getattr(endpoint, field) or None for field in Line._fields))


class Catalogue:
    """
    The static files of all families, each read when first asked for.

    A file that is missing or damaged costs the titles of that family, and a note.
    """

    def __init__(self, path: Sequence[str] | None = None) -> None:
        self._path = path
        self._tables: dict[str, Mapping[str, Line]] = {}
        self._notes: dict[str, Note] = {}

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was wrong with the files read so far."""
        return tuple(self._notes.values())

    def line(self, entry: Entry) -> Line:
        """Return what the file of the entry's family says about it."""
        module = entry.module
        if module not in self._tables:
            self._tables[module] = self._read(entry)
        return self._tables[module].get(entry.name) or Line()

    def _read(self, entry: Entry) -> Mapping[str, Line]:
        spec = self._spec(entry.module.partition(".")[0])
        if spec is None:
            return {}  # It has lost more than a file.
        for place in _places(spec, entry.module):
            try:
                return _lines(json.loads(place.read_text(encoding="utf-8")))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, ValueError, RecursionError) as exc:
                text = f"The {FILE} of {entry.origin} cannot be read, so the titles of its "
                text += f"endpoints are not shown: {place}: {exc}."
                self._note(entry, text, f"pip install --force-reinstall {entry.distribution}")
                return {}
        text = f"{entry.origin} has no {FILE}, so the titles of its endpoints are not shown."
        self._note(entry, text, "Its author can write it with: framehook sync")
        return {}

    def _spec(self, top: str) -> ModuleSpec | None:
        try:
            if self._path is None:
                return importlib.util.find_spec(top)
            return importlib.machinery.PathFinder.find_spec(top, self._path)
        except Exception:  # noqa: BLE001 - finders are foreign code; the load will report it
            return None

    def _note(self, entry: Entry, text: str, fix: str) -> None:
        name = entry.distribution or entry.module
        self._notes.setdefault(name, Note(distribution=entry.distribution, text=text, fix=fix))


def _places(spec: ModuleSpec, module: str) -> Iterator[Path]:
    _, *deeper = module.split(".")
    for place in spec.submodule_search_locations or ():
        yield Path(place, FILE)
        # A family inside a namespace package has its file further down.
        for count in range(1, len(deeper) + 1):
            yield Path(place, *deeper[:count], FILE)


def _lines(document: object) -> Mapping[str, Line]:
    # The casts only say that keys and values are unknown; each is tested.
    fields = cast("dict[object, object]", document) if isinstance(document, dict) else {}
    if fields.get("v") != FORMAT:
        raise ValueError(f"its 'v' is {fields.get('v')!r}, and {FORMAT} is understood")
    endpoints = fields.get("endpoints", {})
    if not isinstance(endpoints, dict):
        raise ValueError("its 'endpoints' is not an object")  # noqa: TRY004 - of the file
    found: dict[str, Line] = {}
    for name, value in cast("dict[object, object]", endpoints).items():
        if isinstance(name, str) and isinstance(value, dict):
            row = cast("dict[object, object]", value)
            found[name] = Line(*(_text(row.get(field)) for field in Line._fields))
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
