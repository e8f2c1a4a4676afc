"""The pages about the models of a family."""

from __future__ import annotations

__all__ = ("model_pages",)

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from importlib_metadata import metadata

from framehook import Endpoint, Registry
from framehook.cli._field import field_rows
from framehook.cli._show import example

from ._text import NOTE, table

_INTRO = """\
# Models

Every endpoint of the families in this repository. `framehook models` lists those that you have
installed, and `framehook show ID` says the same as these pages.
"""


def model_pages() -> Mapping[str, str]:
    """Return a page for each family, and one that lists all their endpoints."""
    registry = Registry()
    models = registry.models()
    families = {str(model.family): str(model.distribution) for model in models}
    found: dict[str, str] = {}
    parts = [NOTE + _INTRO]
    for family, distribution in sorted(families.items()):
        endpoints = [registry.endpoint(each.id) for each in models if each.family == family]
        about = str(metadata(distribution)["Summary"])
        found[f"{family}.md"] = _family(family, about, endpoints)
        rows = [
            (f"[`{each.id}`]({family}.md#{_anchor(each.id)})", each.task, each.retired or "")
            for each in endpoints
        ]
        table_of = table(("id", "task", "retired"), rows)
        parts.append(f"## {family}\n\n{about} In `{distribution}`.\n\n{table_of}")
    return {"README.md": "\n".join(parts), **found}


def _family(family: str, about: str, found: list[Endpoint[..., Any, Any]]) -> str:
    rows = [(f"[`{each.id}`](#{_anchor(each.id)})", each.task, each.about) for each in found]
    parts = [f"{NOTE}# {family}\n\n{about}\n", table(("id", "task", "what it does"), rows)]
    for endpoint in found:
        parts += _endpoint(endpoint)
    return "\n".join(part for part in parts if part)


def _anchor(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter in "-_")


def _output(endpoint: Endpoint[..., Any, Any]) -> str:
    """Return how annotations name the output, where a public module has it."""
    name, place = endpoint.result_model.__name__, endpoint.model.__module__
    is_public = name in getattr(sys.modules[place], "__all__", ())
    return f", in annotations `{place}.{name}`" if is_public else ""


def _endpoint(endpoint: Endpoint[..., Any, Any]) -> Iterator[str]:
    yield f"## {endpoint.id}\n\n{endpoint.about}\n"
    if endpoint.retired:
        yield f"Retired since {endpoint.retired}. Use `{endpoint.replacement}` instead.\n"
    place = endpoint.model.__module__
    yield f"In Python: `{place}.{_name(endpoint)}`. Service: `{endpoint.service}`.\n"
    yield "Input:\n"
    head = ("field", "takes", "default", "unit and bounds", "meaning")
    rows = [
        (f"`{row.name}`", row.takes, row.default, row.limits, row.meaning)
        for row in field_rows(endpoint.model.model_json_schema())
    ]
    yield table(head, rows)
    yield f"Output{_output(endpoint)}:\n"
    schema = endpoint.result_model.model_json_schema(mode="serialization")
    outputs = [(f"`{row.name}`", row.takes, row.meaning) for row in field_rows(schema)]
    yield table(("field", "is", "meaning"), outputs)
    if endpoint.rules:
        yield "Rules:\n"
        rules = [(f"`{r.code}`", r.level, r.text, r.basis, r.source) for r in endpoint.rules]
        yield table(("code", "level", "says", "basis", "source"), rules)
    yield f"Price: {_price(endpoint)}\n"
    command = example(endpoint)
    if command is not None:
        yield f"```sh\n{command}\n```\n"


def _name(endpoint: Endpoint[..., Any, Any]) -> str:
    # An endpoint that is no global of its module cannot be pickled either.
    reduced = endpoint.__reduce__()
    assert isinstance(reduced, tuple)
    return str(reduced[1][1])


def _price(endpoint: Endpoint[..., Any, Any]) -> str:
    price = endpoint.price
    if price is None:
        return "not stated."
    if price.amount is None:
        return f"unknown. {price.basis}"
    day = f", as of {price.as_of.isoformat()}" if price.as_of else ""
    return f"{price.amount.normalize():f} {price.currency} a {price.unit} ({price.basis}{day})."
