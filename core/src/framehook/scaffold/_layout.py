"""
Source, laid out as a formatter would lay it out.

What fits on a line stands on one; what does not has each part on a line of its own, with
a comma behind it. So the formatter has nothing to change, and need not be installed.
"""

from __future__ import annotations

__all__ = ("Bracket", "Keyed", "Node", "Prose", "lay", "statement", "union")

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ._text import LINE, quoted, width

STEP = 4


@dataclass(frozen=True, slots=True)
class Prose:
    """A text that may be broken between words; it stands behind the name of an argument."""

    text: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """What stands behind something, `name=` for instance."""

    key: str
    node: Node


@dataclass(frozen=True, slots=True)
class Bracket:
    """Parts in brackets, such as the arguments of a call."""

    opening: str
    parts: Sequence[Node]
    closing: str
    # A tuple of one has a comma on one line too.
    is_tuple: bool = False


Node: TypeAlias = str | Prose | Keyed | Bracket


def statement(before: str, node: Node, *, indent: int = 0) -> str:
    """Return a statement that begins with `before`."""
    space = " " * indent
    return f"{space}{before}{lay(node, indent, before=indent + width(before))}\n"


def lay(node: Node, indent: int, *, before: int, behind: int = 0) -> str:
    """
    Return source without the indentation of its first line.

    Args:
        node: What to lay out.
        indent: Spaces before the line that it begins in.
        before: Columns of that line that are taken.
        behind: Columns that something behind it takes.
    """
    line = _flat(node)
    if before + width(line) + behind <= LINE:
        return line
    if isinstance(node, Keyed):
        taken = before + width(node.key)
        return node.key + lay(node.node, indent, before=taken, behind=behind)
    if isinstance(node, Prose):
        return f"\n{' ' * indent}".join(_pieces(node.text, before, indent))
    if isinstance(node, Bracket) and node.parts:
        inner = indent + STEP
        parts = [
            f"{' ' * inner}{lay(part, inner, before=inner, behind=1)},\n" for part in node.parts
        ]
        return f"{node.opening}\n{''.join(parts)}{' ' * indent}{node.closing}"
    return line


def union(before: str, parts: Sequence[str]) -> str:
    """Return an assignment of a union of types."""
    line = f"{before}{' | '.join(parts)}"
    if width(line) <= LINE:
        return f"{line}\n"
    inner = " | ".join(parts)
    if STEP + width(inner) > LINE:
        inner = "\n    | ".join(parts)
    return f"{before}(\n    {inner}\n)\n"


def _flat(node: Node) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, Prose):
        return quoted(node.text)
    if isinstance(node, Keyed):
        return node.key + _flat(node.node)
    comma = "," if node.is_tuple and len(node.parts) == 1 else ""
    return node.opening + ", ".join(map(_flat, node.parts)) + comma + node.closing


def _pieces(text: str, before: int, indent: int) -> list[str]:
    found: list[str] = []
    line, taken = "", before
    for word in _words(text):
        if line and taken + width(quoted(line + word.rstrip())) + 1 > LINE:
            found.append(quoted(line))
            line, taken = "", indent
        line += word
    return [*found, quoted(line)]


def _words(text: str) -> list[str]:
    words = text.split(" ")
    return [f"{word} " for word in words[:-1]] + words[-1:]
