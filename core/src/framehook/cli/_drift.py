"""`framehook drift`: hold an endpoint's schema against a saved OpenAPI document."""

from __future__ import annotations

__all__ = ("configure", "differences", "perform")

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import FileNotReadableError
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
    found = differences(endpoint, _document(path))
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
    paths = {str(path).strip("/"): item for path, item in document.get("paths", {}).items()}
    submit = paths.get(target, {}).get("post")
    if submit is None:
        return [Difference("retired", "endpoint", target, "listed", None)]
    found: list[Difference] = []
    if submit.get("deprecated") and endpoint.retired is None:
        found.append(Difference("retired", "endpoint", target, "listed", "deprecated"))
    own = schemas(endpoint)
    wanted = _schema(document, submit.get("requestBody", {}))
    found += compare(own["input"], wanted, "input") if wanted else []
    fetch = next(
        (item.get("get") for path, item in paths.items() if path.endswith("requests/{request_id}")),
        None,
    )
    given = _schema(document, (fetch or submit).get("responses", {}).get("200", {}))
    found += compare(own["output"], given, "output") if given and fetch else []
    return found


def _schema(document: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    known = document.get("components", {}).get("schemas", {})
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return {**known.get(name, schema), "$defs": known} if schema else {}


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise FileNotReadableError(
            f"{str(path)!r} is no OpenAPI document: {exc}.",
            hint="Save the endpoint's own document as JSON.",
        ) from exc
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise FileNotReadableError(f"{str(path)!r} is no OpenAPI document: it has no 'paths'.")
    return document


def _said(value: Any) -> str:
    return "" if value is None else json.dumps(value)
