"""What a field of a model accepts, read from its annotation and its constraints."""

from __future__ import annotations

__all__ = ("Peeled", "Shape", "fields_of", "peel", "shape_of")

import types
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..spi._bounds import keep_tighter
from ..spi._media import MediaMark

BOUNDS = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length", "pattern")
LISTS = (list, Sequence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    The values that stand for one field.

    Attributes:
        kind: What sort of value.
        annotation: The annotation without `Annotated` and `None`.
        bounds: Constraints by name, such as `ge`.
        nullable: Whether `None` is fine.
        choices: Allowed values of a closed set.
        parts: Shapes of items, of dictionary values, or of the members of a union.
        model: The nested model.
        media: What kind of media; `any` if it does not matter.
    """

    kind: Literal[
        "bool", "int", "float", "str", "choice", "list", "dict", "model", "media", "union", "any"
    ]
    annotation: Any
    bounds: Mapping[str, Any] = field(default_factory=dict)
    nullable: bool = False
    choices: tuple[Any, ...] = ()
    parts: tuple[Shape, ...] = ()
    model: type[BaseModel] | None = None
    media: str = "any"


@dataclass(frozen=True, slots=True)
class Peeled:
    """An annotation without aliases, `Annotated` and `None`, and what they said."""

    annotation: Any
    marks: tuple[Any, ...]
    nullable: bool


def peel(annotation: Any, marks: tuple[Any, ...] = (), *, nullable: bool = False) -> Peeled:
    """Take off aliases, `Annotated` and `None`, and collect what they say."""
    if hasattr(annotation, "__value__"):
        return peel(annotation.__value__, marks, nullable=nullable)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner: list[Any] = []
        for mark in annotation.__metadata__:
            inner += mark.metadata if isinstance(mark, FieldInfo) else [mark]
        return peel(arguments[0], (*marks, *inner), nullable=nullable)
    if origin in {Union, types.UnionType} and not _is_media(marks):
        members = [member for member in arguments if member is not types.NoneType]
        nullable = nullable or len(members) < len(arguments)
        if len(members) == 1:
            return peel(members[0], marks, nullable=nullable)
        return Peeled(Union[tuple(members)], marks, nullable)  # noqa: UP007
    return Peeled(annotation, marks, nullable)


def _is_media(marks: Sequence[Any]) -> bool:
    return any(isinstance(mark, MediaMark) for mark in marks)


def shape_of(annotation: Any, marks: Sequence[Any] = (), *, where: str = "It") -> Shape:
    """
    Return what an annotation accepts.

    Raises:
        TypeError: if nothing is known about it; `where` says whose annotation it is.
    """
    peeled = peel(annotation, tuple(marks))
    bare = peeled.annotation
    bounds = _tightest(peeled.marks)

    def make(kind: Any, **more: Any) -> Shape:
        return Shape(kind=kind, annotation=bare, bounds=bounds, nullable=peeled.nullable, **more)

    media = next((mark for mark in peeled.marks if isinstance(mark, MediaMark)), None)
    if media is not None:
        return make("media", media=media.kind or "any")
    origin, arguments = get_origin(bare), get_args(bare)
    if origin is Literal:
        return make("choice", choices=arguments)
    if origin is Union:
        return make("union", parts=tuple(shape_of(part, where=where) for part in arguments))
    if bare in LISTS or origin in LISTS or (origin is tuple and arguments[1:] == (...,)):
        item = shape_of(arguments[0] if arguments else Any, where=where)
        return make("list", parts=(item,))
    if bare in {dict, Mapping} or origin in {dict, Mapping}:
        item = shape_of(arguments[1] if arguments else Any, where=where)
        return make("dict", parts=(item,))
    return _plain_type(bare, make, where)


def _tightest(marks: Sequence[Any]) -> dict[str, Any]:
    """Return the bounds that count."""
    found: dict[str, Any] = {}
    for mark in marks:
        for name in BOUNDS:
            value = getattr(mark, name, None)
            if value is not None:
                known = found.get(name, value)
                choose = {"ge": max, "gt": max, "le": min, "lt": min}.get(name)
                found[name] = value if choose is None else choose(known, value)
    return keep_tighter(found)


def _plain_type(bare: Any, make: Any, where: str) -> Shape:
    shape: Shape
    if bare in {bool, int, float, str}:
        shape = make(bare.__name__)
    elif bare in {Any, object}:
        shape = make("any")
    elif isinstance(bare, type) and issubclass(bare, Enum):
        shape = make("choice", choices=tuple(member.value for member in bare))
    elif isinstance(bare, type) and issubclass(bare, BaseModel):
        shape = make("model", model=bare)
    else:
        raise TypeError(
            f"{where} is annotated with {bare!r}, of which the kit knows no values. "
            "Pass arguments_for(model, name=strategy) or just_outside(model, base=arguments)."
        )
    return shape


def fields_of(
    model: type[BaseModel], known: Container[str] = ()
) -> Iterator[tuple[str, FieldInfo, Shape | None]]:
    """Yield each field's name in JSON, the field, and what it accepts unless it is known."""
    for name, info in model.model_fields.items():
        where = f"The field {name!r} of {model.__name__}"
        alias = info.validation_alias
        spelled = alias if isinstance(alias, str) else info.alias or name
        shape = None if spelled in known else shape_of(info.annotation, info.metadata, where=where)
        yield spelled, info, shape
