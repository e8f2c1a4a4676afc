"""`framehook conform`: the kit without a test file."""

from __future__ import annotations

import io
import json
import sys

import pytest

from framehook.cli._main import main
from framehook.testing._grade import grade

# Each run is a process of its own.
pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def conform(make_plant, monkeypatch):
    """Run the verb where plugins are installed, and return its code, output and errors."""
    plant = make_plant()
    monkeypatch.syspath_prepend(str(plant.site))

    def run(*words):
        out, err = io.StringIO(), io.StringIO()
        code = main(["conform", *words], stdin=io.StringIO(), stdout=out, stderr=err)
        return code, out.getvalue(), err.getvalue()

    run.plant = plant
    return run


def test_a_good_plugin_is_gold(conform):
    """Each test has a line with how much it matters; the level comes last."""
    conform.plant.install("fine")
    code, out, err = conform("fine")
    assert code == 0
    assert err == "Testing framehook-fine 1.0 …\n"
    lines = out.splitlines()
    assert lines[0].split() == ["OUTCOME", "NEED", "TEST", "CASES"]
    assert "passed   required     test_an_entry_point_is_what_its_name_says        3 of 3" in lines
    assert lines[-1].startswith("framehook-fine 1.0: gold (")
    assert ", 0 failed, " in lines[-1]


def test_the_level_is_the_one_below_what_fails(conform):
    """Without a licence it is bronze: that is enough where bronze is asked for."""
    changes = ("INFO/METADATA", "License-Expression: Apache-2.0\n", "")
    conform.plant.install("bare", changes)
    code, out, _ = conform("framehook-bare", "--json")
    told = json.loads(out)
    assert code == 5
    assert (told["v"], told["ok"], told["level"], told["failed"]) == (1, False, "bronze", 1)
    (failed,) = [test for test in told["tests"] if test["outcome"] == "failed"]
    assert (failed["test"], failed["case"], failed["need"]) == (
        "test_it_has_a_licence",
        None,
        "recommended",
    )
    assert failed["reason"].startswith("claim: The metadata name a licence.\n  - ")
    assert len(told["tests"]) == told["passed"] + told["failed"] + told["skipped"]
    code, out, _ = conform("bare", "--level", "bronze")
    assert code == 0
    assert "\nfailed: test_it_has_a_licence\nclaim: " in out


def test_what_its_author_has_marked_holds_silver_back(conform):
    """A text that says TODO is no failure of a test, and is told with the level."""
    words = ("PKG/dream.py", '"What to see."', '"TODO: say what it means."')
    price = ("PKG/dream.py", 'basis="page of 2026"', 'basis="TODO: the price"')
    conform.plant.install("begun", words, price)
    code, out, _ = conform("begun", "--level", "silver")
    assert code == 5
    assert (
        "exempted: test_every_field_is_described[begun/dream]: TODO: describe Dream.prompt.\n"
        "exempted: test_prices_say_where_they_are_from[begun/dream]: TODO: write the price, or why "
        "nobody knows it.\n"
    ) in out
    assert ": bronze (" in out
    assert ", 0 failed, " in out


def test_an_installed_wheel_needs_no_source_tree(conform):
    """What needs one is skipped, which the output says; the rest decides."""
    readme = ("INFO/METADATA", "See the project.", "`DIST/dream` of the service `DIST`.")
    url = ("INFO/direct_url.json", "", "{}")
    conform.plant.install("wheel", readme, url)
    code, out, _ = conform("wheel")
    assert code == 0
    assert (
        "skipped: test_recorded_replies_parse, test_there_is_a_changelog: "
        "It needs the source tree, and this is an installed wheel."
    ) in out or (
        "skipped: test_there_is_a_changelog, test_recorded_replies_parse: "
        "It needs the source tree, and this is an installed wheel."
    ) in out
    assert ": gold (" in out


def test_a_plugin_that_ends_the_process_is_a_fault(conform):
    """The verb survives it, and names the plugin."""
    code = ("PKG/dream.py", "from __future__ import annotations\n", "import os\nos._exit(0)\n")
    conform.plant.install("deadly", code)
    code, _, err = conform("deadly")
    assert code == 5
    assert "error: The process that tests framehook-deadly ended early; the last test " in err


def test_what_is_not_installed_is_named(conform):
    """A slip of the pen gets the nearest name."""
    conform.plant.install("fine")
    code, _, err = conform("fime")
    assert code == 2
    assert err.splitlines() == [
        "error: No installed distribution 'fime' offers anything to framehook.",
        "hint: Did you mean 'framehook-fine'?",
    ]


def test_without_pytest_the_command_to_install_it_is_said(conform, monkeypatch):
    """Nothing else is tried."""
    conform.plant.install("fine")
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    code, _, err = conform("fine")
    assert code == 2
    assert err.splitlines()[-1] == "hint: Install it with: pip install 'framehook[testing]'"


def test_levels_build_on_each_other():
    """Whoever misses what is required is nowhere, whatever else they do."""
    assert grade([]) == "gold"
    assert grade(["optional"]) == "silver"
    assert grade(["recommended"]) == "bronze"
    assert grade(["required", "optional"]) == "none"
