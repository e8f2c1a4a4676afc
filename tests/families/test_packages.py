"""What a family is to whoever imports it: names that cost nothing until one is used."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from framehook.registry._sync import sync
from framehook.spi import Endpoint

HERE = Path(__file__).parent
PROJECTS = {
    path.parent.name: path.parents[2]
    for path in HERE.parents[1].glob("plugins/*/src/*/endpoints.json")
}
# Every endpoint by each name that it is imported by.
NAMES = (HERE / "names.txt").read_text(encoding="utf-8").splitlines()

every = pytest.mark.parametrize("family", sorted(PROJECTS))


def named(module):
    """Yield each public name of a package or module that leads to an endpoint, with its id."""
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, Endpoint):
            yield f"{module.__name__}.{name} {value.id}"
        elif isinstance(value, ModuleType):
            yield from named(value)


def test_all_families_are_looked_at():
    """There are ten."""
    assert len(PROJECTS) == 10


@every
def test_entry_points_and_the_static_list_are_those_of_the_objects(family):
    """A drift in the project's files would show wrong rows after the next installation."""
    assert sync(PROJECTS[family], check=True) == ""


@every
def test_a_package_is_a_list_of_names_until_one_is_used(family):
    """Then it loads schemas, and still no event loop."""
    code = (
        f"import sys, {family} as family\n"
        "assert not {'pydantic', 'framehook.spi._endpoint'} & set(sys.modules)\n"
        "assert not [name for name in sys.modules if name.startswith(family.__name__ + '.')]\n"
        "[getattr(family, name) for name in family.__all__]\n"
        "assert 'asyncio' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("name", "unused"),
    [
        ("framehook_animatediff.turbo", "evolved"),
        ("framehook_ltx.trainer", "v095"),
        ("framehook_luma.ray_2_flash", "dream_machine"),
        ("framehook_magi.distilled", "magi"),
        ("framehook_pixverse.v5", "v6"),
    ],
)
def test_each_module_is_loaded_alone(name, unused):
    """Whoever uses one version does not pay for the others."""
    family, _, used = name.partition(".")
    code = (
        f"import sys, {family}\n"
        f"{family}.{used}\n"
        f"assert '{name}' in sys.modules and '{family}.{unused}' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@every
def test_names_are_found_when_they_are_used_and_lead_to_the_same_endpoints(family):
    """Those that programs import; another one is refused by its name."""
    package = importlib.import_module(family)
    assert list(named(package)) == [line for line in NAMES if line.startswith(f"{family}.")]
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="shrink_sound"):
        package.shrink_sound  # noqa: B018 - looking it up is the test
