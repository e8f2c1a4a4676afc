from __future__ import annotations

import sys

import importlib_metadata
import pytest

from framehook.registry._scan import scan

TWO = {"framehook.endpoints.v1": {"own/a": "plug.m:a"}}


def rows(found):
    return [
        (row.kind, row.major, row.name, row.value, row.origin.name, row.origin.version)
        for row in found.rows
    ]


def test_every_group_is_read_and_others_are_not(site):
    """A row has kind, major, name, value, distribution and version."""
    site.install(
        "framehook-plug",
        "\ufeff[console_scripts]\nrun = a:b\n"
        "# a comment\n; another\n\n"
        "[framehook.endpoints.v1]\nown/a=plug.m:a [extra]\n"
        "[framehook.hooks.v2]\n audit = plug.hooks \n",
        version="2.5",
    )
    site.install("other", "[console_scripts]\nframehook.x = a:b\n")
    site.install("nothing", "")
    found = scan([str(site.root)])
    assert rows(found) == [
        ("endpoints", 1, "own/a", "plug.m:a", "framehook-plug", "2.5"),
        ("hooks", 2, "audit", "plug.hooks", "framehook-plug", "2.5"),
    ]
    assert found.notes == ()
    assert len(found.distributions) == 3


def test_an_unknown_group_is_noted(site):
    """A mistyped group is told, not dropped in silence."""
    site.install("framehook-plug", {"framehook.endpoint.v1": {"own/a": "p:a"}, **TWO})
    site.install("framehook-old", {"framehook.endpoints": {"own/b": "p:b"}})
    found = scan([str(site.root)])
    assert [row.name for row in found.rows] == ["own/a"]
    assert sorted(note.text.split("group ")[1].split(",")[0] for note in found.notes) == [
        "'framehook.endpoint.v1'",
        "'framehook.endpoints'",
    ]


def test_a_distribution_in_two_places_counts_once_and_the_first_wins(site, tmp_path):
    """Path order decides, the other is noted with both places."""
    site.install("framehook-plug", TWO, version="0.9")
    later = type(site)(tmp_path / "later")
    later.install("Framehook.Plug", TWO, version="2.0")
    found = scan([str(site.root), str(later.root)])
    assert [row.origin.version for row in found.rows] == ["0.9"]
    (note,) = found.notes
    assert str(site.root) in note.text
    assert str(later.root) in note.text
    assert note.fix == "pip uninstall --yes framehook-plug && pip install framehook-plug"


def test_a_directory_named_twice_is_one_directory(site, tmp_path):
    """The same place on the path again, or through a link, is no second installation."""
    site.install("framehook-plug", TWO)
    link = tmp_path / "link"
    link.symlink_to(site.root)
    found = scan([str(site.root), str(site.root), str(link)])
    assert len(found.rows) == 1
    assert found.notes == ()


def test_of_two_versions_in_one_directory_the_later_counts(site):
    """An upgrade that stopped half way leaves both; 0.10 is later than 0.9."""
    site.install("framehook-plug", TWO, version="0.10")
    site.install("framehook-plug", TWO, version="0.9")
    found = scan([str(site.root)])
    assert [row.origin.version for row in found.rows] == ["0.10"]
    assert len(found.notes) == 1


def test_a_shell_without_metadata_does_not_hide_the_whole_one(site, tmp_path):
    """What an uninstallation left in an earlier directory gives way."""
    site.install("framehook-plug", "", metadata=None, version="0.1")
    later = type(site)(tmp_path / "later")
    later.install("framehook-plug", TWO)
    found = scan([str(site.root), str(later.root)])
    assert [row.origin.version for row in found.rows] == ["1.0"]
    assert found.notes == ()


def test_a_foreign_distribution_twice_is_nobodys_business(site, tmp_path):
    """Duplicates that have nothing to do with framehook are not noted."""
    site.install("other", "[console_scripts]\na = b:c\n")
    later = type(site)(tmp_path / "later")
    later.install("other", "")
    assert scan([str(site.root), str(later.root)]).notes == ()


def test_lost_metadata_costs_a_note(site):
    """Without METADATA the directory's name tells name and version."""
    site.install("framehook-plug", TWO, metadata=None)
    found = scan([str(site.root)])
    assert rows(found)[0][4:] == ("framehook-plug", "1.0")
    assert "lost its METADATA" in found.notes[0].text
    assert found.notes[0].fix == "pip install --force-reinstall framehook-plug"


def test_a_head_without_fields_falls_back_to_the_directory(site):
    """A METADATA that says no name is no reason to stop."""
    site.install("framehook-plug", TWO, metadata="Summary: x\n\nName: no\n")
    assert rows(scan([str(site.root)]))[0][4:] == ("framehook-plug", "1.0")


@pytest.mark.parametrize("file", ["entry_points.txt", "METADATA"])
def test_bytes_that_are_no_text_hurt_one_distribution(site, file):
    """What cannot be decoded is noted; the others are read."""
    info = site.install("framehook-bad", TWO)
    (info / file).write_bytes(b"\xff\xfe[framehook.endpoints.v1]\n")
    site.install("framehook-good", {"framehook.endpoints.v1": {"own/good": "g:x"}})
    found = scan([str(site.root)])
    assert "own/good" in [row.name for row in found.rows]
    assert {note.distribution.replace("_", "-") for note in found.notes} == {"framehook-bad"}


def test_unreadable_twins_are_not_chosen(site, tmp_path):
    """A twin whose files are no text loses against a readable one."""
    info = site.install("framehook-plug", TWO)
    for file in ("METADATA", "entry_points.txt"):
        (info / file).write_bytes(b"\xff")
    later = type(site)(tmp_path / "later")
    later.install("framehook-plug", TWO, version="3.0")
    found = scan([str(site.root), str(later.root)])
    assert [row.origin.version for row in found.rows] == ["3.0"]


def test_leftovers_of_an_interrupted_installation_are_ignored(site):
    """pip renames a directory to ~name before it deletes it."""
    site.install("framehook-plug", TWO).rename(site.root / "~ramehook_plug-1.0.dist-info")
    site.install("framehook-plug", TWO, version="2.0")
    found = scan([str(site.root)])
    assert [row.origin.version for row in found.rows] == ["2.0"]
    assert "~ramehook_plug" in found.notes[0].text


def test_an_egg_directory_and_a_plain_path_are_read(site):
    """Old layouts, missing directories and the current directory do no harm."""
    egg = site.root / "framehook_plug-1.2-py3.11.egg"
    (egg / "EGG-INFO").mkdir(parents=True)
    (egg / "EGG-INFO" / "PKG-INFO").write_text("Name: framehook-plug\nVersion: 1.2\n")
    (egg / "EGG-INFO" / "entry_points.txt").write_text("[framehook.hooks.v1]\nx = m\n")
    found = scan([str(egg), str(site.root / "missing"), ""])
    assert ("hooks", 1, "x", "m", "framehook-plug", "1.2") in rows(found)


def test_a_foreign_finder_that_fails_hides_nothing(site, monkeypatch):
    """What was found before it failed counts, and the failure is noted."""

    class Finder:
        def find_distributions(self, context):
            raise RuntimeError("no list today")

        def find_spec(self, *arguments):
            return None

    site.install("framehook-plug", TWO)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    found = scan([str(site.root)])
    assert len(found.rows) == 1
    assert "RuntimeError: no list today" in found.notes[0].text


def test_distributions_without_a_directory_are_known_by_their_metadata(monkeypatch):
    """A finder may make distributions of its own; one without a name is passed over."""

    class Made(importlib_metadata.Distribution):
        def __init__(self, head):
            self.head = head

        def read_text(self, filename):
            texts = {"METADATA": self.head, "entry_points.txt": "[framehook.hooks.v1]\nx = m\n"}
            return texts.get(filename)

        def locate_file(self, path):
            raise NotImplementedError

    class Finder:
        def find_distributions(self, context):
            return [Made("Name: framehook-frozen\nVersion: 7\n\n"), Made(None)]

        def find_spec(self, *arguments):
            return None

    monkeypatch.setattr(sys, "meta_path", [Finder()])
    found = scan([])
    assert rows(found)[0] == ("hooks", 1, "x", "m", "framehook-frozen", "7")


def test_names_in_any_script_are_read(site):
    """Unicode in names and metadata survives."""
    site.install("framehook-plug", {"framehook.endpoints.v1": {"möwe/é": "p:a"}})
    assert rows(scan([str(site.root)]))[0][2] == "möwe/é"


def test_the_default_is_the_import_path(site):
    """Without a path, what an import would find is scanned."""
    site.install("framehook-only-here", TWO)
    assert "framehook-only-here" in {row.origin.name for row in scan().rows}
