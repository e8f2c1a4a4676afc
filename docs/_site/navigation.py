"""The navigation of the site, read off the links of the index pages."""

from __future__ import annotations

__all__ = ("setup",)

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

# Pages that list others: their links to pages become entries of the navigation.
INDEX_NAMES = {"README"}
_LOG = "CHANGELOG.md"
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+\.md)(?:#[^)]*)?\)")
_HEAD = re.compile(r"^## (.+)$")


def setup(app: Sphinx) -> dict[str, Any]:
    """Let every index page carry the pages it lists."""
    app.connect("source-read", _add_navigation)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_navigation(app: Sphinx, page: str, source: list[str]) -> None:
    if posixpath.basename(page) not in INDEX_NAMES:
        return
    root = Path(app.srcdir)
    above = {each for _, each in _listed(root, app.config.root_doc)} | {app.config.root_doc}
    chapters: dict[str, list[str]] = {}
    for chapter, target in _listed(root, page):
        known = [entry for entries in chapters.values() for entry in entries]
        is_of_the_front = page != app.config.root_doc and target in above
        if not is_of_the_front and target not in known and _belongs(page, target, app):
            chapters.setdefault(chapter if page == app.config.root_doc else "", []).append(target)
    if posixpath.basename(page) == "README" and (root / f"{page}.md").with_name(_LOG).is_file():
        chapters.setdefault("", []).append(posixpath.join(posixpath.dirname(page), "CHANGELOG"))
    source[0] += "".join(_tree(chapter, targets) for chapter, targets in chapters.items())


def _listed(root: Path, page: str) -> Iterator[tuple[str, str]]:
    """Yield the pages that a page links to, each with the heading it stands under."""
    chapter = ""
    folder = posixpath.dirname(page)
    for line in (root / f"{page}.md").read_text(encoding="utf-8").splitlines():
        head = _HEAD.match(line)
        chapter = head[1] if head else chapter
        for link in _LINK.findall(line):
            if "://" not in link:
                yield chapter, posixpath.normpath(posixpath.join(folder, link))[: -len(".md")]


def _belongs(page: str, target: str, app: Sphinx) -> bool:
    """Whether a page is below an index: the front has all it links to, others their folder's."""
    if page == app.config.root_doc:
        return True
    folder = posixpath.dirname(page)
    return target.startswith(f"{folder}/" if folder else "") and target != page


def _tree(chapter: str, targets: list[str]) -> str:
    caption = f":caption: {chapter}\n" if chapter else ""
    lines = "\n".join(f"/{target}" for target in targets)
    return f"\n\n```{{toctree}}\n:hidden:\n{caption}\n{lines}\n```\n"
