"""The table of distributions in the README."""

from __future__ import annotations

__all__ = ("with_plugins",)

import re
import tomllib
from pathlib import Path

from ._text import table

_PLACE = re.compile(r"(<!-- plugins -->\n).*?(<!-- end of plugins -->)", re.DOTALL)


def with_plugins(root: Path) -> str:
    """Return the README with the distributions as their own files describe them."""
    rows: list[tuple[str, str]] = []
    for path in [root / "core" / "pyproject.toml", *sorted(root.glob("plugins/*/pyproject.toml"))]:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        page = (path.parent / "README.md").relative_to(root).as_posix()
        rows.append((f"[{project['name']}]({page})", project["description"]))
    text = (root / "README.md").read_text(encoding="utf-8")
    found = table(("distribution", "what it is"), rows)
    return _PLACE.sub(lambda place: f"{place[1]}{found}{place[2]}", text)
