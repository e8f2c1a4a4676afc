"""Whatever a document says, what is made of it is correct source that does nothing."""

from __future__ import annotations

import ast
import importlib
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from documents import documents
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from framehook.scaffold import Order, plan_family, write
from framehook.spi import Endpoint
from framehook.testing import arguments_for

RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent))


# What a failure is made of is plain to see; to explain it takes longer than a test may.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
ANY = settings(
    max_examples=40, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck)
)


@contextmanager
def family(document: dict[str, Any]) -> Iterator[tuple[Path, list[Any]]]:
    """A family made of a document, and its endpoints."""
    order = Order(family="acme", ids=["my-team/dream"], service="fal", documents={"d": document})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(plan_family(order, requires=">=0.1,<1"), folder)
        sys.path.insert(0, str(folder / "src"))
        try:
            module: Any = importlib.import_module("framehook_acme.dream")
            found = [value for value in vars(module).values() if isinstance(value, Endpoint)]
            yield folder, found
        finally:
            sys.path.remove(str(folder / "src"))
            for known in [name for name in sys.modules if name.startswith("framehook_acme")]:
                del sys.modules[known]


@ANY
@given(documents(), st.data())
def test_a_family_of_any_document_takes_what_fits(document, data):
    """Its source compiles and its models accept arguments made for them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with family(document) as (_, (endpoint,)):
            arguments = data.draw(arguments_for(endpoint.model))
            call, issues = endpoint.examine(arguments)
            assert issues == []
            assert call is not None
            for example in endpoint.examples:
                assert endpoint.examine(_usual(example))[1] == []
            endpoint.model.model_json_schema()
            expected = endpoint.expect(call.view())
            assert expected.frames >= 1
            assert expected.fps > 0


@pytest.mark.skipif(RUFF is None, reason="ruff is in the group check.")
@ANY
@given(documents())
def test_a_family_of_any_document_is_formatted(document):
    """Neither the linter nor the formatter finds anything to change."""
    with family(document) as (folder, _):
        for words in (["check"], ["format", "--diff"]):
            done = subprocess.run(
                [str(RUFF), *words, "--quiet", "--no-cache", "."],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr


@ANY
@given(documents())
def test_nothing_of_a_document_is_executed(document):
    """Its words are in literals and comments alone: no call and no name comes from it."""
    order = Order(family="acme", ids=["my-team/dream"], service="fal", documents={"d": document})
    for name, text in plan_family(order, requires=">=0.1,<1").files.items():
        if name.endswith(".py"):
            called = {
                node.func.id
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            assert called <= CALLED, name


CALLED = {
    *("Always", "Draft", "Endpoint", "Expected", "Field", "Unit", "AttributeError", "KeyError"),
    *("getattr", "globals", "import_module", "sorted", "float", "max", "round", "str"),
    *("Registry", "dict", "isinstance", "list", "_sample"),
}


def _usual(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _usual(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_usual(item) for item in value]
    if isinstance(value, str) and value.startswith("sample:"):
        return f"https://media.example/{value[7:]}"
    return value
