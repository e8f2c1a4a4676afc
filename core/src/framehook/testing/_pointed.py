"""Whether a JSON pointer leads to something that a model has."""

from __future__ import annotations

__all__ = ("points_at",)

from collections.abc import Sequence

from pydantic import BaseModel

from ._shape import Shape, shape_of


def points_at(model: type[BaseModel], pointer: str) -> bool:
    """
    Return whether a pointer leads to a field of a model, an item or a part of one.

    `*` stands for any item. The empty pointer is the whole, which there always is.
    """
    if pointer and not pointer.startswith("/"):
        return False
    keys = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
    return _in_model(model, keys)


def _in_model(model: type[BaseModel], keys: Sequence[str]) -> bool:
    if not keys:
        return True
    key, *rest = keys
    for name, info in model.model_fields.items():
        if key not in (name, info.alias, info.validation_alias):
            continue
        try:
            return _in_shape(shape_of(info.annotation, info.metadata), rest)
        except TypeError:
            # Of a type that is not known here nobody can say what it has.
            return True
    return False


def _in_shape(shape: Shape, keys: Sequence[str]) -> bool:
    if not keys:
        return True
    key, *rest = keys
    match shape.kind:
        case "any":
            return True
        case "list":
            return (key == "*" or key.isdecimal()) and _in_shape(shape.parts[0], rest)
        case "dict":
            return _in_shape(shape.parts[0], rest)
        case "union":
            return any(_in_shape(part, keys) for part in shape.parts)
        case "model":
            assert shape.model is not None
            return _in_model(shape.model, keys)
        case _:
            return False
