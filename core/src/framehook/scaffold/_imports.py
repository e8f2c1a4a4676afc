"""Lines that import, in the order of a sorter."""

from __future__ import annotations

__all__ = ("expect_name", "import_line", "ranked")

import re
from collections.abc import Iterable

from ._text import LINE


def expect_name(constant: str) -> str:
    """Return the name of the function that stands beside the rules of this name."""
    return f"expect_{constant.lower()}"


def import_line(module: str, names: Iterable[str], *, indent: int = 0) -> str:
    """Return a line that imports names in the order of a sorter; empty for none."""
    ordered, space = ranked(names), " " * indent
    line = f"{space}from {module} import {', '.join(ordered)}\n"
    if len(line) <= LINE + 1:
        return line if ordered else ""
    inner = "".join(f"{space}    {name},\n" for name in ordered)
    return f"{space}from {module} import (\n{inner}{space})\n"


def ranked(names: Iterable[str]) -> list[str]:
    """Return names in the order of an import sorter: constants, classes, others."""

    def key(name: str) -> tuple[int, list[tuple[int, str]], str]:
        kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
        parts = re.findall(r"\d+|\D+", name.lower())
        return kind, [(int(p), "") if p.isdigit() else (-1, p) for p in parts], name

    return sorted(set(names), key=key)
