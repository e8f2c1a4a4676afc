"""The fields of a model as its JSON Schema tells them."""

from __future__ import annotations

__all__ = ("FieldRow", "Shape", "field_rows", "shape_of")

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

_LIMITS = (
    ("minimum", "≥ {}"),
    ("exclusiveMinimum", "> {}"),
    ("maximum", "≤ {}"),
    ("exclusiveMaximum", "< {}"),
    ("multipleOf", "a multiple of {}"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("minLength", "at least {} long"),
    ("maxLength", "at most {} long"),
)


# A model may contain itself.
DEEPEST = 3


class FieldRow(NamedTuple):
    """
    What people want to know of a field.

    Attributes:
        name: Its name, with dots where it is nested.
        takes: What it takes.
        default: What holds if it is left out; `required` if it cannot be.
        limits: Its unit and its bounds.
        meaning: What it means.
    """

    name: str
    takes: str
    default: str
    limits: str
    meaning: str


class Shape(NamedTuple):
    """
    What may stand at one place of the arguments.

    Attributes:
        options: The schemas of which one must fit; none for a place that is unknown.
        root: The schema of the whole.

    Example:
        ```python
        shape = Shape(({"type": "array", "items": {"type": "integer"}},), {})
        assert shape.is_list and shape.child("0").types == {"integer"}
        ```
    """

    options: Sequence[Schema]
    root: Schema

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that fit."""
        return frozenset(str(option["type"]) for option in self.options if "type" in option)

    @property
    def media(self) -> str | None:
        """What kind of file it takes, if it takes one."""
        kinds = (option.get("x-framehook-media") for option in self.options)
        return next((str(kind) for kind in kinds if kind), None)

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values of a closed set."""
        found: list[Any] = []
        for option in self.options:
            found += option.get("enum", [option["const"]] if "const" in option else [])
        return tuple(found)

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return "array" in self.types and self.media is None

    @property
    def is_text(self) -> bool:
        """Whether it takes any text."""
        return "string" in self.types and self.media is None and not self.choices

    def child(self, key: str) -> Shape:
        """Return the shape of a field, or of an item."""
        found: list[Schema] = []
        for option in self.options:
            if key in option.get("properties", {}):
                found += _alternatives(option["properties"][key], self.root)
            elif key.isdigit() and "items" in option:
                found += _alternatives(option["items"], self.root)
        return Shape(found, self.root)

    def __str__(self) -> str:
        if self.choices:
            return " | ".join(map(str, self.choices))
        if self.media:
            return "file" if self.media == "any" else self.media
        if self.is_list:
            return f"list of {self.child('0')}"
        return " or ".join(sorted(self.types - {"null"})) or "anything"


def shape_of(schema: Schema) -> Shape:
    """Return the shape of a whole model."""
    return Shape(list(_alternatives(schema, schema)), schema)


def field_rows(schema: Schema) -> Iterator[FieldRow]:
    """Yield what is to be known of each field; nested ones with dots, `0` for any item."""
    yield from _rows(shape_of(schema), "", 0)


def _rows(shape: Shape, prefix: str, depth: int) -> Iterator[FieldRow]:
    for option in shape.options:
        fields = option.get("properties", {}).items()
        needed = option.get("required", ())
        for name, field in sorted(fields, key=lambda item: item[0] not in needed):
            inner = shape.child(name)
            default = "required" if name in needed else _default(field)
            about = str(field.get("description", ""))
            yield FieldRow(f"{prefix}{name}", str(inner), default, _limits(field, inner), about)
            if depth < DEEPEST:
                nested = f"{prefix}{name}.0." if inner.is_list else f"{prefix}{name}."
                yield from _rows(inner.child("0") if inner.is_list else inner, nested, depth + 1)


def _default(field: Schema) -> str:
    value = field.get("default")
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _limits(field: Schema, shape: Shape) -> str:
    units = [str(each["x-framehook-unit"]) for each in shape.options if "x-framehook-unit" in each]
    limits = [
        text.format(each[key])
        for each in (field, *shape.options)
        for key, text in _LIMITS
        if key in each
    ]
    return " ".join(dict.fromkeys([*units[:1], *limits]))


def _alternatives(schema: Schema, root: Schema) -> Iterator[Schema]:
    if "$ref" in schema:
        target: Any = root
        for key in str(schema["$ref"]).split("/")[1:]:
            target = target[key.replace("~1", "/").replace("~0", "~")]
        yield from _alternatives(target, root)
        return
    inner = [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())]
    if not inner:
        yield schema
    for part in inner:
        yield from _alternatives(part, root)
