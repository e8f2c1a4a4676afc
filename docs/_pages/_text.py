"""Docstrings and tables as Markdown."""

from __future__ import annotations

__all__ = ("NOTE", "cell", "first_line", "prose", "table")

import inspect
import re
from collections.abc import Iterable, Sequence

NOTE = "<!-- Generated from the software by docs/generate.py; edit that. -->\n\n"
_SECTION = re.compile(r"^(Attributes|Args|Returns|Raises|Example):$")
_ITEM = re.compile(r"^    (\*{0,2}\w[\w, .]*): (.*)$")


def cell(value: object) -> str:
    """Return a value fit for a cell of a table."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; nothing if it has no rows."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    if not lines:
        return ""
    top = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*top, *lines]) + "\n"


def first_line(thing: object) -> str:
    """Return what a thing is, as its docstring begins."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())


def prose(doc: str) -> str:
    """Return a docstring as Markdown: its sections as lists, its example as code."""
    found: list[str] = []
    section = ""
    # These examples run where they stand, in the docstring.
    for line in inspect.cleandoc(doc).replace("```python", "```py").splitlines():
        head = _SECTION.match(line)
        item = _ITEM.match(line)
        if head is not None:
            section = head[1]
            found += [] if section == "Example" else [f"{section}:", ""]
        elif section and section != "Example" and item is not None:
            found.append(f"- `{item[1]}`: {item[2]}")
        elif section == "Example":
            found.append(line.removeprefix("    "))
        elif section and line.startswith("        "):
            found.append(f"  {line.strip()}")
        else:
            found.append(line.removeprefix("    ") if section else line)
    return "\n".join(found).strip() + "\n"
