"""From the schemas of a document to the fields of models."""

from __future__ import annotations

__all__ = ("Reader",)

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ._bounds import read_bounds
from ._document import UNIONS, flat, joined, obj
from ._field import MISSING, Field, Kind, Model, fits
from ._naming import Names, class_name, python_name
from ._role import media_of, unit_of
from ._text import literal, one_line, sentences, width

DEEPEST = 6
MOST_MEMBERS = 6
LONGEST_CHOICE = 80
# Names that a module has anyhow.
IMPORTED = {
    *("Always", "Annotated", "Any", "AudioInput", "ClassVar", "Draft", "Endpoint", "Field"),
    *("File", "Fps", "FrameCount", "FrameIndex", "ImageInput", "Input", "Literal"),
    *("MediaInput", "Output", "Pixels", "Seconds", "Seed", "Steps", "TypeAlias", "Unit"),
    *("VideoInput",),
}


class _Place(NamedTuple):
    """Where in a document a schema stands."""

    root: Mapping[str, Any]
    is_output: bool
    wire: str = ""
    where: str = ""
    depth: int = 0


class Reader:
    """
    Reads the schemas of one document, as far as they can be understood.

    Attributes:
        models: The nested models in the order in which they can be defined.
        doubts: What could not be understood, as sentences.

    Example:
        ```python
        reader = Reader()
        schema = {"properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
        model = reader.model("Dream", schema, about="Input.")
        assert [(field.name, field.is_required) for field in model.fields] == [("prompt", True)]
        ```
    """

    def __init__(self) -> None:
        self.models: list[Model] = []
        self.doubts: list[str] = []
        self.names = Names(IMPORTED)
        self._known: dict[str, Model] = {}
        self._open: set[str] = set()

    def model(
        self, name: str, schema: Mapping[str, Any], *, about: str, is_output: bool = False
    ) -> Model:
        """Return the model that a schema of an object describes."""
        place = _Place(schema, is_output)
        return self._model(self.names.take(name), schema, about, place)

    def _model(self, name: str, schema: Mapping[str, Any], about: str, place: _Place) -> Model:
        fields: list[Field] = []
        required = {str(each) for each in _items(schema.get("required"))}
        properties = _ordered(schema)
        # A model takes both names of a field, so that none may be another's.
        taken = {wire for wire, _ in properties}
        for wire, raw in properties:
            made = python_name(wire, taken - {wire}, is_output=place.is_output)
            taken.add(made)
            inside = place._replace(wire=wire, where=f"{name}.{one_line(wire)}")
            field = self._field(made, flat(obj(raw), place.root), inside)
            fields.append(replace(field, is_required=wire in required))
        return Model(name=name, about=about, fields=tuple(fields))

    def _field(self, name: str, schema: Mapping[str, Any], place: _Place) -> Field:
        kind = self._kind(schema, place)
        described = schema.get("description") or schema.get("title")
        description = one_line(described)
        if not description:
            description = f"TODO: say what {one_line(place.wire)!r} means; the document does not."
            self.doubts.append(f"{place.where}: the document does not say what it means.")
        shown = [schema.get("example", MISSING), *_items(schema.get("examples"))]
        example = next(
            (each for each in shown if each is not MISSING and fits(kind, each)), MISSING
        )
        return Field(
            wire=place.wire,
            name=name,
            kind=kind,
            description=description,
            sentences=sentences(described),
            default=self._default(kind, schema, place.where),
            example=example,
        )

    def _default(self, kind: Kind, schema: Mapping[str, Any], where: str) -> Any:
        default = schema.get("default")
        if default is None:
            return MISSING
        if not fits(kind, default):
            self.doubts.append(f"{where}: its default is not a value that it takes; left out.")
            return MISSING
        made_of = {part.name for part in kind.walk()}
        is_plain = isinstance(default, (bool, int, float, str)) and not made_of & {"media", "any"}
        if default != [] and not is_plain and made_of & {"model", "media", "union", "any", "dict"}:
            self.doubts.append(f"{where}: its default is left to the service.")
            return MISSING
        if kind.name in {"int", "float"}:
            return int(default) if kind.name == "int" else float(default)
        return default

    def _kind(self, schema: Mapping[str, Any], place: _Place) -> Kind:
        if isinstance(schema.get("enum"), list):
            return self._choice(schema["enum"], place)
        whole = joined(schema, place.root)
        if whole is None and any(union in schema for union in UNIONS):
            return self._union(schema, place)
        schema = whole or schema
        kind = schema.get("type")
        bounds = read_bounds(schema, place.where, self.doubts)
        if kind == "string":
            media = None if place.is_output else media_of(place.wire, schema.get("description"))
            return Kind(name="media", media=media) if media else Kind(name="str", bounds=bounds)
        if kind in {"integer", "number"}:
            unit = "" if place.is_output else unit_of(place.wire)
            return Kind(name="int" if kind == "integer" else "float", bounds=bounds, unit=unit)
        if kind == "boolean":
            return Kind(name="bool")
        if kind == "array":
            item = flat(obj(schema.get("items")), place.root)
            inside = place._replace(where=f"{place.where}[]", depth=place.depth + 1)
            part = self._kind(item, inside) if place.depth < DEEPEST else Kind(name="any")
            return Kind(name="list", bounds=bounds, parts=(part,))
        if kind == "object" or "properties" in schema:
            return self._object(schema, place)
        self.doubts.append(f"{place.where}: what it takes is not said, or not clear; anything is.")
        return Kind(name="any")

    def _choice(self, values: list[Any], place: _Place) -> Kind:
        where = place.where
        kept: list[Any] = []
        for value in values:
            if isinstance(value, (str, int)) and value not in kept:
                kept.append(value)
        kinds = {type(value) for value in kept}
        lost = [value for value in values if value is not None and value not in kept]
        if not kept or lost or (bool in kinds and len(kinds) > 1):
            self.doubts.append(f"{where}: its choices are no texts and whole numbers alone.")
            return Kind(name="any")
        if any(width(literal(value)) > LONGEST_CHOICE for value in kept):
            self.doubts.append(f"{where}: a choice is too long to be typed; any text is taken.")
            return Kind(name="str" if kinds == {str} else "any")
        unit = unit_of(place.wire) if kinds == {int} and not place.is_output else ""
        return Kind(name="choice", choices=tuple(kept), unit=unit)

    def _union(self, schema: Mapping[str, Any], place: _Place) -> Kind:
        members = next(schema[union] for union in UNIONS if union in schema)
        parts: list[Kind] = []
        for member in members[:MOST_MEMBERS]:
            made = self._kind(obj(member), place)
            members_of = made.parts if made.name == "union" else (made,)
            parts += [part for part in members_of if part not in parts]
        if max(len(members), len(parts)) > MOST_MEMBERS or any(
            part.name == "any" for part in parts
        ):
            self.doubts.append(f"{place.where}: too many kinds of values; anything is taken.")
            return Kind(name="any")
        return parts[0] if len(parts) == 1 else Kind(name="union", parts=tuple(parts))

    def _object(self, schema: Mapping[str, Any], place: _Place) -> Kind:
        properties = obj(schema.get("properties"))
        if place.is_output:
            is_file = flat(obj(properties.get("url")), place.root).get("type") == "string"
            return Kind(name="file" if is_file else "dict")
        if not properties:
            return Kind(name="dict")
        key = json.dumps([properties, sorted(map(str, _items(schema.get("required"))))])
        if key in self._known:
            return Kind(name="model", model=self._known[key])
        if key in self._open or place.depth >= DEEPEST:
            self.doubts.append(f"{place.where}: it contains itself; inside, any object is taken.")
            return Kind(name="dict")
        self._open.add(key)
        title = schema.get("title")
        name = self.names.take(class_name(title if isinstance(title, str) else place.wire))
        inside = place._replace(depth=place.depth + 1)
        made = self._model(name, schema, "An object in the arguments.", inside)
        self._open.discard(key)
        self._known[key] = made
        self.models.append(made)
        return Kind(name="model", model=made)


def _ordered(schema: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the fields in the order that the document wants them shown."""
    properties = obj(schema.get("properties"))
    orders = (
        _items(value)
        for key, value in schema.items()
        if key.startswith("x-") and key.endswith("order-properties")
    )
    wanted = [str(name) for name in next(orders, [])]
    first = [name for name in dict.fromkeys(wanted) if name in properties]
    return [(name, properties[name]) for name in dict.fromkeys([*first, *properties])]


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
