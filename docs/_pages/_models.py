"""The pages about the models of a family."""

from __future__ import annotations

__all__ = ("models_page",)

from collections.abc import Iterator
from typing import Any

from framehook import Endpoint, Registry
from framehook.cli._field import field_rows
from framehook.cli._show import example

from ._text import NOTE, table


def models_page(family: str, about: str) -> str:
    """Return every endpoint of a family with its fields, rules and price."""
    registry = Registry()
    models = [model for model in registry.models() if model.family == family]
    found = [registry.endpoint(model.id) for model in models]
    rows = [(f"[`{each.id}`](#{_anchor(each.id)})", each.task, each.about) for each in found]
    parts = [f"{NOTE}# {family}\n\n{about}\n", table(("id", "task", "what it does"), rows)]
    for endpoint in found:
        parts += _endpoint(endpoint)
    return "\n".join(part for part in parts if part)


def _anchor(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter == "-")


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
    yield "Output:\n"
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
