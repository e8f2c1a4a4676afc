"""The two clients are one: same names, same parameters, and no decision of their own."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest

from framehook import (
    AsyncClient,
    AsyncJob,
    AsyncResult,
    AsyncStream,
    Client,
    Job,
    Result,
    Stream,
)
from framehook.drivers._asynchronous import AsyncDriver
from framehook.drivers._blocking import Driver

CLIENTS = Path(__file__).parents[2] / "core" / "src" / "framehook" / "clients"
PAIRS = [
    (Client, AsyncClient),
    (Job, AsyncJob),
    (Result, AsyncResult),
    (Stream, AsyncStream),
    (Driver, AsyncDriver),
]
TWINS = {"__iter__": "__aiter__", "__enter__": "__aenter__", "__exit__": "__aexit__"}


def methods(kind: type[Any]) -> dict[str, Any]:
    members = vars(kind).items()
    return {
        TWINS.get(name, name): value
        for name, value in members
        if inspect.isfunction(value)
        and (not name.startswith("_") or name in TWINS or name in TWINS.values())
    }


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].__name__)
def test_colours_have_the_same_names_and_parameters(pair: Any) -> None:
    """Every public method exists in both colours, with the same parameters and defaults."""
    blocking, asynchronous = map(methods, pair)
    assert set(blocking) == set(asynchronous)
    for name, method in blocking.items():
        one = inspect.signature(method)
        two = inspect.signature(asynchronous[name])
        assert list(one.parameters) == list(two.parameters), name
        defaults = [parameter.default for parameter in one.parameters.values()]
        assert defaults == [parameter.default for parameter in two.parameters.values()], name
        first = inspect.getdoc(method)
        second = inspect.getdoc(asynchronous[name])
        assert first is not None
        assert second is not None
        assert first.splitlines()[0] == second.splitlines()[0], name


@pytest.mark.parametrize(
    "name",
    [f"_{kind}" for kind in ("client", "job", "result", "stream")]
    + [f"_async_{kind}" for kind in ("client", "job", "result", "stream")],
)
def test_clients_decide_nothing(name: str) -> None:
    """There is no branch, loop or handler in the clients: they build a flow and hand it over."""
    tree = ast.parse((CLIENTS / f"{name}.py").read_text())
    deciding = (
        ast.If,
        ast.IfExp,
        ast.For,
        ast.AsyncFor,
        ast.While,
        ast.Try,
        ast.Match,
        ast.comprehension,
    )
    found = [
        (type(node).__name__, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, deciding) and not _is_type_checking(node)
    ]
    assert found == []


def _is_type_checking(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def test_no_yield_in_finally() -> None:
    """A flow that is thrown out of must not ask for more in a `finally`."""
    for path in (CLIENTS.parent / "flows").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Try):
                inside = [part for statement in node.finalbody for part in ast.walk(statement)]
                assert not any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in inside), (
                    path
                )
