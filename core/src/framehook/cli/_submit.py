"""`framehook submit`: a call is sent, and its ticket printed."""

from __future__ import annotations

__all__ = ("configure", "explain", "perform")

import json
from typing import TYPE_CHECKING

from ._consent import add_order_options
from ._delivery import dispatch
from ._exit import DONE
from ._output import emit
from ._proposal import add_proposal_options, explain_fields
from ._run import prepared, show_request

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser

explain = explain_fields


def configure(parser: Parser) -> None:
    """Add the options."""
    add_proposal_options(parser)
    add_order_options(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Submit a call."""
    with prepared(given, invocation) as ready:
        if given.show_request:
            return show_request(ready.call, invocation)
        submitted = dispatch(ready.call, ready.order, ready.bench, invocation)
    ticket = submitted.ticket.to_json()
    if invocation.json:
        answer = {
            "ok": True,
            "endpoint": submitted.ticket.endpoint,
            "service": submitted.ticket.service,
            "key": submitted.ticket.intent,
            "ticket": ticket,
            "quote": submitted.checked.quote.to_json(),
            "issues": [issue.to_json() for issue in submitted.checked.issues],
        }
        emit(invocation.terminal, answer)
        return DONE
    invocation.terminal.out(json.dumps(ticket))
    name = submitted.ticket.intent if invocation.is_durable else "TICKET"
    invocation.say(f"Wait for it with: framehook jobs wait {name} -o OUT")
    return DONE
