"""What is paid before anything is asked for: nothing."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import framehook
import framehook.spi

HEAVY = {"pydantic", "pluggy", "httpx", "asyncio", "rich", "av", "numpy", "sqlite3", "ssl"}


def modules_after(code: str) -> set[str]:
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import framehook", set()),
        ("import framehook.spi", set()),
        ("import framehook.testing._pytest", {"pytest", "asyncio", "pluggy"}),
        ("from framehook.cli._main import main; main(['models'])", set()),
        ("from framehook.cli._main import main; main(['plugins'])", set()),
        ("from framehook_magi import extend_video", {"pydantic", "asyncio"}),
        ("import framehook_ffmpeg_api as f; f.compose", {"pydantic", "asyncio"}),
        ("from framehook import Client; Client", {"pydantic", "asyncio", "ssl", "rich"}),
    ],
)
def test_only_what_is_needed_is_imported(code: str, allowed: set[str]) -> None:
    """Listing imports no plugin and no large library, and a family no HTTP library."""
    loaded = modules_after(code)
    plugins = {"framehook_magi", "framehook_local", "framehook_ffmpeg_api"}
    banned = (HEAVY - allowed) | (plugins if "framehook_" not in code else set())
    assert loaded & banned == set()


FAMILIES = sorted(
    path.parent.name
    for path in Path(__file__).parents[2].glob("plugins/*/src/*/local.py")
    if path.parent.name != "framehook_local"
)
HTTP = {"httpx", "httpcore", "aiohttp", "requests", "urllib3", "h2", "h11"}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_with_all_its_endpoints_needs_no_heavy_library(family: str) -> None:
    """Neither HTTP nor media nor the terminal: pydantic is all that a family asks for."""
    code = (
        "from importlib.metadata import entry_points\n"
        f"import {family}\n"
        "found = entry_points(group='framehook.endpoints.v1')\n"
        f"mine = [each for each in found if each.value.startswith('{family}.')]\n"
        "assert mine\n"
        "for each in mine:\n"
        "    each.load()\n"
    )
    banned = (HEAVY - {"pydantic", "asyncio"}) | HTTP | {"framehook_local", "framehook_fal"}
    assert modules_after(code) & banned == set()


def test_all_families_are_looked_at() -> None:
    """There are ten."""
    assert len(FAMILIES) == 10


def test_importing_starts_nothing() -> None:
    """Importing framehook starts no thread and reads no environment variable of its own."""
    code = (
        "import threading, os\n"
        "seen = []\n"
        "get = os.environ.__class__.get\n"
        "os.environ.__class__.get = lambda self, key, *rest: (seen.append(key), get(self, key, *rest))[1]\n"
        "import framehook, framehook.spi\n"
        "from framehook_magi import extend_video\n"
        "assert threading.active_count() == 1\n"
        "assert not [key for key in seen if 'FRAMEHOOK' in key or 'FAL' in key], seen\n"
    )
    modules_after(code)


def public(package: ModuleType) -> list[str]:
    inside = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    names = [found.name for found in inside if not found.name.rpartition(".")[2].startswith("_")]
    return [package.__name__, *names]


@pytest.mark.parametrize("name", public(framehook))
def test_public_names_are_what_they_say(name: str) -> None:
    """Everything in `__all__` exists, once, and has a public name."""
    module = importlib.import_module(name)
    names = getattr(module, "__all__", ())
    assert isinstance(names, tuple)
    assert len(names) == len(set(names))
    for each in names:
        assert getattr(module, each) is not None
    assert not [each for each in names if each.startswith("_")]


@pytest.mark.parametrize("module", [framehook, framehook.spi])
def test_public_things_are_documented(module: ModuleType) -> None:
    """Every public class and function has a docstring of its own."""
    for name in module.__all__:
        thing = getattr(module, name)
        if isinstance(thing, type) or inspect.isfunction(thing):
            assert (getattr(thing, "__doc__", None) or "").strip(), name
    with pytest.raises(AttributeError, match="has no attribute"):
        module.nothing_of_the_kind  # noqa: B018
    assert set(module.__all__) <= set(dir(module))
