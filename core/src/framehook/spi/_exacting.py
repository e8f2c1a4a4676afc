"""What pydantic lets pass for a number or a text, and what no service should get."""

from __future__ import annotations

__all__ = ("exacting",)

from typing import Any

from pydantic_core import PydanticCustomError, PydanticKnownError


def exacting(schema: Any, model: type) -> Any:
    """
    Return a model's core schema in which a `bool` is no number, and every text can be sent.

    Models inside of it have had their turn.
    """
    if isinstance(schema, (list, tuple)):
        return type(schema)(exacting(item, model) for item in schema)
    if not isinstance(schema, dict) or (
        schema.get("type") == "model" and schema.get("cls") is not model
    ):
        return schema
    kind = schema.get("type")
    if kind in _READERS:
        function = {"type": "no-info", "function": _READERS[kind]}
        return {"type": "function-before", "function": function, "schema": schema}
    return {key: _part(key, value, model) for key, value in schema.items()}


def _part(key: str, value: Any, model: type) -> Any:
    if key in _NAMED and isinstance(value, dict):
        return {name: exacting(item, model) for name, item in value.items()}
    return value if key in _PLAIN else exacting(value, model)


# What is under these keys has names of the model's own, one of which may be "type".
_NAMED = frozenset({"choices", "fields"})
# What is under these keys is data of the schema's own, not a schema.
_PLAIN = frozenset({"cls", "config", "default", "expected", "function", "metadata", "type"})


def _integer(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError("int_type")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


def _text(value: Any) -> Any:
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise PydanticCustomError(
                "text_unpaired", "The text has half of a character in it, and cannot be sent.", {}
            ) from None
    return value


_READERS = {"int": _integer, "float": _number, "str": _text}
