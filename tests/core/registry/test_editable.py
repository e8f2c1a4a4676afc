from __future__ import annotations

import json

import pytest

from framehook.errors import PluginLoadError
from framehook.registry import State

POINTS = {"framehook.endpoints.v1": {"own/a": "p:a", "own/b": "p:b", "own/c": "p:c"}}
PROJECT = """
[project]
name = "framehook-plug"
[project.entry-points."framehook.endpoints.v1"]
"own/a" = "p:a"
"own/b" = "p:moved"
"own/d" = "p:d"
[project.entry-points.pytest11]
x = "y"
"""


def editable(site, home, points=POINTS, **document):
    value = {"url": home.as_uri(), "dir_info": {"editable": True}, **document}
    site.install("framehook-plug", points, extra={"direct_url.json": json.dumps(value)})
    return site.registry()


@pytest.fixture
def home(tmp_path):
    place = tmp_path / "my project"
    place.mkdir()
    (place / "pyproject.toml").write_text(PROJECT)
    return place


def test_what_changed_since_the_installation_is_stale(site, home):
    """Added, dropped and moved entries are rows with the command that refreshes them."""
    rows = editable(site, home).stale()
    assert [(row.name, row.state) for row in rows] == [
        (name, State.STALE) for name in ("own/b", "own/c", "own/d")
    ]
    assert rows[0].why == (
        "framehook-plug 1.0 was installed with 'p:b' for 'own/b', and now declares 'p:moved'."
    )
    assert "no longer declares" in rows[1].why
    assert "installed before it did" in rows[2].why
    assert {row.fix for row in rows} == {f"pip install -e '{home}'"}


def test_a_project_without_installed_entries_is_seen(site, home):
    """The first entry point of a project is as new as the tenth."""
    rows = editable(site, home, points="").stale()
    assert [row.name for row in rows] == ["own/a", "own/b", "own/d"]


@pytest.mark.parametrize(
    "document", [{"dir_info": {}}, {"url": "https://example.org/x"}, {"dir_info": 3}, {"url": 4}]
)
def test_other_installations_are_never_stale(site, home, document):
    """Only a local editable directory can be newer than its metadata."""
    assert editable(site, home, **document).stale() == ()


@pytest.mark.parametrize(
    "text", ["[", "project = 3", '[project]\nname = "framehook-plug"\ndynamic = ["entry-points"]']
)
def test_a_project_that_cannot_be_compared_is_left_alone(site, home, text):
    """A damaged file and entry points made by a build say nothing."""
    (home / "pyproject.toml").write_text(text)
    assert editable(site, home).stale() == ()


def test_a_project_that_is_gone_is_left_alone(site, home):
    """Nor does a directory without the file."""
    (home / "pyproject.toml").unlink()
    assert editable(site, home).stale() == ()


def test_a_damaged_direct_url_is_left_alone(site):
    """What is no JSON says nothing either."""
    site.install("framehook-plug", POINTS, extra={"direct_url.json": "{"})
    assert site.registry().stale() == ()


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("plug.all:a", "Mend it in {}, or install it again: pip install -e '{}'"),
        ("plug:a", "Mend it in {}, then: framehook sync '{}' && pip install -e '{}'"),
    ],
)
def test_an_author_is_led_to_the_source(site, home, monkeypatch, value, hint):
    """Whose own project fails to load upgrades nothing, but mends it where it lies."""
    document = {"url": home.as_uri(), "dir_info": {"editable": True}}
    site.install(
        "framehook-plug",
        {"framehook.endpoints.v1": {"own/a": value}},
        modules={"plug/__init__.py": "", "plug/all.py": "1 / 0"},
        extra={"direct_url.json": json.dumps(document)},
    )
    monkeypatch.syspath_prepend(str(site.root))
    with pytest.raises(PluginLoadError) as caught:
        site.registry().endpoint("own/a")
    assert caught.value.hint == hint.replace("{}", str(home))
