"""What is known of the endpoints of a family before a line of it is written."""

from __future__ import annotations

__all__ = ("Chapter", "Order", "Sketch", "sketches")

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ConfigurationError
from ..registry._grammar import is_id
from ._document import input_schema, output_schema, targets
from ._field import Field, Kind, Model
from ._naming import Names, class_name, place_of
from ._reader import Reader
from ._role import Roles, roles_of, task_of
from ._sample import arguments
from ._suggestion import Suggestion, suggestions

# What a family is made of where there is no document yet.
_FILE = {"type": "object", "properties": {"url": {"type": "string"}}}
_STUB_INPUT: Mapping[str, Any] = {
    "properties": {
        "prompt": {"type": "string", "description": "What the video should show."},
        "seed": {"type": "integer", "description": "The same seed gives the same video."},
    },
    "required": ["prompt"],
}
_STUB_OUTPUT: Mapping[str, Any] = {
    "properties": {
        "video": {**_FILE, "description": "The video."},
        "seed": {"type": "integer", "description": "The seed that was used."},
    }
}
_NO_VIDEO = re.compile(r"image|mask|audio|thumbnail|frame")
_MAKES = {"text": "a prompt", "image": "an image", "video": "another video", "audio": "a sound"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    What a family is to be made of.

    Attributes:
        family: Its name without `framehook-`.
        ids: Endpoint ids; empty for all that the documents have.
        service: Name of the service that runs them.
        documents: The documents, by the names of their files.
    """

    family: str
    ids: Sequence[str]
    service: str
    documents: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """One endpoint to be."""

    id: str
    target: str
    source: str
    name: str
    input: Model
    output: Model
    primary: Field
    roles: Roles
    task: str
    suggestions: Sequence[Suggestion]
    example: Mapping[str, Any] | None

    @property
    def title(self) -> str:
        """A name for people, made of the id."""
        words = re.split(r"[-_.]+", self.id.split("/")[1])
        return " ".join(word[:1].upper() + word[1:] for word in words if word)

    @property
    def about(self) -> str:
        """One sentence on what it does."""
        return f"Makes a video from {_MAKES[self.task.partition('-')[0]]}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One module to be: endpoints of one model, and what their inputs contain."""

    module: str
    sketches: Sequence[Sketch]
    nested: Sequence[Model]
    names: Names
    doubts: Sequence[str]


def sketches(order: Order) -> list[Chapter]:
    """
    Return what the modules of the family will have.

    Raises:
        ConfigurationError: if an id is none, or in none of the documents.
    """
    found = list(_found(order))
    grouped: dict[str, list[tuple[str, str, str]]] = {}
    for id_, target, source in found:
        grouped.setdefault(place_of(id_, "text-to-video")[0], []).append((id_, target, source))
    return [_chapter(order, module, parts) for module, parts in sorted(grouped.items())]


def _chapter(order: Order, module: str, parts: Sequence[tuple[str, str, str]]) -> Chapter:
    reader = Reader()
    objects = Names({module})
    outputs: dict[str, tuple[Model, Field]] = {}
    made: list[Sketch] = []
    for id_, target, source in parts:
        document = order.documents.get(source, {})
        given = input_schema(document, target) if source else _STUB_INPUT
        answer = output_schema(document, target, direct=True) if source else _STUB_OUTPUT
        # Its name follows from its task, which follows from its fields.
        draft = Reader().model("Draft_", given, about="")
        name = objects.take(place_of(id_, task_of(draft))[1], "_")
        model = reader.model(class_name(name), given, about=f"Input of {id_}.")
        key = json.dumps(answer.get("properties"), sort_keys=True)
        if key not in outputs:
            outputs[key] = _output(reader, module, answer)
        output, primary = outputs[key]
        sketch = Sketch(
            id=id_,
            target=target,
            source=source,
            name=name,
            input=model,
            output=output,
            primary=primary,
            roles=roles_of(model, None if _NO_VIDEO.search(primary.wire) else primary),
            task=task_of(model),
            suggestions=suggestions(order.family, model),
            example=arguments(model),
        )
        reader.doubts += _doubts(sketch)
        made.append(sketch)
    return Chapter(
        module=module,
        sketches=made,
        nested=reader.models,
        names=reader.names,
        doubts=tuple(dict.fromkeys(reader.doubts)),
    )


def _output(reader: Reader, module: str, schema: Mapping[str, Any]) -> tuple[Model, Field]:
    about = "What the service answers."
    model = reader.model(f"{class_name(module)}Output", schema, about=about, is_output=True)
    files = [each for each in model.fields if "file" in {part.name for part in each.kind.walk()}]
    named = [each for each in files if each.wire == "video"]
    chosen = next(iter([*named, *files, *model.fields]), None)
    if chosen is None:
        reader.doubts.append(f"{model.name}: the document does not say what is answered.")
        file = Kind(name="file")
        chosen = Field(wire="video", name="video", kind=file, description="The video.")
        model = Model(name=model.name, about=about, fields=(chosen,))
    elif not files:
        reader.doubts.append(f"{model.name}: no file of a result is found in the document.")
    return model, chosen


def _doubts(sketch: Sketch) -> Iterator[str]:
    if not sketch.source:
        yield f"{sketch.id}: there is no document; its fields are a guess."
    if not sketch.input.fields:
        yield f"{sketch.id}: no fields of its arguments are found in the document; write them."
    if sketch.example is None:
        yield f"{sketch.id}: no example follows from the document; write one."
    if sketch.roles.output is None:
        yield f"{sketch.id}: its result is no single video, so that no draft is made of it."


def _found(order: Order) -> Iterator[tuple[str, str, str]]:
    """Yield each id with its name at the service, and its document; both may be empty."""
    for id_ in order.ids:
        if not is_id(id_):
            raise ConfigurationError(
                f"{id_!r} is not an endpoint id: two or more parts with '/' between them, each of "
                "lower-case letters, digits, '.', '_' and '-', at most 200 characters.",
                hint="Write it like this: --id my-team/dream",
            )
    listed = {name: source for source, each in order.documents.items() for name in targets(each)}
    if not order.documents:
        yield from ((id_, id_, "") for id_ in dict.fromkeys(order.ids))
        return
    wanted = list(dict.fromkeys(order.ids)) or [name for name in listed if is_id(name)]
    if len(order.ids) == 1 and len(listed) == 1 and wanted[0] not in listed:
        yield wanted[0], *next(iter(listed.items()))
        return
    absent = [id_ for id_ in wanted if id_ not in listed]
    if absent or not wanted:
        shown = ", ".join(repr(name) for name in sorted(listed)[:10]) or "no endpoint at all"
        what = ", ".join(map(repr, absent)) or "An endpoint id"
        raise ConfigurationError(
            f"{what} is not in {', '.join(map(repr, order.documents))}, which has {shown}.",
            hint="Pass the ids that the document has, or another document.",
        )
    yield from ((id_, id_, listed[id_]) for id_ in wanted)
