"""An installed distribution as its tests see it: metadata, folders and loaded objects."""

from __future__ import annotations

__all__ = ("Subject", "subject_of")

import functools
import importlib.util
import inspect
import tomllib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import PluginError
from ..registry import Entry, Registry, Settings
from ..registry._editable import home_of
from ..registry._grammar import normal
from ..registry._load import Loader
from ..registry._scan import Findings, Row, scan
from ..spi import Endpoint

PROJECT_FILE = "pyproject.toml"


class Subject:
    """An installed distribution. Loading is done once, whoever else claims the same ids."""

    def __init__(self, distribution: Any, rows: Sequence[Row]) -> None:
        # What reads metadata is at home in the registry, so that its types are not named here.
        self.distribution = distribution
        self.rows = tuple(rows)
        self.name: str = distribution.name
        self._loader = Loader()

    @property
    def metadata(self) -> Any:
        """What the distribution says about itself, as a message."""
        return self.distribution.metadata

    def readme(self, test_class: type) -> str:
        """Return the README: that of the source tree, or what the metadata carry of it."""
        home = self.home(test_class)
        for name in ("README.md", "README.rst") if home is not None else ():
            if home is not None and (home / name).is_file():
                return (home / name).read_text(encoding="utf-8")
        return str(self.metadata.get("Description") or self.metadata.get_payload() or "")

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """What it offers, by test id: the endpoint id, or the kind and the name."""
        found = [
            entry
            for entry in Registry(Settings()).entries()
            if entry.distribution is not None and normal(entry.distribution) == normal(self.name)
        ]
        return {case_of(entry): entry for entry in found}

    @cached_property
    def endpoint_ids(self) -> tuple[str, ...]:
        """The ids of its entry points for endpoints."""
        return tuple(entry.name for entry in self.entries.values() if entry.kind == "endpoints")

    @cached_property
    def packages(self) -> Mapping[str, Path]:
        """The folders of the top-level packages that its entry points are in."""
        tops = {entry.module.partition(".")[0] for entry in self.entries.values()}
        found: dict[str, Path] = {}
        for top in sorted(tops):
            spec = importlib.util.find_spec(top)
            for place in (spec and spec.submodule_search_locations) or ():
                found[top] = Path(place)
                break
        return found

    def load(self, case: str) -> Any:
        """
        Return the object of an entry point.

        Raises:
            PluginError: if it cannot be imported, or is not what its name says.
        """
        return self._loader.load(self.entries[case])

    @cached_property
    def endpoints(self) -> Mapping[str, Endpoint[..., Any, Any]]:
        """Those of its endpoints that can be loaded."""
        found: dict[str, Endpoint[..., Any, Any]] = {}
        for name in self.endpoint_ids:
            try:
                found[name] = self.load(name)
            except PluginError:
                continue
        return found

    def home(self, test_class: type) -> Path | None:
        """Return the source tree: that of an editable installation, or the tests' own."""
        editable = home_of(self.distribution)
        if editable is not None:
            return Path(editable)
        try:
            place = Path(inspect.getfile(test_class)).resolve()
        except (OSError, TypeError):
            return None
        return next((folder for folder in place.parents if self._is_project(folder)), None)

    def _is_project(self, folder: Path) -> bool:
        try:
            project = tomllib.loads((folder / PROJECT_FILE).read_text(encoding="utf-8"))
            return normal(str(project["project"]["name"])) == normal(self.name)
        except (OSError, ValueError, KeyError, TypeError):
            return False


def case_of(entry: Entry) -> str:
    """Return how tests call an entry point."""
    return entry.name if entry.kind == "endpoints" else f"{entry.kind}:{entry.name}"


@functools.cache
def _findings() -> Findings:
    return scan()


@functools.cache
def subject_of(name: str) -> Subject | None:
    """Return an installed distribution, or `None` if there is none of that name."""
    findings = _findings()
    for distribution in findings.distributions:
        if normal(distribution.name or "") == normal(name):
            rows = [row for row in findings.rows if normal(row.origin.name) == normal(name)]
            return Subject(distribution, rows)
    return None
