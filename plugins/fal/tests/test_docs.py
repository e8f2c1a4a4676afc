"""The examples in docstrings run."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest
from blocks import Place, blocks_of

import framehook.spi
import framehook_fal

FOLDER = Path(framehook_fal.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def examples(module):
    things = [module, *(vars(module)[name] for name in module.__all__)]
    return [
        block
        for thing in things
        for block in blocks_of(inspect.getdoc(thing) or "")
        if block.language == "python"
    ]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name, tmp_path, monkeypatch):
    """Each example runs with the names of its own module and of the plugin interface."""
    module = importlib.import_module(f"framehook_fal.{name}")
    place = Place(tmp_path, monkeypatch)
    spi = {each: getattr(framehook.spi, each) for each in framehook.spi.__all__}
    vars(place.module).update({**spi, **vars(module)}, __name__="example")
    for block in examples(module):
        place.python(block, name)


def test_public_names_come_when_they_are_asked_for():
    """The package imports nothing until then, and says what it does not have."""
    assert {"FalService", "Hosts", "Lifecycle", "service"} <= set(dir(framehook_fal))
    with pytest.raises(AttributeError, match="nothing"):
        _ = framehook_fal.nothing
