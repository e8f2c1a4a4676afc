"""What pydantic refuses, told as issues."""

from __future__ import annotations

__all__ = ("violations",)

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ._issue import Issue
from ._json import Json
from ._media import shorten_url
from ._pointer import each, join

_SOURCE = "input schema"


def violations(
    model: type[BaseModel], arguments: Mapping[str, Any], error: ValidationError
) -> list[Issue]:
    """Return one issue for each path that was refused."""
    found: dict[str, Issue] = {}
    unions: set[str] = set()
    for item in error.errors(include_url=False, include_context=True):
        issue = _issue(model, arguments, item)
        found.setdefault(issue.path, issue)
        if issue.path.count("/") < len(item["loc"]):
            unions.add(issue.path)
    # Each member of a union complains; the one that found fault further in was meant.
    meant = tuple(found)
    return [
        issue
        for path, issue in found.items()
        if path not in unions or not any(other.startswith(f"{path}/") for other in meant)
    ]


def _issue(model: type[BaseModel], arguments: Mapping[str, Any], item: Any) -> Issue:
    kind, context = item["type"], item.get("ctx") or {}
    path = _path(arguments, item["loc"], is_missing=kind == "missing")
    got = _shown(next((value for _, value in each(arguments, path)), None)) if path else None
    name = path.rpartition("/")[2]
    message: str = item["msg"]
    allowed: Json = None
    fix: str | None = None
    if kind == "missing":
        message, fix = f"{name!r} is required.", f"Give {name!r}."
    elif kind == "extra_forbidden":
        names = sorted(_reached(model, item["loc"])[0].model_fields)
        close = get_close_matches(name, names, n=1)
        message, allowed = f"There is no field {name!r}.", names
        fix = f"Did you mean {close[0]!r}?" if close else "Leave it out, or use call.with_extra()."
    elif kind == "literal_error":
        allowed = _choices(_field(model, item["loc"])) or str(context.get("expected", ""))
        listed = ", ".join(map(str, allowed)) if isinstance(allowed, list) else allowed
        message, fix = f"{name!r} must be one of {listed}, not {got!r}.", f"Use one of {listed}."
    elif bounds := _bounds(_limits(_field(model, item["loc"]), context)):
        allowed = bounds
        message, fix = f"{name!r} must be {bounds}, not {got!r}.", f"Use a value {bounds}."
    else:
        message = message[0].upper() + message[1:] + ("" if message.endswith(".") else ".")
    return Issue(
        code=f"schema.{_CODES.get(kind, kind)}",
        level="error",
        path=path,
        message=message,
        got=got,
        allowed=allowed,
        fix=fix,
        basis="schema",
        source=_SOURCE,
    )


_CODES = {
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

_BOUNDS = {
    "ge": "at least {}",
    "gt": "greater than {}",
    "le": "at most {}",
    "lt": "less than {}",
    "multiple_of": "a multiple of {}",
    "min_length": "at least {} long",
    "max_length": "at most {} long",
}


def _bounds(context: Mapping[str, Any]) -> str:
    said = [text.format(context[key]) for key, text in _BOUNDS.items() if key in context]
    return " and ".join(said)


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
    # The field knows both ends of its range, but the error may be about an item of it.
    marks = field.metadata if field is not None else []
    limits = {
        key: getattr(mark, key)
        for key in _BOUNDS
        for mark in marks
        if getattr(mark, key, None) is not None
    }
    return limits if any(limits.get(key) == value for key, value in context.items()) else context


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
