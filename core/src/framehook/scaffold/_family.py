"""A new family, as a plan."""

from __future__ import annotations

__all__ = ("plan_family",)

import json
from collections.abc import Mapping, Sequence

from ._command import run_command
from ._layout import Bracket, statement
from ._module import module_source
from ._plan import Plan
from ._sample import reply
from ._sketch import Chapter, Order, Sketch, sketches
from ._sources import expect_source, init_source, price_source, rule_constants, rule_source
from ._template import filled, licence
from ._text import listed, one_line, quoted

_DRAFTS = (
    "With `framehook-local` installed, a draft is rendered on this\n"
    "machine, with no key and at no cost:"
)


def plan_family(order: Order, *, requires: str) -> Plan:
    """
    Return the plan of a family.

    Args:
        order: What to make it of.
        requires: The range of versions of framehook that it will ask for.

    Raises:
        ConfigurationError: if an id is none, or in none of the documents.
    """
    chapters = sketches(order)
    constants = rule_constants(chapters)
    package = f"framehook_{order.family.replace('-', '_')}"
    source = f"src/{package}"
    files = {
        "pyproject.toml": _project(order, chapters, package, requires),
        "README.md": _readme(order, chapters, package),
        "CHANGELOG.md": filled("family/changelog.md"),
        "LICENSE": licence(),
        f"{source}/__init__.py": init_source(order, chapters),
        f"{source}/_expect.py": expect_source(order, chapters, constants),
        f"{source}/_prices.py": price_source(order),
        f"{source}/_rules.py": rule_source(order, chapters, constants),
        f"{source}/endpoints.json": _catalogue(chapters),
        f"{source}/py.typed": "",
    }
    for chapter in chapters:
        files[f"{source}/{chapter.module}.py"] = module_source(order, chapter, constants)
    files["tests/test_conformance.py"] = _conformance(order)
    files["tests/test_rules.py"] = _rule_tests(order, chapters, package)
    files["tests/wire/synthetic.json"] = _replies(chapters)
    return Plan(
        distribution=f"framehook-{order.family}",
        files=files,
        understood=[_understood(each) for each in _all(chapters)],
        guesses=[line for each in _all(chapters) for line in _guesses(each)],
        todo=[line for each in _all(chapters) for line in _todo(each)],
        doubts=[doubt for chapter in chapters for doubt in chapter.doubts],
    )


def _all(chapters: Sequence[Chapter]) -> list[Sketch]:
    return [sketch for chapter in chapters for sketch in chapter.sketches]


def _understood(sketch: Sketch) -> str:
    where = f" from {sketch.source}" if sketch.source else ""
    other = f", called {sketch.target!r} there" if sketch.target != sketch.id else ""
    names = [one_line(each.wire) for each in sketch.input.fields]
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    answer = one_line(sketch.primary.wire)
    return f"{sketch.id}{where}{other}: {shown or 'no fields'}; answers with {answer}."


def _guesses(sketch: Sketch) -> list[str]:
    named = sketch.roles.named()
    roles = ", ".join(f"{role} is {field.name}" for role, field in named.items())
    return [f"{sketch.id}: {sketch.task}; {roles}."] if roles else [f"{sketch.id}: {sketch.task}."]


def _todo(sketch: Sketch) -> list[str]:
    rules = [
        f"{sketch.id}: {each.field.name}: “{each.sentence}” ({each.combinator})"
        for each in sketch.suggestions
    ]
    return [*rules, f"{sketch.id}: the price is not known; write it in _prices.py."]


def _project(order: Order, chapters: Sequence[Chapter], package: str, requires: str) -> str:
    points = sorted(
        f'"{sketch.id}" = "{package}.{chapter.module}:{sketch.name}"'
        for chapter in chapters
        for sketch in chapter.sketches
    )
    ids = [sketch.id for sketch in _all(chapters)]
    what = listed(ids) if len(ids) <= 3 else f"{len(ids)} endpoints of {ids[0].split('/')[0]}"
    return filled(
        "family/pyproject.toml",
        family=order.family,
        package=package,
        about=f"{what} for framehook.",
        requires=requires,
        points="\n".join(points),
    )


def _readme(order: Order, chapters: Sequence[Chapter], package: str) -> str:
    single = len(chapters) == 1
    rows = [
        f"| `{sketch.id}` | `{package}.{'' if single else chapter.module + '.'}{sketch.name}` "
        f"| {sketch.about} |"
        for chapter in chapters
        for sketch in chapter.sketches
    ]
    first = next((each for each in _all(chapters) if each.roles.output), _all(chapters)[0])
    runs, options = f"It runs on the service `{order.service}`:", ["-o", "result"]
    if first.roles.output is not None:
        runs = f"{runs[:-1]}. {_DRAFTS}"
        options = ["--service", "local", "-o", "draft.mp4"]
    return filled(
        "family/readme.md",
        family=order.family,
        rows="\n".join(rows),
        id=first.id,
        runs=runs,
        command=run_command(first.id, first.example or {}, *options),
    )


def _catalogue(chapters: Sequence[Chapter]) -> str:
    lines = {
        sketch.id: {
            "title": sketch.title,
            "task": sketch.task,
            "retired": None,
            "replacement": None,
        }
        for sketch in sorted(_all(chapters), key=lambda each: each.id)
    }
    return json.dumps({"v": 1, "endpoints": lines}, indent=2, ensure_ascii=False) + "\n"


def _conformance(order: Order) -> str:
    name = "".join(part[:1].upper() + part[1:] for part in order.family.split("-"))
    return filled("family/conformance.py", name=name, family=order.family)


def _rule_tests(order: Order, chapters: Sequence[Chapter], package: str) -> str:
    ids = [quoted(sketch.id) for sketch in _all(chapters)]
    names = statement("IDS = ", Bracket("(", ids, ")", True)).rstrip()
    return filled("family/broken_rules.py", family=order.family, package=package, ids=names)


def _replies(chapters: Sequence[Chapter]) -> str:
    replies: list[Mapping[str, object]] = [
        {
            "endpoint": sketch.id,
            "source": "made up from the output schema; replace it with a reply of the service",
            "synthetic": True,
            "result": reply(sketch.output, sketch.primary.wire),
        }
        for sketch in _all(chapters)
    ]
    return json.dumps({"v": 1, "replies": replies}, indent=2, ensure_ascii=False) + "\n"
