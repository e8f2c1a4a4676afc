"""The pages about what Python code can use: the client and the plugin interface."""

from __future__ import annotations

__all__ = ("client_page", "spi_page", "testing_page")

import ast
import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import framehook
import framehook.spi
import framehook.testing
from framehook.clients._options import ClientOptions, SubmitOptions
from framehook.clients._outcome import Outcome

from ._text import NOTE, cell, first_line, prose, table

_CLIENT = """\
# The client

Everything here is imported from `framehook`. The blocking and the asynchronous classes have the
same methods with the same arguments; where the one returns, the other is awaited.
"""
_SPI = """\
# The plugin interface

Everything here is imported from `framehook.spi`: what families, services, hooks and their tests
use. Its version is 1 and stands in the names of the entry-point groups. Within it, things are
only added.
"""
_TESTING = """\
# The testing kit

Everything here is imported from `framehook.testing`. Install it with `framehook[testing]`. The
fixtures `framehook_service`, `framehook_client`, `framehook_async_client`, `framehook_clock`,
`framehook_registry` and `framehook_no_network` come with it.
"""
_COLOURS = ("Client", "AsyncClient", "Job", "AsyncJob", "Result", "AsyncResult")


def client_page() -> str:
    """Return what an application uses."""
    others = [
        name
        for name in framehook.__all__
        if name not in _COLOURS and not _is_error(getattr(framehook, name))
    ]
    parts = [NOTE + _CLIENT]
    for name in _COLOURS[::2]:
        parts += _thing(name, getattr(framehook, name))
        parts.append(f"`Async{name}` is its asynchronous twin.\n")
    parts += _thing("Outcome", Outcome, "What every `Result` has:")
    parts += _thing("ClientOptions", ClientOptions)
    parts += _thing("SubmitOptions", SubmitOptions)
    for name in others:
        parts += _thing(name, getattr(framehook, name))
    parts.append("The errors have [a page of their own](errors.md).\n")
    return "\n".join(parts)


def spi_page() -> str:
    """Return what a plugin may import."""
    return _page(_SPI, framehook.spi)


def testing_page() -> str:
    """Return what tests may import."""
    return _page(_TESTING, framehook.testing)


def _page(intro: str, module: ModuleType) -> str:
    names: tuple[str, ...] = module.__all__
    things = {name: getattr(module, name) for name in sorted(names, key=str.lower)}
    aliases = {
        name: f"`{_written(module, name)}`"
        for name, thing in things.items()
        if _kind(thing) == "value or type"
    }
    rows = [
        (f"[`{name}`](#{name.lower()})", _kind(thing), aliases.get(name) or first_line(thing))
        for name, thing in things.items()
        if not _is_error(thing)
    ]
    parts = [NOTE + intro, table(("name", "is", "means"), rows)]
    for name, thing in things.items():
        if name in aliases:
            parts.append(f"## {name}\n\n{aliases[name]}\n")
        elif not _is_error(thing):
            parts += _thing(name, thing)
    return "\n".join(parts)


def _is_error(thing: Any) -> bool:
    """Whether it has its section on the page about errors."""
    is_raised = isinstance(thing, type) and issubclass(thing, BaseException)
    return is_raised and thing.__module__.startswith("framehook.errors")


def _kind(thing: Any) -> str:
    if isinstance(thing, ModuleType):
        return "module"
    if inspect.isclass(thing):
        is_protocol = getattr(thing, "_is_protocol", False)
        return "protocol" if is_protocol else "class"
    is_function = inspect.isfunction(inspect.unwrap(thing)) if callable(thing) else False
    return "function" if is_function else "value or type"


def _written(package: ModuleType, name: str) -> str:
    """Return what a name stands for, as it is written: Pythons print types differently."""
    homes: Mapping[str, str] = vars(package)["_HOMES"]
    home = next(place for place, names in homes.items() if name in names.split())
    source = inspect.getsource(import_module(home, package.__name__))
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and node.value and _target(node.target) == name:
            return ast.unparse(node.value)
        if isinstance(node, ast.Assign) and _target(node.targets[0]) == name:
            return ast.unparse(node.value)
    raise LookupError(name)


def _target(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _thing(name: str, thing: Any, lead: str = "") -> Iterator[str]:
    kind = _kind(thing)
    yield f"## {name}\n"
    if lead:
        yield f"{lead}\n"
    if kind == "function":
        yield f"```py\n{name}{_signature(thing)}\n```\n"
    yield prose(inspect.getdoc(thing) or "")
    if inspect.isclass(thing):
        listed = inspect.getdoc(thing) or ""
        rows = [
            (f"`{each}`", about)
            for each, about in _members(thing)
            if f"\n    {each}: " not in listed
        ]
        if rows:
            yield table(("has", "which does"), rows)


def _signature(function: Any) -> str:
    try:
        return str(inspect.signature(function)).replace("'", "")
    except ValueError:
        return "(…)"


def _members(cls: type) -> Iterator[tuple[str, str]]:
    for name, member in list(vars(cls).items()):
        if name.startswith("_") or not inspect.getdoc(member) or _is_field(cls, name):
            continue
        if isinstance(member, property):
            yield name, first_line(member)
        elif isinstance(member, (classmethod, staticmethod)) or inspect.isfunction(member):
            plain = getattr(member, "__func__", member)
            yield cell(f"{name}{_short(plain)}"), first_line(plain)


def _is_field(cls: type, name: str) -> bool:
    return name in getattr(cls, "__dataclass_fields__", {})


def _short(function: Any) -> str:
    names: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name in {"self", "cls"}:
            continue
        star = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind.name, "")
        mark = "=" if parameter.kind is parameter.KEYWORD_ONLY else ""
        names.append(f"{star}{parameter.name}{mark}")
    return f"({', '.join(names)})"
