"""What is left of plugins that were not installed, or not uninstalled, to the end."""

from __future__ import annotations

import shutil

import pytest

from framehook.registry._note import Note


def test_metadata_without_its_package(site):
    """It is said once for all entry points, and nothing of it can be used."""
    site.family("framehook-plug", {"own/a": "a", "own/b": "b"}, version="1.4")
    assert site.registry().notes() == ()
    shutil.rmtree(site.root / "framehook_plug")
    assert site.registry().notes() == (
        Note(
            distribution="framehook-plug",
            text="framehook-plug 1.4 has lost its package 'framehook_plug', which 2 entry points "
            "lead to: it was not installed or uninstalled to the end.",
            fix="pip install --force-reinstall framehook-plug",
            stops=True,
        ),
    )


def test_a_package_without_metadata(site):
    """A family that no distribution has is not used, and stops nobody."""
    site.family("framehook-plug", {"own/a": "a"})
    site.family("framehook-other", {"own/b": "b"})
    shutil.rmtree(site.root / "framehook_plug-1.0.dist-info")
    (note,) = site.registry().notes()
    assert str(site.root / "framehook_plug") in note.text
    assert note.fix == "pip install --force-reinstall framehook-plug"
    assert not note.stops


@pytest.mark.parametrize("broken", ["[framehook.hooks.v1\nx = \n", "[framehook.hooks.v1]\nx\n"])
def test_entry_points_that_are_no_lines(site, broken):
    """A line without a value is a broken entry at most; the others are there."""
    site.install("framehook-plug", broken)
    site.family("framehook-other", {"own/b": "b"})
    assert [model.id for model in site.registry().models()] == ["own/b"]


def test_what_can_be_read_of_bad_bytes_counts(site):
    """One byte that is no UTF-8 costs a note, and not the family."""
    info = site.family("framehook-plug", {"own/a": "a"}, version="1.4")
    points = info / "entry_points.txt"
    points.write_bytes(points.read_bytes() + b"# caf\xe9\n")
    registry = site.registry()
    assert registry.endpoint("own/a").id == "own/a"
    (note,) = registry.notes()
    assert note.text.startswith("The metadata of framehook-plug 1.4 cannot be read: Unicode")
    assert note.fix == "pip install --force-reinstall framehook-plug"


def test_bad_bytes_of_others_are_nobodys_business(site):
    """Only what is, or was, a plugin is told of."""
    info = site.install("other", "")
    (info / "entry_points.txt").write_bytes(b"\xff\xfe")
    assert site.registry().notes() == ()
