from __future__ import annotations

import json
import sys
import tomllib

import pytest

from framehook.errors import ConfigurationError, PluginContractError, PluginLoadError
from framehook.registry._sync import sync

HEAD = """[project]
name = "framehook-fam-{0}"
version = "1.0"

[tool.x]
y = 1
"""
GROUP = "framehook.endpoints.v1"


@pytest.fixture
def family(tmp_path, request):
    """A family on disk whose package has a name of its own, so that tests do not meet."""
    from framehook.registry._grammar import normal

    number = abs(hash(request.node.name)) % 10**9
    package = tmp_path / "src" / f"framehook_fam_{number}"
    package.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(HEAD.format(number))
    (package / "__init__.py").write_text("from .all import a\n")
    (package / "_hidden.py").write_text("raise RuntimeError")
    (package / "local.py").write_text("raise RuntimeError")
    (package / "all.py").write_text(
        "from framehook.spi import Endpoint, File, Input, Output\n"
        "class I(Input): pass\n"
        "class O(Output):\n    video: File\n"
        "a = Endpoint(id='own/a', input=I, output=O, service='s', title='Ä', task='t')\n"
        "b = Endpoint(id='own/b', input=I, output=O, service='s', retired='2026-01',\n"
        "             replacement='own/a')\n"
        "_c = Endpoint(id='own/c', input=I, output=O, service='s')\n"
    )
    yield package
    for name in [name for name in sys.modules if name.startswith(package.name)]:
        del sys.modules[name]
    assert normal(package.name) == f"framehook-fam-{number}"


def project(package):
    return package.parent.parent / "pyproject.toml"


def test_what_the_objects_say_is_written_and_then_there_is_no_drift(family):
    """Public endpoints of public modules only; the second time nothing differs."""
    home = family.parent.parent
    drift = sync(home, check=True)
    assert sorted(drift.splitlines()) == [
        "endpoints.json: 'own/a' is missing.",
        "endpoints.json: 'own/b' is missing.",
        "pyproject.toml: 'own/a' is missing.",
        "pyproject.toml: 'own/b' is missing.",
    ]
    assert not (family / "endpoints.json").exists()
    assert sync(home) == drift
    assert json.loads((family / "endpoints.json").read_text(encoding="utf-8")) == {
        "v": 1,
        "endpoints": {
            "own/a": {"title": "Ä", "task": "t", "retired": None, "replacement": None},
            "own/b": {"title": None, "task": None, "retired": "2026-01", "replacement": "own/a"},
        },
    }
    written = tomllib.loads(project(family).read_text())
    assert written["project"]["entry-points"][GROUP] == {
        "own/a": f"{family.name}.all:a",
        "own/b": f"{family.name}.all:b",
    }
    assert written["tool"] == {"x": {"y": 1}}
    assert sync(home, check=True) == ""
    assert str(family.parent) not in sys.path


def test_drift_is_told_line_by_line_and_mended(family):
    """A wrong value, an entry too many and a damaged file; a right spelling stays."""
    home = family.parent.parent
    table = (
        f'[project.entry-points."{GROUP}"] # generated\n"own/a" = "{family.name}:a"\n'
        '"own/b" = "x:y"\n"own/gone" = "x:z"\n\n[tool.z]\nq = 1\n'
    )
    project(family).write_text(project(family).read_text() + table)
    (family / "endpoints.json").write_text("[]")
    drift = sync(home)
    assert f"pyproject.toml: 'own/b' is 'x:y', and should be '{family.name}.all:b'." in drift
    assert "pyproject.toml: 'own/gone' stands for no endpoint." in drift
    written = tomllib.loads(project(family).read_text())
    assert written["project"]["entry-points"][GROUP]["own/a"] == f"{family.name}:a"
    assert written["tool"] == {"x": {"y": 1}, "z": {"q": 1}}
    assert sync(home, check=True) == ""


def test_a_changed_title_is_drift(family):
    """The file must say what the objects say."""
    home = family.parent.parent
    sync(home)
    document = json.loads((family / "endpoints.json").read_text(encoding="utf-8"))
    document["endpoints"]["own/a"]["title"] = "B"
    (family / "endpoints.json").write_text(json.dumps(document))
    assert sync(home, check=True).startswith("endpoints.json: 'own/a' is {'title': 'B'")


def test_an_inline_table_is_not_rewritten(family):
    """What cannot be changed safely is refused with the form to use."""
    text = (
        project(family)
        .read_text()
        .replace(
            "\n[tool.x]", f'entry-points = {{ "{GROUP}" = {{ "own/z" = "x:y" }} }}\n\n[tool.x]'
        )
    )
    project(family).write_text(text)
    with pytest.raises(ConfigurationError, match="in a form that is not rewritten"):
        sync(family.parent.parent)
    assert project(family).read_text() == text


def test_two_endpoints_with_one_id_are_refused(family):
    """Both places are named."""
    (family / "more.py").write_text((family / "all.py").read_text())
    with pytest.raises(PluginContractError, match=r"more:a and .*all:a are different"):
        sync(family.parent.parent)


def test_a_module_that_fails_is_named(family):
    """Nothing is written from half a family."""
    (family / "bad.py").write_text("1 / 0")
    with pytest.raises(PluginLoadError, match=r"bad' cannot be imported: ZeroDivisionError"):
        sync(family.parent.parent)
    assert not (family / "endpoints.json").exists()


def test_a_directory_that_is_no_family_is_refused(tmp_path):
    """No project, and a project without its package, each say what is missing."""
    with pytest.raises(ConfigurationError, match=r"has no pyproject\.toml"):
        sync(tmp_path)
    (tmp_path / "pyproject.toml").write_text(HEAD.format("x"))
    with pytest.raises(ConfigurationError, match="'framehook_fam_x' of 'framehook-fam-x'"):
        sync(tmp_path)
