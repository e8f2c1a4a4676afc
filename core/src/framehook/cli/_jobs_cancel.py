"""`framehook jobs cancel`: ask for a job's end."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING

from ..flows._run import cancel
from ._bench import open_bench
from ._entry import find_ticket
from ._exit import DONE, SERVICE_SAID_NO
from ._jobs_list import add_ledger_option
from ._output import emit

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser

_WORDS = {
    True: "It will end.",
    False: "It is too late: it has ended, or is about to.",
    None: "The service cannot cancel jobs.",
}


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("job", metavar="KEY|TICKET", help="a key, a ticket as JSON, or - for stdin")
    add_ledger_option(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Cancel a job."""
    with open_bench(invocation, given, None, reads=True) as bench:
        ticket = find_ticket(bench.ledger, given.job, invocation.terminal)
        done = bench.driver.run(cancel(ticket, bench.outfit.terms(name=ticket.service)))
    if invocation.json:
        answer = {"ok": done is True, "ticket": ticket.to_json(), "cancelled": done}
        emit(invocation.terminal, answer)
    else:
        invocation.terminal.out(_WORDS[done])
    return DONE if done else SERVICE_SAID_NO
