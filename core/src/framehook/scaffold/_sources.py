"""The sources of a family beside its models: names, rules, prices, expectations."""

from __future__ import annotations

__all__ = (
    "expect_source",
    "init_source",
    "price_source",
    "rule_constants",
    "rule_source",
)

from collections.abc import Mapping, Sequence

from ._field import MISSING, Field
from ._imports import expect_name, import_line, ranked
from ._layout import Bracket, Keyed, Node, statement
from ._sketch import Chapter, Order, Sketch
from ._template import filled
from ._text import literal, quoted, remark

FRAMES, RATE = 48, 24.0


def rule_constants(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Return the name of each endpoint's rules, by its id."""
    single = len(chapters) == 1
    return {
        sketch.id: (sketch.name if single else f"{chapter.module}__{sketch.name}").upper()
        for chapter in chapters
        for sketch in chapter.sketches
    }


def rule_source(order: Order, chapters: Sequence[Chapter], constants: Mapping[str, str]) -> str:
    """Return the rules: every sentence that may be one, as a comment with a suggestion."""
    blocks = [
        _rules(sketch, constants[sketch.id]) for chapter in chapters for sketch in chapter.sketches
    ]
    names = [quoted(name) for name in ranked(constants.values())]
    source = ", ".join(order.documents) or "no document yet"
    return filled(
        "family/rules.py",
        family=order.family,
        names=statement("__all__ = ", Bracket("(", names, ")", True)).rstrip(),
        source=quoted(f"OpenAPI document {source}"),
        rules="\n".join(blocks).rstrip(),
    )


def _rules(sketch: Sketch, constant: str) -> str:
    lines: list[str] = []
    for each in sketch.suggestions:
        lines += remark(f"TODO {each.field.name}. The document says:", indent=4)
        lines += remark(each.sentence, indent=4, mark="> ")
        # Written as an escape, a number sign in a literal is still the same.
        lines += [
            f"    # {line}".replace("#", "\\x23").replace("\\x23", "#", 1) for line in each.code
        ]
    start = f"{constant}: Sequence[Rule[Any]] = ("
    body = "\n" + "".join(f"{line}\n" for line in lines) if lines else ""
    return f"{start}{body})\n"


def price_source(order: Order) -> str:
    """Return the price: unknown, and how one is written."""
    return filled("family/prices.py", family=order.family)


def expect_source(order: Order, chapters: Sequence[Chapter], constants: Mapping[str, str]) -> str:
    """Return what calls must yield, as far as the names of fields tell."""
    names = [quoted(name) for name in ranked(map(expect_name, constants.values()))]
    functions = [
        _expect(chapter, sketch, expect_name(constants[sketch.id]))
        for chapter in chapters
        for sketch in chapter.sketches
    ]
    return filled(
        "family/expect.py",
        family=order.family,
        names=statement("__all__ = ", Bracket("(", names, ")", True)).rstrip(),
        imports=import_line(".", [chapter.module for chapter in chapters], indent=4).rstrip(),
        functions="\n\n".join(functions).rstrip(),
    )


def _expect(chapter: Chapter, sketch: Sketch, name: str) -> str:
    roles = sketch.roles
    notes: list[str] = []
    fps, frames = _rate(sketch, notes), _frames(sketch, notes)
    parts: list[Node] = [f"frames={frames}", "fps=fps"]
    if roles.size is not None:
        width, height = (
            _positive(each, text) for each, text in zip(roles.size, ("1280", "720"), strict=True)
        )
        parts.append(f"size=({width}, {height})")
    if notes:
        parts.append(Keyed("notes=", Bracket("(", [quoted(note) for note in notes], ")", True)))
    view = f"view: View[{chapter.module}.{sketch.input.name}]"
    lines = [
        statement(f"def {name}", Bracket("(", [view], ") -> Expected:")),
        '    """Return what a call must yield. TODO: hold it against a real result."""\n',
    ]
    rest = f"    fps = {fps}\n" + statement("return ", Bracket("Expected(", parts, ")"), indent=4)
    if "given." in rest:
        lines.append("    given = view.input\n")
    return "".join([*lines, rest])


def _rate(sketch: Sketch, notes: list[str]) -> str:
    roles = sketch.roles
    if roles.fps is not None:
        return _positive(roles.fps, str(RATE))
    if roles.source is not None:
        return f'view.facts("/{roles.source.name}").fps or {RATE}'
    notes.append(f"The frame rate is not said in the document: {RATE:g} is assumed.")
    return str(RATE)


def _frames(sketch: Sketch, notes: list[str]) -> str:
    roles = sketch.roles
    if roles.frames is not None:
        return _positive(roles.frames, str(FRAMES))
    if roles.seconds is not None:
        kind = roles.seconds.kind
        value = _value(roles.seconds, literal(kind.choices[0] if kind.choices else 2))
        if kind.choices and any(isinstance(one, str) for one in kind.choices):
            value = f'float(str({value}).rstrip("s"))'
        elif " " in value:
            value = f"({value})"
        return f"max(1, round({value} * fps))"
    if roles.source is not None:
        return f'view.facts("/{roles.source.name}").frames or {FRAMES}'
    notes.append(f"The number of frames is not said in the document: {FRAMES} are assumed.")
    return str(FRAMES)


def _positive(field: Field, usual: str) -> str:
    """Return a number above 0, whatever the schema allows."""
    value = _value(field, usual)
    bounds, choices = field.kind.bounds, field.kind.choices
    if bounds.get("ge", bounds.get("gt", 0)) >= 1 or (choices and min(choices) >= 1):
        return value
    return f"max(1, {value})"


def _value(field: Field, usual: str) -> str:
    is_sure = field.is_required or field.default is not MISSING
    return f"given.{field.name}" if is_sure else f"given.{field.name} or {usual}"


def init_source(order: Order, chapters: Sequence[Chapter]) -> str:
    """Return the package's own module: names that are found when they are used."""
    places: dict[str, list[str]] = {}
    for chapter in chapters:
        for sketch in chapter.sketches:
            places.setdefault(sketch.name, []).append(chapter.module)
    modules = [chapter.module for chapter in chapters] if len(chapters) > 1 else []
    homes = {
        name: found[0] for name, found in places.items() if len(found) == 1 and name not in modules
    }
    lines = import_line(".", modules, indent=4) + "".join(
        import_line(
            f".{module}", [name for name, home in homes.items() if home == module], indent=4
        )
        for module in sorted({*homes.values()})
    )
    table: list[Node] = [
        *(Keyed(f"{quoted(name)}: ", quoted(f".{homes[name]}")) for name in sorted(homes)),
    ]
    return filled(
        "family/modules.py" if modules else "family/init.py",
        family=order.family,
        names=statement(
            "__all__ = ", Bracket("(", [quoted(n) for n in ranked([*modules, *homes])], ")", True)
        ).rstrip(),
        imports=lines.rstrip(),
        homes=statement("_HOMES = ", Bracket("{", table, "}")).rstrip(),
        modules=statement(
            "_MODULES = ", Bracket("(", [quoted(name) for name in sorted(modules)], ")", True)
        ).rstrip(),
    )
