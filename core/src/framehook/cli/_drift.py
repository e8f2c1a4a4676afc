"""`framehook drift`: hold an endpoint's schema against a saved OpenAPI document."""

from __future__ import annotations

__all__ = ("configure", "differences", "perform")

import json
from typing import TYPE_CHECKING, Any

from ..scaffold import input_schema, output_schema, read_document, submission
from ._difference import Difference, compare
from ._exit import DONE
from ._output import columns, emit
from ._schema import schemas

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from ..spi._endpoint import Endpoint
    from ._invocation import Invocation
    from ._usage import Parser

# What the service said is not what is installed here: the same code as for its "no".
DRIFTED = 1


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("endpoint", metavar="ID", help="endpoint id")
    parser.add_argument("--openapi", metavar="FILE", required=True, help="the saved document")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Print what differs. Exit code 1 says that something does."""
    endpoint = invocation.registry.endpoint(given.endpoint)
    path = invocation.terminal.directory / given.openapi
    found = differences(endpoint, read_document(path))
    if invocation.json:
        rows = [difference._asdict() for difference in found]
        emit(invocation.terminal, {"id": endpoint.id, "ok": not found, "differences": rows})
    elif found:
        shown = [
            (each.kind, each.where, each.path, _said(each.ours), _said(each.theirs))
            for each in found
        ]
        head = ("kind", "where", "path", "ours", "theirs")
        invocation.terminal.out(
            columns(shown, head, width=invocation.terminal.width(invocation.terminal.stdout))
        )
    else:
        invocation.terminal.out(f"{endpoint.id} is as the document says.")
    return DRIFTED if found else DONE


def differences(endpoint: Endpoint[..., Any, Any], document: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between an endpoint and an OpenAPI document."""
    target = endpoint.target or endpoint.id
    submit = submission(document, target)
    if submit is None:
        return [Difference("retired", "endpoint", target, "listed", None)]
    found: list[Difference] = []
    if submit.get("deprecated") and endpoint.retired is None:
        found.append(Difference("retired", "endpoint", target, "listed", "deprecated"))
    own = schemas(endpoint)
    wanted = input_schema(document, target)
    found += compare(own["input"], wanted, "input") if wanted else []
    given = output_schema(document, target)
    found += compare(own["output"], given, "output") if given else []
    return found


def _said(value: Any) -> str:
    return "" if value is None else json.dumps(value)
