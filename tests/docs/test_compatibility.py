"""What the page about compatibility promises is what the code does."""

from __future__ import annotations

import io
import json
import re
import tomllib
from importlib import import_module

from blocks import ROOT
from public_surface import SURFACES

from framehook.cli._main import main
from framehook.ledger._schema import STEPS
from framehook.registry._catalogue import FORMAT
from framehook.registry._verdict import SPOKEN
from framehook.spi import Ticket
from framehook.testing._grade import GRADES, KIT
from framehook.transports._exchange import VERSION

PAGE = (ROOT / "docs" / "explanation" / "compatibility.md").read_text(encoding="utf-8")
PROJECTS = [ROOT / "core" / "pyproject.toml", *ROOT.glob("plugins/*/pyproject.toml")]


def command_line():
    out = io.StringIO()
    assert main(["--version", "--json"], stdout=out, stderr=io.StringIO()) == 0
    return json.loads(out.getvalue())["v"]


def test_the_versions_are_those_of_the_code():
    """Each row of the table says the version that is written today."""
    (spoken,) = SPOKEN
    rows = dict(re.findall(r"^\| ([^|]+?) \| (\d+) \|", PAGE, re.MULTILINE))
    assert {name: int(version) for name, version in rows.items()} == {
        "plugin interface": spoken,
        "JSON of the command line": command_line(),
        "ticket": Ticket("a", "b", "c").to_json()["v"],
        "ledger": len(STEPS),
        "recording": VERSION,
        "`endpoints.json`": FORMAT,
        "testing kit": KIT,
    }
    assert f"framehook.endpoints.v{spoken}" in PAGE
    assert f"framehook.endpoints.v{spoken + 1}" in PAGE


def test_the_pythons_are_those_of_the_metadata():
    """Every distribution supports the versions that the page names, and no other."""
    named = re.findall(r"\b3\.\d\d\b", PAGE)
    assert len(named) == 4
    for path in PROJECTS:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        assert project["requires-python"] == f">={named[0]}", path
        told = [each.rpartition(" ")[2] for each in project.get("classifiers", ()) if "3." in each]
        assert told in ([], named), path


def test_nobody_pins_framehook():
    """Each distribution of ours asks for a range of framehook, as it tells others to."""
    for path in PROJECTS:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        wanted = [*project.get("dependencies", ())]
        wanted += [
            each for some in project.get("optional-dependencies", {}).values() for each in some
        ]
        ours = [each for each in wanted if each.startswith("framehook")]
        loose = [each for each in ours if not re.search(r">=[\d.]+,<\d", each)]
        assert loose == [], path


def test_what_is_public_is_recorded_and_what_is_private_is_not():
    """The page names every recorded package, and the private ones are none of them."""
    for surface in SURFACES:
        assert f"`{surface}`" in PAGE or f"import {surface}`" in PAGE, surface
    private = re.search(r"everything in (.+?),\s+whatever", PAGE, re.DOTALL)
    names = re.findall(r"`(framehook\.\w+)`", private[1])
    assert len(names) == 6
    assert set(names) & set(SURFACES) == set()
    assert all(import_module(name) for name in names)
    core = ROOT / "core" / "src" / "framehook"
    packages = {f"framehook.{path.parent.name}" for path in core.glob("*/__init__.py")}
    packages |= {f"framehook.{path.stem}" for path in core.glob("[a-z]*.py")}
    assert packages == {*names, *SURFACES} - {"framehook"}


def test_the_levels_are_those_of_the_kit():
    """The page names each, from the least to the best."""
    places = [PAGE.index(level) for level in GRADES.values()]
    assert places == sorted(places)
