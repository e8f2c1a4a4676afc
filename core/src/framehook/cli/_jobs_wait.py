"""`framehook jobs wait`: a job's end, from any process."""

from __future__ import annotations

__all__ = ("configure", "perform", "resume")

from typing import TYPE_CHECKING

from ._bench import open_bench
from ._delivery import wait_for
from ._entry import find_ticket
from ._exit import DONE
from ._result import tell_result
from ._run import add_wait_options, destination_from

if TYPE_CHECKING:
    from argparse import Namespace

    from ._destination import Destination
    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("job", metavar="KEY|TICKET", help="a key, a ticket as JSON, or - for stdin")
    add_wait_options(parser)
    parser.add_argument("--ledger", metavar="PATH", help="the journal of what was paid")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Wait for a job's end."""
    return resume(given, invocation, destination_from(given, invocation))


def resume(given: Namespace, invocation: Invocation, destination: Destination | None) -> int:
    """Wait for a job's end and fetch its files."""
    with open_bench(invocation, given, None, reads=True) as bench:
        ticket = find_ticket(bench.ledger, given.job, invocation.terminal)
        if destination is not None:
            destination.reserve(None)
        delivery = wait_for(
            ticket,
            bench.outfit.known(ticket.endpoint),
            bench,
            invocation,
            limit=given.limit,
            destination=destination,
        )
    tell_result(delivery, invocation)
    return DONE
