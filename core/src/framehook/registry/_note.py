"""Something odd about what is installed."""

from __future__ import annotations

__all__ = ("Note",)

from typing import NamedTuple


class Note(NamedTuple):
    """
    A finding about an installation that a person should know.

    Attributes:
        distribution: What it is about, if that is known.
        text: What was found, in sentences.
        fix: One command or sentence; empty if there is nothing to do.
        stops: Whether something of it cannot be used; otherwise all goes on.

    Example:
        ```python
        note = Note(distribution="framehook-magi", text="It is installed twice.", fix="")
        assert "twice" in note.text
        ```
    """

    distribution: str | None
    text: str
    fix: str = ""
    stops: bool = False
