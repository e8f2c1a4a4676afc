"""The examples in docstrings of what is public run."""

from __future__ import annotations

import importlib
import inspect
import sys
import typing

import pytest
from blocks import Place, blocks_of

MODULES = ("framehook", "framehook.spi", "framehook.testing")


def _public():
    found = {}
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        for name in module.__all__:
            thing = getattr(module, name)
            own = str(getattr(thing, "__module__", "")).startswith("framehook")
            if own and (inspect.isclass(thing) or inspect.isfunction(thing)):
                found[f"{thing.__module__}.{thing.__qualname__}"] = thing
    return found


PUBLIC = _public()
EXAMPLES = {
    name: blocks
    for name, thing in PUBLIC.items()
    if (blocks := [b for b in blocks_of(inspect.getdoc(thing) or "") if b.language == "python"])
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run(name, tmp_path, monkeypatch):
    """An example runs with nothing but what it imports, and the names of its own package."""
    place = Place(tmp_path, monkeypatch)
    module = PUBLIC[name].__module__
    for package in ("framehook.spi", "framehook.testing", module.rpartition(".")[0]):
        known = sys.modules.get(package)
        for each in getattr(known, "__all__", ()):
            vars(place.module)[each] = getattr(known, each)
    vars(place.module).update(vars(sys.modules[module]), __name__="example")
    for block in EXAMPLES[name]:
        place.python(block, name)


def _needs_example(thing):
    """Whether it is a class that someone makes: no protocol, no error, no names of options."""
    if not inspect.isclass(thing) or issubclass(thing, BaseException):
        return False
    return not (typing.is_typeddict(thing) or getattr(thing, "_is_protocol", False))


def test_every_public_class_has_an_example():
    """Whoever looks a class up finds it used."""
    missing = [
        name for name, thing in PUBLIC.items() if _needs_example(thing) and name not in EXAMPLES
    ]
    assert missing == []
