"""How values show themselves in notebooks."""

from __future__ import annotations

__all__ = ("player", "table")

from collections.abc import Iterable, Sequence
from html import escape


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table; everything in it is text."""
    first = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    rest = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{first}</tr></thead><tbody>{rest}</tbody></table>"


def player(url: str, media_type: str, name: str) -> str:
    """Return what plays or shows a file by its media type, or a link to it."""
    target = escape(url, quote=True)
    kind = media_type.partition("/")[0]
    if kind in {"video", "audio"}:
        return f'<{kind} controls loop src="{target}" style="max-width: 100%"></{kind}>'
    if kind == "image":
        return f'<img src="{target}" alt="{escape(name, quote=True)}" style="max-width: 100%">'
    return f'<a href="{target}">{escape(name)}</a>'


def _text(cell: object) -> str:
    return "" if cell is None else escape(str(cell))
