"""What the metadata of a plugin must say."""

from __future__ import annotations

__all__ = ("MetadataClaims",)

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..errors import FramehookError, PluginError
from ..registry import State
from ..registry._catalogue import FILE
from ..registry._grammar import flaw
from ..registry._sync import declared, differences, listed
from ._claim import claim
from ._plugin_claims import PluginClaims
from ._subject import Subject, subject_of

_REQUIRES = re.compile(
    r"framehook\s*(?:\[[^\]]*\])?\s*\(?(?P<range>[^;)]*)\)?\s*(?:;.*)?", re.IGNORECASE
)
_FLOORS = (">=", ">", "~=")
_FIRST_MAJOR = 1


class MetadataClaims(PluginClaims):
    """Entry points, dependencies, licence and static files."""

    @claim(
        "required",
        why="Nothing else can be tested.",
        mend="Install it (pip install -e .), and give it entry points in framehook.<kind>.v1.",
    )
    def test_it_is_installed(self) -> Iterator[str]:
        """The distribution is installed and offers something to framehook."""
        found = subject_of(self.distribution)
        if not self.distribution:
            yield f"{type(self).__name__} does not say which: distribution = 'framehook-…'."
        elif found is None:
            yield f"{self.distribution!r} is not installed."
        elif not found.rows:
            yield f"{self.distribution!r} has no entry points of framehook."

    @claim(
        "required",
        why="Core ignores an entry point that it cannot read, and users see no reason.",
        mend="Mend the entry in pyproject.toml and install the project again.",
    )
    def test_entry_points_can_be_read(self, subject: Subject) -> Iterator[str]:
        """Every entry point has a group, a name and a value that core understands."""
        for row in subject.rows:
            group = f"framehook.{row.kind}.v{row.major}"
            if row.major != _FIRST_MAJOR:
                yield f"{row.name!r} is in the group {group!r}; this framehook speaks v1."
            wrong = flaw(row.kind, row.name, row.value)
            if wrong is not None:
                yield f"In the group {group!r}: {wrong}"

    @claim(
        "required",
        why="Whoever uses the name gets an error, or something else than the name says.",
        mend="Make the value of the entry point name an object whose id, name or fidelity is "
        "that of the entry point.",
    )
    def test_an_entry_point_is_what_its_name_says(
        self, subject: Subject, entry_case: str
    ) -> Iterator[str]:
        """Each entry point loads, and the object's own id is the name of the entry point."""
        if subject.entries[entry_case].state is State.INCOMPATIBLE:
            pytest.skip("It cannot be read, which another test says.")
        try:
            subject.load(entry_case)
        except PluginError as exc:
            yield f"{exc.message} {exc.hint or ''}".rstrip()

    @claim(
        "required",
        why="Nobody finds an endpoint that has no entry point.",
        mend="Run framehook sync in the project, and install it again.",
    )
    def test_every_endpoint_is_declared(self, subject: Subject) -> Iterator[str]:
        """Every endpoint object of the public modules has an entry point."""
        points = {
            entry.name: entry.value
            for entry in subject.entries.values()
            if entry.kind == "endpoints"
        }
        known = set(points.values())
        for folder in self._folders(subject):
            for name, value in declared(folder, points)[0].items():
                if name not in points and value not in known:
                    yield f"{name!r} ({value}) has no entry point in framehook.endpoints.v1."

    @claim(
        "required",
        why="An exact pin makes two plugins impossible to install together; no limit at all "
        "lets pip choose a framehook that is too old.",
        mend='Write dependencies = ["framehook>=0.1,<1"] in pyproject.toml.',
    )
    def test_it_requires_a_range_of_framehook(self, subject: Subject) -> Iterator[str]:
        """The distribution depends on a range of versions of framehook."""
        lines = [str(each) for each in subject.metadata.get_all("Requires-Dist") or ()]
        ranges = [found["range"] for line in lines if (found := _REQUIRES.fullmatch(line))]
        if not ranges:
            yield "It does not depend on framehook."
        for each in ranges:
            parts = [part.strip() for part in each.split(",") if part.strip()]
            if any(part.startswith("==") for part in parts):
                yield f"It requires framehook{each.strip()}, which is one version."
            elif not any(part.startswith(_FLOORS) for part in parts):
                yield f"It requires 'framehook{each.strip()}', which has no lower end."

    @claim(
        "recommended",
        why="Without a licence nobody may use or pass on the package.",
        mend='Write license = "Apache-2.0" or another SPDX expression in pyproject.toml, and '
        "license-files.",
    )
    def test_it_has_a_licence(self, subject: Subject) -> Iterator[str]:
        """The metadata name a licence."""
        said = subject.metadata.get("License-Expression") or subject.metadata.get("License")
        classifiers = subject.metadata.get_all("Classifier") or ()
        if not said and not any(str(each).startswith("License ::") for each in classifiers):
            yield f"The metadata of {subject.name} have no License-Expression."

    @claim(
        "recommended",
        why="A package index shows it; it is all that most people read.",
        mend='Write readme = "README.md" in pyproject.toml.',
    )
    def test_it_has_a_readme(self, subject: Subject) -> Iterator[str]:
        """The metadata carry a description and a summary."""
        if not subject.readme(type(self)).strip():
            yield f"The metadata of {subject.name} have no description."
        if not (subject.metadata.get("Summary") or "").strip():
            yield f"The metadata of {subject.name} have no summary."

    @claim(
        "recommended",
        why="Lists of models show titles and tasks from this file, and import nothing.",
        mend="Run framehook sync in the project.",
    )
    def test_endpoints_json_is_in_step(self, subject: Subject) -> Iterator[str]:
        """The static list of endpoints says what the objects say."""
        for folder in self._folders(subject):
            if subject.endpoint_ids:
                lines = declared(folder, {})[1]
                where = f"{folder.name}/{FILE}"
                yield from differences(where, listed(folder / FILE), lines)

    @claim(
        "recommended",
        why="Type checkers ignore the annotations of a package without it.",
        mend="Put an empty file py.typed beside the package's __init__.py, and into the wheel.",
    )
    def test_it_is_typed(self, subject: Subject) -> Iterator[str]:
        """Every package of the distribution has a py.typed."""
        for name, folder in subject.packages.items():
            if not (folder / "py.typed").is_file():
                yield f"{name}/py.typed is missing."

    @staticmethod
    def _folders(subject: Subject) -> Iterator[Path]:
        for folder in subject.packages.values():
            try:
                declared(folder, {})
            except FramehookError as exc:
                pytest.skip(f"Its modules cannot be imported: {exc}")
            yield folder
