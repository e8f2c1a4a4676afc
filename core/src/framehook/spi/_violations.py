"""What pydantic refuses, told as issues."""

from __future__ import annotations

__all__ = ("violations",)

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ._issue import Issue
from ._json import Json
from ._media import shorten_url
from ._pointer import each, join

_SOURCE = "input schema"
_SAID = "Input should be "
_TOO_LONG = "Unable to parse input string as an integer"


def violations(
    model: type[BaseModel], arguments: Mapping[str, Any], error: ValidationError
) -> list[Issue]:
    """Return one issue for each path that was refused."""
    found: dict[str, Issue] = {}
    unions: set[str] = set()
    for item in error.errors(include_url=False, include_context=True):
        issue = _issue(model, arguments, item)
        found[issue.path] = _either(found.get(issue.path), issue)
        if issue.path.count("/") < len(item["loc"]):
            unions.add(issue.path)
    # Each member of a union complains; the one that found fault further in was meant.
    meant = tuple(found)
    return [
        issue
        for path, issue in found.items()
        if path not in unions or not any(other.startswith(f"{path}/") for other in meant)
    ]


def _either(first: Issue | None, issue: Issue) -> Issue:
    # Members of a union that were both meant, as far as anyone can tell.
    if first is None or first.message == issue.message:
        return issue
    message = f"{first.message} Or: {issue.message}"
    return replace(first, message=message, allowed=first.allowed or issue.allowed)


def _issue(model: type[BaseModel], arguments: Mapping[str, Any], item: Any) -> Issue:
    kind = item["type"]
    path = _path(arguments, item["loc"], is_missing=kind == "missing")
    value = next((value for _, value in each(arguments, path)), None) if path else None
    message, allowed, fix = _words(model, item, _name(path), value)
    return Issue(
        code=f"schema.{CODES.get(kind, kind)}",
        level="error",
        path=path,
        message=message,
        got=_shown(value),
        allowed=allowed,
        fix=fix,
        basis="schema",
        source=_SOURCE,
    )


def _words(
    model: type[BaseModel], item: Any, name: str, value: Any
) -> tuple[str, Json, str | None]:
    """Return the message, what is allowed, and what to do."""
    kind, place, got = item["type"], item["loc"], _shown(value)
    field, context = _field(model, place), item.get("ctx") or {}
    limits = _limits(field, context)
    if kind == "missing":
        return f"{name!r} is required.", None, f"Give {name!r}."
    if kind in _FIXES:
        return _retold(item["msg"], name, got, ""), None, _FIXES[kind].format(got)
    if kind == "extra_forbidden":
        names = sorted(_reached(model, place)[0].model_fields)
        close = get_close_matches(name, names, n=1)
        leave = "Leave it out, or use call.with_extra()."
        fix = f"Did you mean {close[0]!r}?" if close else leave
        return f"There is no field {name!r}.", [*names], fix
    if kind == "literal_error":
        choices = _choices(field) or [str(context.get("expected", ""))]
        listed = ", ".join(map(str, choices))
        return f"{name!r} must be one of {listed}, not {got!r}.", choices, f"Use one of {listed}."
    if _LENGTHS & limits.keys():
        noun = "character" if isinstance(value, str) else "item"
        length = _length(limits, noun)
        return f"{name!r} must have {length}, not {len(value)}.", length, f"Use {length}."
    bounds = _bounds(limits)
    if _BOUNDS.keys() & context.keys():
        return f"{name!r} must be {bounds}, not {got!r}.", bounds, f"Use a value {bounds}."
    return _retold(item["msg"], name, got, bounds), bounds or None, None


def _name(path: str) -> str:
    *_, before, last = ("", *path.split("/"))
    return f"{before}[{last}]" if before and last.isdecimal() else last


def _retold(message: str, name: str, got: Json, bounds: str) -> str:
    if message.startswith(_TOO_LONG):
        return f"{name!r} must be an integer {bounds}".rstrip() + f", not {got!r}."
    if not message.startswith(_SAID):
        return message[0].upper() + message[1:] + ("" if message.endswith(".") else ".")
    wanted = message.removeprefix(_SAID).partition(", ")[0]
    wanted = "an object" if "instance of" in wanted else wanted
    return f"{name!r} must be {wanted} {bounds}".rstrip() + f", not {got!r}."


CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "literal_error": "not_allowed",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "greater_than": "out_of_range",
    "less_than": "out_of_range",
    "multiple_of": "out_of_range",
    "too_short": "length",
    "too_long": "length",
    "string_too_short": "length",
    "string_too_long": "length",
    "media_type": "media",
    "media_url": "media",
    "media_local": "media",
}

_FIXES = {
    "media_url": "For a file on this machine pass Path({!r}).",
    "text_unpaired": "Look at where the text was cut, or how it was decoded.",
}

_BOUNDS = {
    "ge": "at least {}",
    "gt": "greater than {}",
    "le": "at most {}",
    "lt": "less than {}",
    "multiple_of": "a multiple of {}",
}
_LENGTHS = frozenset({"min_length", "max_length"})


def _bounds(limits: Mapping[str, Any]) -> str:
    if "ge" in limits and "le" in limits:
        both = f"between {limits['ge']} and {limits['le']}"
        rest = _bounds({key: limits[key] for key in limits if key not in {"ge", "le"}})
        return f"{both} and {rest}" if rest else both
    said = [text.format(limits[key]) for key, text in _BOUNDS.items() if key in limits]
    return " and ".join(said)


def _length(limits: Mapping[str, Any], noun: str) -> str:
    least, most = limits.get("min_length"), limits.get("max_length")
    plural = noun if (most or least) == 1 else f"{noun}s"
    if least and most:
        return f"{least} {plural}" if least == most else f"{least} to {most} {plural}"
    return f"at most {most} {plural}" if most is not None else f"at least {least} {plural}"


def _path(
    arguments: Mapping[str, Any], location: tuple[str | int, ...], *, is_missing: bool
) -> str:
    # Unions and functions add steps of their own to a location; only those that lead
    # further into what was given are kept, and the last one if it is missing there.
    value: Any = arguments
    keys: list[str | int] = []
    for position, key in enumerate(location):
        if isinstance(value, Mapping) and (
            key in value or (is_missing and position == len(location) - 1)
        ):
            keys.append(key)
            value = value.get(key)
        elif isinstance(value, (list, tuple)) and isinstance(key, int) and key < len(value):
            keys.append(key)
            value = value[key]
        elif isinstance(value, BaseModel) and key in type(value).model_fields:
            keys.append(key)
            value = getattr(value, str(key))
    return join(*keys)


def _field(model: type[BaseModel], location: tuple[str | int, ...]) -> FieldInfo | None:
    return _reached(model, location)[1]


def _reached(
    model: type[BaseModel], location: tuple[str | int, ...]
) -> tuple[type[BaseModel], FieldInfo | None]:
    field: FieldInfo | None = None
    for key in location:
        if key in model.model_fields:
            field = model.model_fields[str(key)]
            inner = [kind for kind in _kinds(field.annotation) if isinstance(kind, type)]
            model = next((kind for kind in inner if issubclass(kind, BaseModel)), model)
    return model, field


def _kinds(annotation: Any) -> list[Any]:
    return [annotation, *(kind for part in get_args(annotation) for kind in _kinds(part))]


def _choices(field: FieldInfo | None) -> list[Json]:
    kinds = _kinds(field.annotation) if field is not None else []
    literals = [kind for kind in kinds if get_origin(kind) is Literal]
    return [value for literal in literals for value in get_args(literal)]


def _limits(field: FieldInfo | None, context: Mapping[str, Any]) -> Mapping[str, Any]:
    # The error names one end of a range. The field knows both, and so does what is inside
    # of it: the items of a list may have a range of their own.
    names = _LENGTHS if _LENGTHS & context.keys() else _BOUNDS.keys()
    said = {key: context[key] for key in names if key in context}
    for marks in _marks(field) if field is not None else ():
        limits = {
            key: getattr(mark, key)
            for key in names
            for mark in marks
            if getattr(mark, key, None) is not None
        }
        if limits and said.items() <= limits.items():
            return limits
    return said


def _marks(field: FieldInfo) -> Iterator[Sequence[Any]]:
    yield field.metadata
    for kind in _kinds(field.annotation):
        inner = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
        for mark in inner:
            yield mark.metadata if isinstance(mark, FieldInfo) else inner


def _shown(value: Any) -> Json:
    if isinstance(value, str):
        text = shorten_url(value) if value.startswith("data:") else value
        return text if len(text) <= 200 else text[:197] + "..."
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [_shown(item) for item in value[:20]]
    if isinstance(value, Mapping):
        return {str(key): _shown(item) for key, item in value.items()}
    return f"<{type(value).__name__}>"
