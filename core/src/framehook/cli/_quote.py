"""`framehook quote`: what a call will cost."""

from __future__ import annotations

__all__ = ("configure", "explain", "perform")

from typing import TYPE_CHECKING

from ..flows._check import quote
from ._bench import open_bench
from ._exit import DONE
from ._output import emit
from ._proposal import add_proposal_options, explain_fields, propose, read_proposal

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation

configure = add_proposal_options
explain = explain_fields


def perform(given: Namespace, invocation: Invocation) -> int:
    """Quote a call that may be sent."""
    endpoint, arguments = read_proposal(given, invocation)
    service = invocation.configuration.get("service", given.service).value
    with open_bench(invocation, given, service, reads=True) as bench:
        call = propose(endpoint, arguments, given, bench).demand()
        found = bench.driver.run(quote(call, bench.outfit.checking(endpoint)))
    if invocation.json:
        emit(invocation.terminal, found.to_json())
        return DONE
    invocation.terminal.out(str(found))
    if found.basis and found.is_known:
        day = f", as of {found.as_of}" if found.as_of else ""
        invocation.say(f"basis: {found.basis}{day}")
    return DONE
