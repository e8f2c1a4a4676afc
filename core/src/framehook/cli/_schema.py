"""`framehook schema`: the JSON Schema of an endpoint, with its rules."""

from __future__ import annotations

__all__ = ("configure", "perform", "schemas")

from typing import TYPE_CHECKING, Any

from ._exit import DONE
from ._output import emit

if TYPE_CHECKING:
    from argparse import Namespace

    from ..spi._endpoint import Endpoint
    from ._invocation import Invocation
    from ._usage import Parser

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("endpoint", metavar="ID", help="endpoint id")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Print the schemas; they are JSON for people too."""
    emit(invocation.terminal, schemas(invocation.registry.endpoint(given.endpoint)))
    return DONE


def schemas(endpoint: Endpoint[..., Any, Any]) -> dict[str, Any]:
    """Return the JSON Schemas of what goes in and what comes out."""
    rules = [
        {
            "code": rule.code,
            "level": rule.level,
            "basis": rule.basis,
            "source": rule.source,
            "text": rule.text,
        }
        for rule in endpoint.rules
    ]
    return {
        "id": endpoint.id,
        "input": {
            "$schema": DIALECT,
            **_trimmed(endpoint.model.model_json_schema()),
            "x-framehook-rules": rules,
        },
        "output": {
            "$schema": DIALECT,
            **_trimmed(endpoint.result_model.model_json_schema(mode="serialization")),
        },
    }


def _trimmed(schema: dict[str, Any]) -> dict[str, Any]:
    # The examples of a class are for those who read its code.
    inner = {name: _trimmed(part) for name, part in schema.get("$defs", {}).items()}
    about = str(schema.get("description", "")).partition("\n\nExample:")[0]
    return {**schema, **({"$defs": inner} if inner else {}), "description": about}
