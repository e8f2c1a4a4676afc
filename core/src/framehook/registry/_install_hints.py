"""Which distribution provides what is not installed, and what was meant by a near miss."""

from __future__ import annotations

__all__ = ("distribution_for", "near", "with_name")

import functools
from typing import TYPE_CHECKING, Any, cast

from ._grammar import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def distribution_for(kind: str, name: str) -> str | None:
    """
    Return the distribution known to provide a name, installed or not.

    A key of the table that ends with `*` stands for all names that begin so; another
    key stands for itself and for what follows it after a `/`. The longest key wins.
    """
    table = _table().get(kind, {})
    for key in sorted(table, key=len, reverse=True):
        if key.endswith("*"):
            if name.startswith(key[:-1]):
                return table[key]
        elif name == key or name.startswith(f"{key}/"):
            return table[key]
    return None


def with_name(plugin: str) -> str | None:
    """Return the known distribution that goes by the name of a plugin or a family."""
    wanted = {normal(plugin), f"framehook-{normal(plugin)}"}
    known = (name for names in _table().values() for name in names.values())
    return next((name for name in known if name in wanted), None)


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return at most three known names that `name` may have been meant to be."""
    # Only a mistyped name pays for importing it.
    import difflib

    names = sorted(known)
    wanted = name.strip().lower()
    ends = [each for each in names if wanted and each.endswith(f"/{wanted}")]
    close = difflib.get_close_matches(wanted[:300], names, n=3, cutoff=0.7)
    return tuple(dict.fromkeys(ends + close))[:3]


@functools.cache
def _table() -> Mapping[str, Mapping[str, str]]:
    # Only an error message pays for these; pkgutil reads from zip files, too.
    import json
    import pkgutil

    data = pkgutil.get_data(__name__.rpartition(".")[0], "install_hints.json")
    # The file is ours, and a test holds it to this shape.
    table = cast("dict[str, Any]", json.loads(data or b"{}"))
    return {kind: names for kind, names in table.items() if isinstance(names, dict)}
