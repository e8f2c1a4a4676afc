"""
The public surface of core, written down: a line for every name and what it promises.

    uv run python tests/architecture/public_surface.py              # record what is new
    uv run python tests/architecture/public_surface.py --release    # all is as it is: a release

A line is a name, two spaces, and what stands behind it. One that begins with `+ ` is new since
the last release and may still change; the others may not, unless `surface/exceptions.toml`
says who allows it and why.
"""

from __future__ import annotations

__all__ = ("FOLDER", "SURFACES", "describe")

import argparse
import ast
import dataclasses
import enum
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from surface_drift import compare
from surface_record import merged, read

FOLDER = Path(__file__).parent / "surface"
SURFACES = (
    "framehook",
    "framehook.errors",
    "framehook.forking",
    "framehook.hooks",
    "framehook.ledger",
    "framehook.registry",
    "framehook.spi",
    "framehook.testing",
    "framehook.transports",
)
# Where things are at home that are offered elsewhere, too; the first counts.
HOMES = ("framehook.errors", "framehook.spi", "framehook.registry")
# Where the arguments are described that several functions take by keyword.
OPTIONS = ("framehook.clients._options", "framehook.spi._combinators")
# Methods with such names are called by nobody's name.
SPOKEN = {
    *("__aenter__", "__aexit__", "__aiter__", "__await__", "__call__"),
    *("__enter__", "__exit__", "__iter__", "__len__", "__str__"),
}
EMPTY = inspect.Parameter.empty


def describe(module: str) -> dict[str, str]:
    """Return what a module offers: a text for each name."""
    found = dict(_module(import_module(module), ""))
    for text in list(found.values()):
        for options in re.findall(r"\*\*\w+: Unpack\[(\w+)\]", text):
            found.update(_options(options))
    return dict(sorted(found.items()))


def _options(name: str) -> Iterator[tuple[str, str]]:
    """Return the arguments that several functions take by keyword."""
    places = (import_module(each) for each in OPTIONS)
    kind: Any = next(getattr(each, name) for each in places if hasattr(each, name))
    yield name, "arguments"
    for key in sorted(kind.__required_keys__ | kind.__optional_keys__):
        owner = next(each for each in (kind, *kind.__orig_bases__) if key in _noted(each))
        needed = " required" if key in kind.__required_keys__ else ""
        yield f"{name}.{key}", f"argument {_text(_noted(owner)[key])}{needed}"


def _noted(kind: Any) -> Mapping[str, Any]:
    noted: Mapping[str, Any] = getattr(kind, "__annotations__", {})
    return noted


def _module(module: ModuleType, prefix: str) -> Iterator[tuple[str, str]]:
    for name in module.__all__:
        home = _home(module, name)
        if home is None:
            yield from _thing(module, f"{prefix}{name}", getattr(module, name))
        else:
            yield f"{prefix}{name}", f"see {home}"
    if module.__name__ == "framehook.hooks":
        specs = import_module("framehook.hooks._specs")
        for name in specs.__all__:
            hook = getattr(specs, name)
            options = sorted(key for key, value in hook.framehook_spec.items() if value)
            yield name, f"hook {' '.join(options)} {_signature(hook)}".replace("  ", " ")


def _home(module: ModuleType, name: str) -> str | None:
    """Return the other surface that has what is only offered here again."""
    for other in HOMES:
        if other == module.__name__:
            return None
        theirs = import_module(other)
        if name in theirs.__all__ and getattr(theirs, name) is getattr(module, name):
            return other
    return None


def _thing(module: ModuleType, name: str, thing: Any) -> Iterator[tuple[str, str]]:
    if isinstance(thing, ModuleType):
        yield name, "module"
        yield from _module(thing, f"{name}.")
    elif inspect.isclass(thing):
        yield from _class(name, thing)
    elif inspect.isroutine(inspect.unwrap(thing)) if callable(thing) else False:
        yield name, f"function {_signature(thing)}"
    else:
        yield name, f"value {_written(module, name.rpartition('.')[2])}"


def _class(name: str, cls: type) -> Iterator[tuple[str, str]]:
    bases = [base.__name__ for base in cls.__mro__[1:] if _is_public(base)]
    bases = [
        base
        for base in bases
        if base not in {"object", "Generic", "Protocol", "BaseModel", "tuple"}
    ]
    kind = _kind(cls)
    yield name, f"{kind}{_constructor(cls, kind)}" + (f" is {', '.join(bases)}" if bases else "")
    for each, text in _members(cls, kind).items():
        yield f"{name}.{each}", text


def _is_public(cls: type) -> bool:
    """Whether others can know a class: what it is made of inside is nobody's concern."""
    if not cls.__module__.startswith("framehook"):
        return cls.__name__[0] != "_"
    name, modules = cls.__name__, map(import_module, SURFACES)
    return any(name in each.__all__ and getattr(each, name) is cls for each in modules)


def _kind(cls: type) -> str:
    if getattr(cls, "_is_protocol", False):
        return "protocol"
    if issubclass(cls, enum.Enum):
        return "enum"
    if dataclasses.is_dataclass(cls):
        # No public name says so.
        frozen = vars(cls)["__dataclass_params__"].frozen
        return "frozen dataclass" if frozen else "dataclass"
    if issubclass(cls, tuple):
        return "named tuple"
    return "model" if hasattr(cls, "model_fields") else "class"


def _constructor(cls: type, kind: str) -> str:
    # A model takes its fields; nobody calls an enum or a protocol.
    plain = kind == "class" and cls.__init__ is object.__init__
    if plain or kind in {"protocol", "enum", "model"}:
        return ""
    return f" {_signature(cls)}"


def _members(cls: type, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    shown = _shown(cls, kind)
    for holder in cls.__mro__:
        if not holder.__module__.startswith("framehook"):
            continue
        for name, member in (
            *inspect.get_annotations(holder).items(),
            *vars(holder).items(),
        ):
            if name in shown or name in found:
                continue
            if not name.startswith("_") or name in SPOKEN:
                text = _member(holder, name, member)
                if text is not None:
                    found[name] = text
    if kind == "model":
        fields = getattr(cls, "model_fields")  # noqa: B009 - it was asked for above
        found.update({name: _field(cls, name, field) for name, field in fields.items()})
    return dict(sorted(found.items()))


def _shown(cls: type, kind: str) -> set[str]:
    """Return the fields that the line of the class has already."""
    if kind.endswith("dataclass"):
        return {field.name for field in dataclasses.fields(cls) if field.init}
    return set(getattr(cls, "_fields", ()))


def _member(holder: type, name: str, member: Any) -> str | None:
    annotations = inspect.get_annotations(holder)
    if isinstance(member, enum.Enum) and isinstance(member, holder):
        return f"member {member.value!r}"
    if isinstance(member, property) or type(member).__name__ == "cached_property":
        getter = getattr(member, "fget", None) or getattr(member, "func", None)
        return f"property -> {_text(inspect.signature(getter).return_annotation)}"
    if isinstance(member, (classmethod, staticmethod)):
        return f"{type(member).__name__} {_signature(member.__func__)}"
    if name in annotations:
        # What a dataclass with slots keeps in the place of a default is no promise.
        return f"field {_text(annotations[name])}"
    if inspect.isfunction(inspect.unwrap(member)) if callable(member) else False:
        if name.startswith("test_"):
            return "test"
        colour = "async " if inspect.iscoroutinefunction(member) else ""
        return f"{colour}method {_signature(member)}"
    return f"field {member!r}" if isinstance(member, (str, int, bool)) else None


def _field(cls: type, name: str, field: Any) -> str:
    held = next(inspect.get_annotations(each) for each in cls.__mro__ if _has(each, name))
    default = "required" if field.is_required() else f"= {_default(field.default)}"
    alias = f" as {field.alias}" if field.alias else ""
    return f"field {_text(held[name])} {default}{alias}"


def _has(cls: type, name: str) -> bool:
    return name in inspect.get_annotations(cls)


def _signature(thing: Any) -> str:
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return "(…)"
    parts, before = [], ""
    for parameter in signature.parameters.values():
        kind = parameter.kind
        if before == "POSITIONAL_ONLY" != kind.name:
            parts.append("/")
        if kind is kind.KEYWORD_ONLY and before not in {"KEYWORD_ONLY", "VAR_POSITIONAL"}:
            parts.append("*")
        before = kind.name
        star = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(kind.name, "")
        noted = "" if parameter.annotation is EMPTY else f": {_text(parameter.annotation)}"
        default = "" if parameter.default is EMPTY else f" = {_default(parameter.default)}"
        parts.append(f"{star}{parameter.name}{noted}{default}")
    if before == "POSITIONAL_ONLY":
        parts.append("/")
    answer = signature.return_annotation
    return f"({', '.join(parts)})" + ("" if answer is EMPTY else f" -> {_text(answer)}")


def _text(annotation: Any) -> str:
    # Those of a named tuple come wrapped.
    text = getattr(annotation, "__forward_arg__", annotation)
    written = text if isinstance(text, str) else inspect.formatannotation(text)
    return " ".join(written.split())


def _default(value: Any) -> str:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if value is None or isinstance(value, (str, int, float, bool, bytes, tuple)):
        return repr(value)
    if repr(value) == "<factory>":
        return "<made>"
    return f"<{getattr(value, '__name__', type(value).__name__)}>"


def _written(module: ModuleType, name: str) -> str:
    """Return what a name stands for, as it is written: Pythons print types differently."""
    for home in sorted(Path(str(module.__file__)).parent.glob("*.py")):
        for node in ast.parse(home.read_text(encoding="utf-8")).body:
            targets = [node.target] if isinstance(node, ast.AnnAssign) else []
            targets = node.targets if isinstance(node, ast.Assign) else targets
            names = {each.id for each in targets if isinstance(each, ast.Name)}
            if name in names and isinstance(node, (ast.AnnAssign, ast.Assign)) and node.value:
                return " ".join(ast.unparse(node.value).split())
    raise LookupError(name)


def main() -> int:
    """Write the records, and say what of them no longer holds."""
    parser = argparse.ArgumentParser(description="Record the public surface.")
    parser.add_argument("--release", action="store_true", help="take everything as it is")
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    left = 0
    for surface in SURFACES:
        path = FOLDER / f"{surface}.txt"
        recorded = read(path.read_text(encoding="utf-8")) if path.is_file() else {}
        now = describe(surface)
        path.write_text(merged(recorded, now, release=given.release), encoding="utf-8")
        for name, (was, current) in {} if given.release else compare(recorded, now).broken.items():
            left += 1
            sys.stderr.write(f"{surface} {name}: was {was}; is {current or 'gone'}\n")
    if left:
        sys.stderr.write("These break who relies on them: see tests/architecture/surface.\n")
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
