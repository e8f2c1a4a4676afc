"""The source of a module with the models and endpoints of one chapter."""

from __future__ import annotations

__all__ = ("module_source",)

import re
from collections.abc import Mapping
from typing import Any

from ._annotation import Annotations
from ._field import MISSING, Field, Model
from ._imports import expect_name, import_line, ranked
from ._layout import Bracket, Keyed, Node, Prose, statement
from ._sketch import Chapter, Order, Sketch
from ._text import literal, quoted

_ALWAYS = re.compile(r"enable_safety_\w+")


def module_source(order: Order, chapter: Chapter, constants: Mapping[str, str]) -> str:
    """
    Return the source of a module.

    Args:
        order: What was asked for.
        chapter: What the module has.
        constants: Names of the rules, by endpoint id.
    """
    annotations = Annotations(chapter.names)
    annotations.spi |= {"Endpoint", "Input", "Output"}
    outputs = {sketch.output.name: sketch for sketch in chapter.sketches}
    blocks: list[str] = []
    for model in chapter.nested:
        blocks += _model(model, annotations, "Input")
    for sketch in chapter.sketches:
        blocks += _model(sketch.input, annotations, "Input")
    for sketch in outputs.values():
        blocks += _model(sketch.output, annotations, "Output", primary=sketch.primary)
    ends = [_endpoint(order, sketch, annotations, constants) for sketch in chapter.sketches]
    models = {sketch.input.name for sketch in chapter.sketches} | outputs.keys()
    public = [*ranked(models), *ranked(sketch.name for sketch in chapter.sketches)]
    titles = ", ".join(sketch.id for sketch in chapter.sketches[:3])
    head = [
        f'"""Models and endpoints: {titles}."""\n',
        "from __future__ import annotations\n",
        statement("__all__ = ", Bracket("(", [quoted(name) for name in public], ")", True)),
        *_imports(annotations, chapter, constants),
    ]
    classes = "".join(blocks).strip("\n")
    # A sorter of imports leaves two lines before a class, and one before anything else.
    gap = "\n\n" if classes.startswith("class ") else "\n"
    return "\n".join(head) + gap + classes + "\n\n\n" + "\n".join(ends)


def _imports(annotations: Annotations, chapter: Chapter, constants: Mapping[str, str]) -> list[str]:
    known = import_line("typing", annotations.typing)
    expects = {expect_name(constants[sketch.id]) for sketch in chapter.sketches}
    rules = {constants[sketch.id] for sketch in chapter.sketches}
    ours = import_line("._expect", expects) + import_line("._prices", {"PRICE"})
    theirs = import_line("framehook.spi", annotations.spi) + import_line("pydantic", {"Field"})
    return [*([known] if known else []), theirs, ours + import_line("._rules", rules)]


def _model(
    model: Model, annotations: Annotations, parent: str, *, primary: Field | None = None
) -> list[str]:
    before = len(annotations.definitions)
    lines: list[str] = []
    if primary is not None and primary.name != "video":
        annotations.typing.add("ClassVar")
        lines.append(f"    primary: ClassVar[str] = {quoted(primary.name)}\n\n")
    for field in model.fields:
        is_free = parent == "Output" and field is not primary
        lines.append(_field(field, annotations, is_free=is_free, is_whole=field is primary))
    new = "".join(annotations.definitions[before:])
    head = f'class {model.name}({parent}):\n    """{model.about}"""\n'
    body = "\n" + "".join(lines) if lines else ""
    return [*([f"{new}\n\n"] if new else []), f"{head}{body}\n\n"]


def _field(field: Field, annotations: Annotations, *, is_free: bool, is_whole: bool) -> str:
    text = annotations.of(field.kind, field.name)
    parts: list[Node] = []
    is_required = is_whole or (field.is_required and not is_free)
    if field.default is not MISSING and not is_required and not is_free:
        if field.kind.name == "bool" and _ALWAYS.fullmatch(field.wire):
            annotations.typing.add("Annotated")
            annotations.spi.add("Always")
            text = "Annotated[bool, Always()]"
        parts.append(Keyed("default=", node_of(field.default)))
    elif not is_required:
        text = text if text == "Any" else f"{text} | None"
        parts.append("default=None")
    if field.wire != field.name:
        parts.append(Keyed("validation_alias=", quoted(field.wire)))
        parts.append(Keyed("serialization_alias=", quoted(field.wire)))
    parts += [Keyed(f"{name}=", literal(value)) for name, value in field.kind.bounds.items()]
    parts.append(Keyed("description=", Prose(field.description)))
    return statement(f"{field.name}: {text} = ", Bracket("Field(", parts, ")"), indent=4)


def node_of(value: Any) -> Node:
    """Return a JSON value so that it can be laid out."""
    if isinstance(value, list):
        return Bracket("[", [node_of(item) for item in value], "]")
    if isinstance(value, dict):
        parts = [Keyed(f"{quoted(str(name))}: ", node_of(item)) for name, item in value.items()]
        return Bracket("{", parts, "}")
    return literal(value)


def _endpoint(
    order: Order, sketch: Sketch, annotations: Annotations, constants: Mapping[str, str]
) -> str:
    parts: list[Node] = [f"id={quoted(sketch.id)}"]
    if sketch.target != sketch.id:
        parts.append(f"target={quoted(sketch.target)}")
    parts += [
        f"input={sketch.input.name}",
        f"output={sketch.output.name}",
        f"service={quoted(order.service)}",
        f"rules={constants[sketch.id]}",
        f"expect={expect_name(constants[sketch.id])}",
        "price=PRICE",
    ]
    if sketch.roles.output is not None:
        annotations.spi.add("Draft")
        parts.append(Keyed("draft=", _draft(sketch)))
    if sketch.example is not None:
        example = node_of(dict(sketch.example))
        parts.append(Keyed("examples=", Bracket("(", [example], ")", True)))
    parts += [
        f"title={quoted(sketch.title)}",
        f"task={quoted(sketch.task)}",
        f"about={quoted(sketch.about)}",
    ]
    return statement(f"{sketch.name} = ", Bracket("Endpoint(", parts, ")"))


def _draft(sketch: Sketch) -> Node:
    roles = sketch.roles
    parts: list[Node] = []
    for name in ("prompt", "source", "image", "end_image", "audio", "keep_before", "seed"):
        field: Field | None = getattr(roles, name)
        usual = name if name in {"prompt", "seed"} else None
        value = field.name if field is not None else None
        if value != usual:
            parts.append(f"{name}={literal(value)}")
    if roles.output is not None and roles.output.name != "video":
        parts.append(f"output={quoted(roles.output.name)}")
    used = {each.name for each in roles.named().values()}
    left = [
        each.name
        for each in sketch.input.fields
        if each.name not in used and each.kind.name != "media" and not each.is_required
    ]
    if left:
        names = [quoted(name) for name in left]
        parts.append(Keyed("ignores=", Bracket("(", names, ")", True)))
    return Bracket("Draft(", parts, ")")
