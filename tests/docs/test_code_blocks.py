"""Every example of the documentation runs, and prints what it shows."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from blocks import ROOT, Place, blocks_of, shows

FOLDERS = ("docs", "core", "plugins")
SKIPPED = {"node_modules", "site-packages", "dist"}
RUN = {"python", "console"}
FENCED = re.compile(r"^ *(```+).*?^ *\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


# A page may name packages that only the dependency group `docs` brings.
NEEDS = re.compile(r"^<!-- needs: ([\w, ]+) -->$", re.MULTILINE)


def _files() -> list[Path]:
    found = [*ROOT.glob("*.md")]
    for folder in FOLDERS:
        found += (ROOT / folder).rglob("*.md")
    return sorted(
        path
        for path in found
        if not any(part.startswith(".") or part in SKIPPED for part in path.relative_to(ROOT).parts)
    )


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


FILES = _files()
# Followed in an environment of their own, by the tests in end_to_end.
ELSEWHERE = {"docs/tutorial/first-family.md"}
WITH_CODE = [
    path
    for path in FILES
    if _named(path) not in ELSEWHERE
    and any(block.language in RUN for block in blocks_of(path.read_text(encoding="utf-8")))
]
WITH_NEEDS = [path for path in WITH_CODE if NEEDS.search(path.read_text(encoding="utf-8"))]


# A page of videos takes its time on a machine that has other things to do.
slow = pytest.mark.timeout(240)


@slow
@pytest.mark.parametrize("path", [path for path in WITH_CODE if path not in WITH_NEEDS], ids=_named)
def test_examples_run(path, tmp_path, monkeypatch):
    """The blocks of a page run in order, and what it shows of their output is true."""
    _run(path, Place(tmp_path, monkeypatch))


@slow
@pytest.mark.parametrize("path", WITH_NEEDS, ids=_named)
def test_examples_with_needs_run(path, tmp_path, monkeypatch):
    """Pages about other people's frameworks likewise, where the group `docs` is installed."""
    needs = NEEDS.search(path.read_text(encoding="utf-8"))[1].split(", ")
    missing = [name for name in needs if find_spec(name) is None]
    if missing and find_spec("sphinx") is None:
        pytest.skip(f"{', '.join(missing)}: uv run --group docs pytest tests/docs")
    assert not missing
    _run(path, Place(tmp_path, monkeypatch))


def _run(path, place):
    printed = None
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.title:
            (place.folder / block.title).write_text(block.text, encoding="utf-8")
        if block.language == "python":
            printed = place.python(block, str(path))
            continue
        if block.language == "console":
            place.console(block)
        elif block.language == "text" and printed is not None:
            assert shows(block.text, printed), f"{printed}\nis not\n{block.text}"
        printed = None


@pytest.mark.parametrize("path", FILES, ids=_named)
def test_data_is_well_formed(path):
    """JSON and TOML of a page can be read."""
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.language == "json":
            json.loads(block.text.replace("…", ""))
        elif block.language == "toml":
            tomllib.loads(block.text)


@pytest.mark.parametrize("path", FILES, ids=_named)
def test_links_lead_somewhere(path):
    """Whatever a page links to exists: the file, and the heading in it."""
    for one, other in LINK.findall(path.read_text(encoding="utf-8")):
        target, _, heading = (one or other).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        page = path.parent / target if target else path
        assert page.exists(), target
        assert not heading or heading in _headings(page.read_text(encoding="utf-8")), one


def _headings(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    plain = FENCED.sub("", text)
    lines = [line.lstrip("#").strip() for line in plain.splitlines() if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def test_wildcards():
    """`…` stands for anything in a line, or alone for any lines, and for nothing else."""
    assert shows("a … c", "a b c\n")
    assert shows("a\n…\nc", "a\nb\nb\nc")
    assert shows("a\n…", "a")
    assert not shows("a", "a\nb")
    assert not shows("a …", "b c")
