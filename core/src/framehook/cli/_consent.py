"""Leave to spend money, from a person or from the options they gave."""

from __future__ import annotations

__all__ = ("add_order_options", "announce", "consent", "order_from")

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..clients._outfit import as_money
from ..errors import ConfigurationError, CostRefusedError
from ..flows._entry import Order

if TYPE_CHECKING:
    from argparse import Namespace

    from ..spi._quote import Quote
    from ._choice import Choice
    from ._invocation import Invocation
    from ._usage import Parser

ASK_ABOVE = Decimal(1)


def add_order_options(parser: Parser) -> None:
    """Add the options about paying."""
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask about the cost")
    parser.add_argument("--max-cost", metavar="AMOUNT", help="refuse a call that may cost more")
    parser.add_argument(
        "--assume-cost", metavar="AMOUNT", help="what it is taken to cost if nobody knows"
    )
    parser.add_argument("--key", help="a key of your own; the same key is never paid twice")
    parser.add_argument("--batch", metavar="LABEL", help="a label for a group of calls")
    parser.add_argument("--webhook", metavar="URL", help="where the service reports the end")
    parser.add_argument(
        "--min-fidelity",
        choices=("draft", "model", "exact"),
        help="refuse anything less than this",
    )
    parser.add_argument(
        "--show-request", action="store_true", help="print the body and send nothing"
    )


def order_from(given: Namespace, invocation: Invocation, choice: Choice) -> Order:
    """Return how the call is to be submitted."""
    limit = invocation.configuration.get("max_cost", given.max_cost)
    options: dict[str, Any] = {}
    if given.min_fidelity:
        options["min_fidelity"] = given.min_fidelity
    try:
        # An argument or a variable has a name of its own; a file has several settings.
        is_named = limit.by.startswith("the ")
        who = limit.by.rpartition(" ")[2] if is_named else f"max_cost in {limit.by}"
        most = as_money(limit.value, who)
        assumed = as_money(given.assume_cost, "--assume-cost")
    except ConfigurationError as exc:
        raise ConfigurationError(exc.message, hint="Write an amount such as 1.50.") from exc
    return Order(
        key=given.key,
        # What costs nothing is not held to a limit.
        max_cost=most if choice.pays else None,
        assume_cost=assumed,
        batch=given.batch,
        webhook=given.webhook,
        options=options,
    )


def announce(choice: Choice, quote: Quote, invocation: Invocation) -> None:
    """Say who will run the call, who decided that, and what it will cost."""
    if choice.pays:
        cost = f"quote {quote}"
    else:
        cost = (
            f"nothing is billed here; elsewhere {quote}" if quote.is_known else "nothing is billed"
        )
    invocation.say(f"service {choice.service.name} ({choice.why}); {cost}")


def consent(
    endpoint: str,
    choice: Choice,
    quote: Quote,
    *,
    order: Order,
    given: Namespace,
    invocation: Invocation,
) -> None:
    """
    Ask a person about a call that costs more than a dollar.

    Raises:
        CostRefusedError: if they say no, or there is nobody to ask.
    """
    high = quote.high
    if not choice.pays or given.yes or order.max_cost is not None or high is None:
        return
    if high <= ASK_ABOVE:
        return
    refusal = (
        f"The call to {endpoint!r} was not sent: it may cost {high.normalize():f} {quote.currency}"
    )
    terminal = invocation.terminal
    if not (terminal.stdin.isatty() and terminal.stderr.isatty()):
        raise CostRefusedError(
            f"{refusal}, and nobody is there to be asked.",
            hint="Say yes with -y, or set a limit with --max-cost.",
        )
    if terminal.ask(f"Run it for {quote}? [y/N] ").lower() not in {"y", "yes"}:
        raise CostRefusedError(f"{refusal}, and you said no.")
