"""`framehook show`: one endpoint for people."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING, Any

from ..scaffold import run_command
from ._exit import DONE
from ._field import field_rows
from ._output import columns, emit

if TYPE_CHECKING:
    from argparse import Namespace

    from ..registry import Model
    from ..spi._endpoint import Endpoint
    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("endpoint", metavar="ID", help="endpoint id")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Show an endpoint."""
    endpoint = invocation.registry.endpoint(given.endpoint)
    model = next(each for each in invocation.registry.models() if each.id == endpoint.id)
    answer = _answer(endpoint, model)
    if invocation.json:
        emit(invocation.terminal, answer)
        return DONE
    _tell(endpoint, answer, invocation)
    return DONE


def _answer(endpoint: Endpoint[..., Any, Any], model: Model) -> dict[str, Any]:
    price = endpoint.price
    return {
        "id": endpoint.id,
        "title": endpoint.title or None,
        "task": endpoint.task or None,
        "about": endpoint.about or None,
        "service": endpoint.service,
        "target": endpoint.target or endpoint.id,
        "family": model.family,
        "distribution": model.distribution,
        "version": model.version,
        "state": model.state.value,
        "retired": endpoint.retired,
        "replacement": endpoint.replacement,
        "fields": [row._asdict() for row in field_rows(endpoint.model.model_json_schema())],
        "rules": [
            {"code": rule.code, "level": rule.level, "text": rule.text} for rule in endpoint.rules
        ],
        "price": None
        if price is None
        else {
            "amount": None if price.amount is None else format(price.amount.normalize(), "f"),
            "currency": price.currency,
            "unit": price.unit,
            "basis": price.basis,
            "as_of": price.as_of.isoformat() if price.as_of else None,
        },
        "example": example(endpoint),
    }


def example(endpoint: Endpoint[..., Any, Any]) -> str | None:
    """Return a command that runs the first example."""
    if not endpoint.examples:
        return None
    return run_command(endpoint.id, endpoint.examples[0], "-o", "result")


def _tell(
    endpoint: Endpoint[..., Any, Any], answer: dict[str, Any], invocation: Invocation
) -> None:
    terminal = invocation.terminal
    width = terminal.width(terminal.stdout)
    price = endpoint.price
    cost = "not stated"
    if price is not None:
        cost = price.basis
        if price.amount is not None:
            cost = f"{price.amount} {price.currency} a {price.unit} ({price.basis})"
    gone = f"since {endpoint.retired}; use {endpoint.replacement}" if endpoint.retired else None
    origin = f"{answer['distribution']} {answer['version'] or ''}".strip()
    facts = [
        ("title", endpoint.title),
        ("task", endpoint.task),
        ("about", endpoint.about),
        ("service", endpoint.service),
        ("provided by", origin if answer["distribution"] else "an object passed in"),
        ("price", cost),
        ("retired", gone),
    ]
    head = ("field", "takes", "default", "limits", "meaning")
    fields = [tuple(field.values()) for field in answer["fields"]]
    parts = [
        endpoint.id,
        columns([fact for fact in facts if fact[1]]),
        columns(fields, head, width=width),
    ]
    rules = [(rule["level"], rule["code"], rule["text"]) for rule in answer["rules"]]
    if rules:
        parts.append(columns(rules, ("rule", "code", "text"), width=width))
    if answer["example"]:
        parts.append(f"$ {answer['example']}")
    terminal.out("\n\n".join(parts))
