"""`framehook run`: a call, its result and its files."""

from __future__ import annotations

__all__ = ("add_wait_options", "configure", "explain", "perform", "show_request")

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ._bench import Bench, open_bench
from ._choice import choose
from ._consent import add_order_options, announce, consent, order_from
from ._delivery import dispatch, wait_for
from ._destination import Destination
from ._exit import DONE
from ._output import emit
from ._proposal import add_proposal_options, explain_fields, propose, read_proposal
from ._result import tell_result
from ._usage import seconds

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Generator

    from ..flows._check import Checked
    from ..flows._entry import Order
    from ..spi._call import Call
    from ..spi._quote import Quote
    from ._invocation import Invocation
    from ._usage import Parser

explain = explain_fields


class Ready(NamedTuple):
    """A call that may be sent, and everything that sending it needs."""

    call: Call[Any]
    checked: Checked
    order: Order
    bench: Bench


def configure(parser: Parser) -> None:
    """Add the options."""
    add_proposal_options(parser)
    add_order_options(parser)
    add_wait_options(parser)
    parser.add_argument(
        "--on-abandon",
        choices=("keep", "cancel"),
        default="keep",
        help="what Ctrl-C does to the job; by default it goes on",
    )


def add_wait_options(parser: Parser) -> None:
    """Add the options of every verb that waits for a result."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="a file, a folder, or a template with {endpoint} {id} {field} {name} {ext} {index}",
    )
    parser.add_argument("--force", action="store_true", help="replace files that are there")
    parser.add_argument(
        "--for",
        dest="limit",
        type=seconds,
        metavar="SECONDS",
        help="how long to wait; exit code 75",
    )
    parser.add_argument(
        "--progress", choices=("auto", "rich", "plain", "none"), help="how progress is shown"
    )


def perform(given: Namespace, invocation: Invocation) -> int:
    """Run a call."""
    destination = destination_from(given, invocation)
    with prepared(given, invocation) as ready:
        if given.show_request:
            return show_request(ready.call, invocation)
        if destination is not None:
            destination.reserve(ready.checked.expected)
        submitted = dispatch(ready.call, ready.order, ready.bench, invocation)
        delivery = wait_for(
            submitted.ticket,
            ready.call.endpoint,
            ready.bench,
            invocation,
            limit=given.limit,
            destination=destination,
            submitted=submitted,
            abandon=given.on_abandon,
        )
    tell_result(delivery, invocation)
    return DONE


def destination_from(given: Namespace, invocation: Invocation) -> Destination | None:
    """Return where files go, and take note of how progress is shown."""
    invocation.show(given.progress)
    if given.output is None:
        return None
    return Destination(given.output, invocation.terminal.directory, force=given.force)


@contextmanager
def prepared(given: Namespace, invocation: Invocation) -> Generator[Ready]:
    """
    Read, check, quote and ask: everything before a call is sent.

    Raises:
        CallError: if it may not be sent.
    """
    endpoint, arguments = read_proposal(given, invocation)
    choice = choose(invocation, endpoint, given.service)
    order = order_from(given, invocation, choice)
    with open_bench(invocation, given, choice.service, reads=given.show_request) as bench:
        proposal = propose(endpoint, arguments, given, bench)
        if not given.show_request:
            announce(choice, proposal.checked.quote, invocation)
        call = proposal.demand()
        if not given.show_request:
            quote = proposal.checked.quote
            consent(endpoint.id, choice, quote, order=order, given=given, invocation=invocation)
        invocation.billing = _unbilled(proposal.checked.quote)
        yield Ready(call, proposal.checked, order, bench)


def _unbilled(quote: Quote) -> dict[str, Any]:
    unknown = {"units": None, "cost": None}
    return {**unknown, "currency": quote.currency, "quote": quote.to_json()}


def show_request(call: Call[Any], invocation: Invocation) -> int:
    """Print the body that would be sent; a file that would be uploaded stands there by name."""
    if invocation.json:
        answer = {
            "endpoint": call.endpoint.id,
            "target": call.endpoint.target or call.endpoint.id,
            "request": call.arguments(),
        }
        emit(invocation.terminal, answer)
        return DONE
    import json  # As for every body.

    invocation.terminal.out(json.dumps(call.arguments(), indent=2, ensure_ascii=False))
    return DONE
