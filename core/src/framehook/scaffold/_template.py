"""The texts that lie beside this package and are filled in."""

from __future__ import annotations

__all__ = ("filled", "licence")

from importlib.resources import files
from string import Template


def filled(template: str, /, **values: str) -> str:
    """
    Return a template with its blanks filled.

    Raises:
        KeyError: if a blank has no value.
    """
    return Template(_read(f"{template}.txt")).substitute(values)


def licence() -> str:
    """Return the text of the licence."""
    return _read("LICENSE.txt")


def _read(name: str) -> str:
    place = files(__name__.rpartition(".")[0]).joinpath("templates")
    for part in name.split("/"):
        place = place.joinpath(part)
    return place.read_text(encoding="utf-8")
