"""What is known of a model's fields, whoever told it."""

from __future__ import annotations

__all__ = ("MISSING", "Field", "Kind", "Model", "fits")

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

# Stands for a default that there is none of.
MISSING: Any = object()

KindName = Literal[
    "bool",
    "int",
    "float",
    "str",
    "choice",
    "list",
    "dict",
    "model",
    "media",
    "union",
    "any",
    "file",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    The values that a field takes.

    Attributes:
        name: What sort of value.
        bounds: Constraints by their names in a schema of ours, `ge` for instance.
        choices: The values of a closed set.
        parts: What is in a list or a dictionary, or the members of a union.
        model: The nested model.
        media: What kind of media.
        unit: What a number counts.
    """

    name: KindName
    bounds: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Any, ...] = ()
    parts: tuple[Kind, ...] = ()
    model: Model | None = None
    media: str = "any"
    unit: str = ""

    def walk(self) -> Iterator[Kind]:
        """Yield this and everything in it, short of what nested models have."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One field of a model.

    Attributes:
        wire: Its name in the document.
        name: Its name in Python, which differs where that name is taken or is none.
        kind: The values it takes.
        description: What the document says about it, on one line.
        sentences: The same, sentence by sentence.
        is_required: Whether it must be given.
        default: What the service takes if it is not, or `MISSING`.
        example: A value that the document shows, or `MISSING`.
    """

    wire: str
    name: str
    kind: Kind
    description: str
    sentences: Sequence[str] = ()
    is_required: bool = False
    default: Any = MISSING
    example: Any = MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An input, an output, or an object nested in one."""

    name: str
    about: str
    fields: Sequence[Field]

    def field(self, wire: str) -> Field | None:
        """Return the field with that name in the document."""
        return next((each for each in self.fields if each.wire == wire), None)


def fits(kind: Kind, value: Any) -> bool:
    """Return whether a value of a document is one of a kind's."""
    match kind.name:
        case "bool":
            return isinstance(value, bool)
        case "int" | "float":
            return _is_number(kind, value)
        case "str":
            pattern = kind.bounds.get("pattern", "")
            is_text = isinstance(value, str) and re.search(pattern, value) is not None
            return is_text and _is_long_enough(kind, value)
        case "choice":
            return any(value == one and type(value) is type(one) for one in kind.choices)
        case "list":
            if not isinstance(value, list) or not _is_long_enough(kind, value):
                return False
            return all(fits(kind.parts[0], item) for item in value)
        case "dict":
            return isinstance(value, dict)
        case "model":
            return kind.model is not None and _is_object(kind.model, value)
        case "media" | "file":
            return isinstance(value, str) and value.startswith(("https://", "http://", "sample:"))
        case "union":
            return any(fits(part, value) for part in kind.parts)
        case "any":
            return value is not None


def _is_number(kind: Kind, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return False
    if kind.name == "int" and value != int(value):
        return False
    bounds = kind.bounds
    return bool(
        value >= bounds.get("ge", value)
        and value <= bounds.get("le", value)
        and ("gt" not in bounds or value > bounds["gt"])
        and ("lt" not in bounds or value < bounds["lt"])
        and ("multiple_of" not in bounds or value % bounds["multiple_of"] == 0)
    )


def _is_long_enough(kind: Kind, value: Any) -> bool:
    length = len(value)
    least, most = kind.bounds.get("min_length", 0), kind.bounds.get("max_length", length)
    return bool(least <= length <= most)


def _is_object(model: Model, value: Any) -> bool:
    if not isinstance(value, dict) or {str(name) for name in value} - {
        each.wire for each in model.fields
    }:
        return False
    for each in model.fields:
        given = value.get(each.wire)
        if given is None:
            if each.is_required:
                return False
        elif not fits(each.kind, given):
            return False
    return True
