"""What `help()` and notebooks say about an endpoint."""

from __future__ import annotations

__all__ = ("Described", "Signed")

import inspect
from collections.abc import Iterator
from textwrap import fill
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ._media import MediaMark
from ._schema import Unit

if TYPE_CHECKING:
    from ._endpoint import Endpoint

BOUNDS = (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"))


class Described:
    """
    A docstring that is that of the class for the class, and of the fields for an object.

    Args:
        text: The class's own docstring.
    """

    def __init__(self, text: str | None) -> None:
        self._text = text

    def __get__(self, endpoint: Endpoint[..., Any, Any] | None, owner: type) -> str | None:
        return self._text if endpoint is None else _told(endpoint)


class Signed:
    """The keyword arguments of an endpoint, for editors and `inspect`; its class keeps its own."""

    def __get__(self, endpoint: Endpoint[..., Any, Any] | None, owner: type) -> inspect.Signature:
        if endpoint is None:
            raise AttributeError("__signature__")
        return _signature(endpoint)


def _signature(endpoint: Endpoint[..., Any, Any]) -> inspect.Signature:
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.is_required() else field.get_default(),
            annotation=field.annotation,
        )
        for name, field in endpoint.model.model_fields.items()
    ]
    return inspect.Signature(parameters)


def _told(endpoint: Endpoint[..., Any, Any]) -> str:
    lines = [f"{endpoint.id}: {endpoint.about or endpoint.title}".rstrip(": ")]
    if endpoint.retired:
        instead = f"; use {endpoint.replacement}" if endpoint.replacement else ""
        lines += ["", f"Retired: {endpoint.retired}{instead}."]
    lines += ["", "Arguments:"]
    for name, field in endpoint.model.model_fields.items():
        text = f"{name} ({', '.join(_facts(field))}): {field.description or ''}".rstrip()
        lines.append(fill(text, 96, initial_indent="    ", subsequent_indent="        "))
    return "\n".join(lines)


def _facts(field: FieldInfo) -> Iterator[str]:
    marks = [*field.metadata, *_marks(field.annotation)]
    media = [mark for mark in marks if isinstance(mark, MediaMark)]
    yield f"{media[0].kind or 'any'} file" if media else _type(field.annotation)
    yield from (mark.name for mark in marks if isinstance(mark, Unit))
    for name, words in BOUNDS:
        for mark in marks:
            if getattr(mark, name, None) is not None:
                yield f"{words} {getattr(mark, name)}"
    if field.is_required():
        yield "required"
    elif field.get_default() is not None:
        yield f"default {field.get_default()!r}"


def _marks(annotation: Any) -> list[Any]:
    own = list(getattr(annotation, "__metadata__", ()))
    return own + [mark for part in get_args(annotation) for mark in _marks(part)]


def _type(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        return _type(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return " | ".join(_type(part) for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is Literal:
        return ", ".join(repr(value) for value in get_args(annotation))
    if get_args(annotation):
        inner = ", ".join(_type(part) for part in get_args(annotation))
        return f"{_type(get_origin(annotation))} of {inner}"
    return str(getattr(annotation, "__name__", annotation))
