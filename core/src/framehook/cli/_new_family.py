"""`framehook new family`: begin a family for models of one's own."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING, Any

from ..registry._grammar import flaw
from ..scaffold import Order, plan_family, plugin_name, read_document
from ._new import add_place_options, carry_out, next_steps, requires
from ._terminal import expanded
from ._usage import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "name", metavar="NAME", help="of the family; its distribution is framehook-NAME"
    )
    parser.add_argument(
        "--id",
        action="append",
        default=[],
        dest="ids",
        metavar="ID",
        help="endpoint id; otherwise all that the documents have",
    )
    parser.add_argument(
        "--service", required=True, metavar="NAME", help="the service that runs them"
    )
    parser.add_argument(
        "--from-openapi",
        action="append",
        default=[],
        dest="documents",
        metavar="FILE",
        help="a saved OpenAPI document of the models",
    )
    add_place_options(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Show the plan, and write it."""
    name = plugin_name(given.name)
    wrong = flaw("services", given.service, "module:object")
    if wrong is not None:
        raise UsageError(wrong, hint="framehook plugins list shows the services that there are.")
    if not given.ids and not given.documents:
        raise UsageError(
            "A family needs an endpoint id or a document.",
            hint="Write --id my-team/dream, or --from-openapi FILE.",
        )
    documents: dict[str, Mapping[str, Any]] = {}
    for file in given.documents:
        path = invocation.terminal.directory / expanded(file)
        documents[path.name if path.name not in documents else file] = read_document(path)
    order = Order(family=name, ids=given.ids, service=given.service, documents=documents)
    plan = plan_family(order, requires=requires())
    return carry_out(plan, given, invocation, next_steps("framehook models"))
