"""Something odd about what is installed."""

from __future__ import annotations

__all__ = ("Note",)

from typing import NamedTuple


class Note(NamedTuple):
    """
    A finding about an installation that stops nothing and that a person should know.

    Attributes:
        distribution: What it is about, if that is known.
        text: What was found, in sentences.
        fix: One command or sentence; empty if there is nothing to do.

    Example:
        ```python
        note = Note(distribution="framehook-magi", text="It is installed twice.", fix="")
        assert "twice" in note.text
        ```
    """

    distribution: str | None
    text: str
    fix: str = ""
