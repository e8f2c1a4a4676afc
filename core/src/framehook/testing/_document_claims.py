"""What a plugin must tell its users."""

from __future__ import annotations

__all__ = ("DocumentClaims",)

import re
from collections.abc import Iterator
from pathlib import Path

from ._claim import claim
from ._plugin_claims import PluginClaims
from ._subject import Subject


class DocumentClaims(PluginClaims):
    """README and CHANGELOG."""

    @claim(
        "recommended",
        why="Whoever searches the package index for an endpoint finds it by its id.",
        mend="List every endpoint, service, hook and verb in README.md.",
    )
    def test_the_readme_names_everything(self, subject: Subject) -> Iterator[str]:
        """The README names every endpoint id, and every service, transport, hook and verb."""
        text = subject.readme(type(self))
        for entry in subject.entries.values():
            if entry.kind != "runners" and text.strip() and not _names(text, entry.name):
                yield f"The README does not name {entry.name!r}."

    @claim(
        "optional",
        why="An upgrade that changes a schema or a price must be told from one that does not.",
        mend="Write CHANGELOG.md beside pyproject.toml.",
    )
    def test_there_is_a_changelog(self, home: Path) -> Iterator[str]:
        """The project has a CHANGELOG.md."""
        if not any((home / f"CHANGELOG{end}").is_file() for end in (".md", ".rst", ".txt", "")):
            yield "CHANGELOG.md is missing."


def _names(text: str, name: str) -> bool:
    # An id is often the beginning of another one.
    return re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w/-])", text) is not None
