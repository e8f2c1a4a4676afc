"""What is printed: one JSON object for programs, plain aligned columns for people."""

from __future__ import annotations

__all__ = ("columns", "emit", "issue_table", "money")

import json
from typing import TYPE_CHECKING, Any

from ._exit import spelled
from ._terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from ..spi._issue import Issue
    from ._terminal import Terminal

GAP = "  "
NARROWEST = 16


def emit(terminal: Terminal, value: Mapping[str, Any]) -> None:
    """Print one object with its version: readable on a terminal, one line in a pipe."""
    indent = 2 if terminal.stdout.isatty() else None
    # The object goes to programs of any locale, so that only ASCII is certain to arrive.
    terminal.out(json.dumps({"v": 1, **value}, indent=indent, ensure_ascii=True))


def money(amount: Decimal | None) -> str | None:
    """Return an amount as a decimal string."""
    return None if amount is None else format(amount.normalize(), "f")


def columns(
    rows: Iterable[Sequence[object]], head: Sequence[str] = (), *, width: int | None = None
) -> str:
    """
    Return rows as aligned columns.

    Args:
        rows: The cells; nothing for `None`.
        head: What stands above them.
        width: How wide it may be; what is too long is broken in the last two columns.
    """
    cells = [[plain("" if cell is None else str(cell)) for cell in row] for row in rows]
    cells = [[*map(str.upper, head)], *cells] if head else cells
    if not cells:
        return ""
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    if width is not None and len(widths) > 1 and sum(widths) + len(GAP) * (len(widths) - 1) > width:
        cells = _broken(cells, widths, width)
        widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    lines = (
        GAP.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def _broken(cells: list[list[str]], widths: list[int], width: int) -> list[list[str]]:
    # Only a narrow screen needs it.
    import textwrap

    fixed = sum(widths[:-2]) + len(GAP) * (len(widths) - 1)
    room = max(2 * NARROWEST, width - fixed)
    last = max(1, min(widths[-1], max(NARROWEST, room - widths[-2], room * 2 // 5)))
    sizes = [*widths[:-2], max(NARROWEST, room - last), last]
    found: list[list[str]] = []
    for row in cells:
        parts = [
            [cell] if place < len(row) - 2 else textwrap.wrap(cell, size) or [""]
            for place, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ]
        found.extend(
            [part[number] if number < len(part) else "" for part in parts]
            for number in range(max(map(len, parts)))
        )
    return found


def issue_table(issues: Iterable[Issue], width: int | None) -> str:
    """Return findings as columns, errors first."""
    rank = {"error": 0, "warn": 1, "info": 2}
    ordered = sorted(issues, key=lambda issue: rank[issue.level])
    rows = [
        (
            issue.level if issue.checked else f"{issue.level}?",
            issue.code,
            issue.path or "/",
            issue.message,
            spelled(issue.fix or ""),
        )
        for issue in ordered
    ]
    return columns(rows, ("level", "code", "path", "message", "fix"), width=width)
