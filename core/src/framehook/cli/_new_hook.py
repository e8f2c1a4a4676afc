"""`framehook new hook`: begin a hook that sees every call."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING

from ..scaffold import plan_hook, plugin_name
from ._new import add_place_options, carry_out, next_steps, requires

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "name", metavar="NAME", help="of the hook; its distribution is framehook-NAME"
    )
    add_place_options(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Show the plan, and write it."""
    plan = plan_hook(plugin_name(given.name), requires=requires())
    return carry_out(plan, given, invocation, next_steps("framehook plugins list"))
