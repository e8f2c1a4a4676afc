from __future__ import annotations

import json
import sys

import pytest

from framehook.registry import Entry
from framehook.registry._catalogue import Catalogue, Line

GOOD = {"v": 1, "endpoints": {"own/a": {"title": "A", "task": "t", "retired": "2026-01"}}}


def entry(module="plug.all", name="own/a"):
    return Entry(kind="endpoints", name=name, value=f"{module}:a", distribution="framehook-plug")


def write(site, text, package="plug"):
    place = site.root / package
    place.mkdir(parents=True, exist_ok=True)
    (place / "__init__.py").write_text("raise RuntimeError('imported')")
    (place / "endpoints.json").write_text(text, encoding="utf-8")


def test_the_file_is_read_without_importing_the_package(site):
    """Titles come from the file; the package's own code does not run."""
    write(site, json.dumps(GOOD))
    for path in ([str(site.root)], None):
        catalogue = Catalogue(path)
        assert catalogue.line(entry()) == Line("A", "t", "2026-01", None)
        assert catalogue.line(entry(name="own/b")) == Line()
        assert catalogue.notes == ()
    assert "plug" not in sys.modules


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "cannot be read"),
        ("[]", "'v' is None"),
        ('{"v": 2, "endpoints": {}}', "'v' is 2"),
        ('{"v": 1, "endpoints": []}', "not an object"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_damaged_file_costs_titles_and_a_note(site, text, word):
    """The endpoint is still listed; the note says which file is wrong, once."""
    write(site, text)
    catalogue = Catalogue([str(site.root)])
    assert catalogue.line(entry()) == catalogue.line(entry("plug.more")) == Line()
    (note,) = catalogue.notes
    assert word in note.text
    assert note.distribution == "framehook-plug"


def test_fields_of_a_wrong_type_are_empty(site):
    """One wrong field does not cost the others."""
    lines = {"own/a": {"title": 3, "task": "t", "retired": True}, "own/b": "x"}
    write(site, json.dumps({"v": 1, "endpoints": lines}))
    catalogue = Catalogue([str(site.root)])
    assert catalogue.line(entry()) == Line(None, "t", None, None)
    assert catalogue.line(entry(name="own/b")) == Line()


@pytest.mark.parametrize("module", ["single", "json.decoder"])
def test_no_file_costs_titles_and_a_note(site, module):
    """A single module and a package without the file are alike."""
    (site.root / "single.py").write_text("")
    catalogue = Catalogue(None)
    assert catalogue.line(entry(module)) == Line()
    assert "has no endpoints.json" in catalogue.notes[0].text
    assert catalogue.line(entry("absent.all")) == Line()
    assert len(catalogue.notes) == 1


def test_a_family_in_a_namespace_package_has_its_file_further_down(site):
    """The directories of the module are tried from the top."""
    write(site, json.dumps(GOOD), "space/plug")
    catalogue = Catalogue([str(site.root)])
    assert catalogue.line(entry("space.plug.all")).title == "A"


def test_a_finder_that_fails_is_not_our_failure(monkeypatch):
    """find_spec may raise; the row stays without a title."""
    monkeypatch.setitem(sys.modules, "odd", type(sys)("odd"))
    assert Catalogue(None).line(entry("odd.all")) == Line()
