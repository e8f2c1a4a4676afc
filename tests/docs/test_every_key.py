"""Every key of the page about JSON is printed by a command, and every printed key is on the page."""

from __future__ import annotations

import io
import json
import re
import shlex
from typing import Any

import pytest
from blocks import ROOT, Place, blocks_of

from framehook.cli._main import main

REFERENCE = ROOT / "docs" / "reference"
TEXT = (REFERENCE / "json.md").read_text(encoding="utf-8")
CLIENT = (REFERENCE / "client.md").read_text(encoding="utf-8")
# Below these stands what is the model's, the service's or the caller's own.
OPEN = frozenset(
    [
        "answer",
        "arguments",
        "entries",
        "input",
        "output",
        "packages",
        "request",
        "services",
        "state",
        "timings",
    ]
)
# The kit runs for a while; another test runs whatever the page shows.
SLOW = {"conform"}
SECTIONS = dict(re.findall(r"^## ([\w ]+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
KEY = re.compile(r'"(\w+)":')


def keys(value: Any, *, below: frozenset[str] = OPEN) -> set[str]:
    """Return the keys of an object and of what is in it, but not `below` some of them."""
    if isinstance(value, list):
        return {key for item in value for key in keys(item, below=below)}
    if not isinstance(value, dict):
        return set()
    # What is named by a pointer into the arguments has no name of ours.
    own = {key for key in value if not key.startswith("/")}
    looked = [item for key, item in value.items() if key not in below or _is_rows(item)]
    inner = (keys(item, below=below) for item in looked)
    return own.union(*inner)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def answers(section: str, place: Place):
    """Run the commands of a section, and yield what each prints."""
    for block in blocks_of(section):
        if block.title:
            (place.folder / block.title).write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        for line in block.text.splitlines():
            if line.startswith("$ framehook "):
                out = io.StringIO()
                main(shlex.split(line)[2:], stdout=out, stderr=io.StringIO(), stdin=io.StringIO())
                yield json.loads(out.getvalue())


def facts() -> set[str]:
    """Return the keys that stand with a class on the page about the client."""
    found: set[str] = set()
    for name in ("Issue", "Facts", "AudioFacts", "Quote"):
        section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", CLIENT, re.MULTILINE | re.DOTALL)
        if section is not None:
            found |= set(re.findall(r"^ *(?:- )?[`*]*(\w+)[`*]*:", section[1], re.MULTILINE))
            found |= set(re.findall(r"`(\w+)`", section[1]))
    return found


# Each command of the page is run, some of them with videos to make.
@pytest.mark.timeout(120)
def test_every_key_is_printed_and_described(tmp_path, monkeypatch):
    """Section by section, for every command that the page shows."""
    place = Place(tmp_path, monkeypatch)
    monkeypatch.setenv("FRAMEHOOK_CONFIG", "none")
    known = facts() | set(re.findall(r"`(\w+)`", TEXT)) | set(KEY.findall(TEXT))
    looked_at = 0
    for title, section in SECTIONS.items():
        if title in SLOW:
            continue
        printed: set[str] = set()
        everything: set[str] = set()
        for answer in answers(section, place):
            looked_at += 1
            assert answer["v"] == 1
            printed |= keys(answer)
            everything |= keys(answer, below=frozenset())
        assert sorted(printed - known) == [], f"{title}: printed, and not on the page"
        if not printed:
            continue
        shown = {
            key
            for block in blocks_of(section)
            if block.language == "console"
            for line in block.text.splitlines()
            if not line.startswith("$")
            for key in KEY.findall(line)
        }
        assert sorted(shown - everything) == [], f"{title}: on the page, and not printed"
    assert looked_at > 15
