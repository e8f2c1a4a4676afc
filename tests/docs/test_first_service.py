"""The tutorial about services shows what stands in the example, and nothing else."""

from __future__ import annotations

import ast
import re

import pytest
from blocks import ROOT, WILD, blocks_of

PAGE = ROOT / "docs" / "tutorial" / "first-service.md"
GUIDE = ROOT / "docs" / "how-to" / "test-a-service.md"
EXAMPLE = ROOT / "docs" / "examples" / "framehook-replay-studio"
SHOWN = [block for block in blocks_of(PAGE.read_text(encoding="utf-8")) if block.title]


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: f"{block.title}:{block.line}")
def test_what_is_shown_stands_in_the_example(block):
    """Line by line; `…` alone in a line leaves some out."""
    whole = (EXAMPLE / block.title).read_text(encoding="utf-8")
    place = 0
    for part in re.split(rf"(?m)^ *{WILD}\n", block.text):
        found = whole.find(part, place)
        assert found >= 0, part
        assert not found or whole[found - 1] == "\n", part
        place = found + len(part)


def test_no_code_is_shown_without_its_file():
    """A block in Python that is no excerpt would be run by nobody."""
    code = blocks_of(PAGE.read_text(encoding="utf-8"))
    assert [block for block in code if block.language in {"py", "python"} and not block.title] == []


def test_every_part_of_the_service_is_shown():
    """A reader has met every module by the end, but for what only joins them."""
    modules = {path.name for path in (EXAMPLE / "src").rglob("*.py")} - {"__init__.py"}
    assert {block.title.rpartition("/")[2] for block in SHOWN} >= modules


def test_what_an_author_says_is_in_the_guide():
    """The table of the guide has every attribute of the kit that an author sets."""
    file = ROOT / "core" / "src" / "framehook" / "testing" / "_service_setting.py"
    (setting,) = (
        node
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    said = {node.target.id for node in setting.body if isinstance(node, ast.AnnAssign)}
    said |= {"start", "clock", "notification"}
    text = GUIDE.read_text(encoding="utf-8")
    assert {name for name in said if f"`{name}" not in text} == set()
