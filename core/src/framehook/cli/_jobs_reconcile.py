"""`framehook jobs reconcile`: a person decides about calls whose outcome nobody knows."""

from __future__ import annotations

__all__ = ("configure", "perform")

from contextlib import closing
from typing import TYPE_CHECKING

from ..drivers._clock import SystemClock
from ..errors import FramehookError, LedgerError
from ..flows._plans import is_forsaken
from ..flows._reconcile import reconcile
from ..spi._intent import IntentState
from ..spi._job import Ticket
from ..spi._ledger import entries_of
from ._bench import open_bench, open_ledger
from ._entry import entry_json, find_entry
from ._exit import DONE
from ._jobs_list import add_ledger_option
from ._output import columns, emit, money
from ._usage import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from ..spi._intent import Intent
    from ..spi._ledger import Ledger
    from ._invocation import Invocation
    from ._usage import Parser

_OPEN = (IntentState.UNKNOWN, IntentState.QUARANTINED)
_SENDING = "It is being sent, or who sent it has died. Look again in a few minutes."
_WORDS = "A person decided at the command line."


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("key", nargs="?", metavar="KEY", help="an entry; without it, all are shown")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--adopt", metavar="JOB-ID", help="it was accepted as this job")
    ways.add_argument("--write-off", action="store_true", help="it will not be looked for any more")
    ways.add_argument(
        "--resubmit", action="store_true", help="it was not accepted, and may be sent again"
    )
    parser.add_argument("--offline", action="store_true", help="do not ask the services")
    add_ledger_option(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Show what is open, or decide about one entry."""
    now = (invocation.clock or SystemClock()).now()
    is_decided = bool(given.adopt or given.write_off or given.resubmit)
    if is_decided and not given.key:
        raise UsageError("It is not said which entry is decided about.", hint="Add its KEY.")
    if not is_decided and not given.offline:
        _look(given, invocation, now)
    with closing(open_ledger(invocation, given.ledger, reads=True)) as ledger:
        if is_decided:
            found = [_decide(ledger, find_entry(ledger, given.key), given, now)]
        elif given.key:
            found = [find_entry(ledger, given.key)]
        else:
            found = list(entries_of(ledger, (*_OPEN, IntentState.SUBMITTING)))
        told = [entry_json(ledger, intent) for intent in found]
    if invocation.json:
        emit(invocation.terminal, {"ok": True, "jobs": told})
    else:
        _tell(found, invocation, is_decided=is_decided)
    return DONE


def _is_open(intent: Intent, now: datetime) -> bool:
    return intent.state is not IntentState.PLANNED or is_forsaken(intent, now)


def _look(given: Namespace, invocation: Invocation, now: datetime) -> None:
    """Ask each service for the jobs of its open entries, and adopt what is found."""
    with closing(open_ledger(invocation, given.ledger, reads=True)) as ledger:
        states = (*_OPEN, IntentState.SUBMITTING, IntentState.PLANNED)
        entries = entries_of(ledger, states)
        names = {each.new.service for each in entries if _is_open(each, now)}
    for name in sorted(names):
        try:
            with open_bench(invocation, given, name) as bench:
                flow = reconcile(bench.outfit.terms(), target=bench.outfit.target)
                found = bench.driver.run(flow)
        except FramehookError as exc:
            invocation.say(f"{name} could not be asked: {exc}")
            continue
        for each in found:
            invocation.say(f"{each.key}: {each.after.value}. {each.evidence}")


def _decide(ledger: Ledger, intent: Intent, given: Namespace, now: datetime) -> Intent:
    key = intent.key
    if given.adopt:
        new = intent.new
        ticket = Ticket(new.service, new.endpoint, given.adopt, {}, key, new.account)
        done = ledger.adopt(key, ticket, _WORDS, now)
    elif given.write_off:
        ledger.quarantine(key, intent.evidence or _WORDS, now)
        done = ledger.write_off(key, _WORDS, now)
    else:
        done = ledger.absent(key, _WORDS, now)
        if done and intent.new.dedupe is None:
            # Nobody can name it again, so that only its money matters.
            ledger.cancelled(key, _WORDS, now)
    after = find_entry(ledger, key)
    if not done:
        raise LedgerError(
            f"The entry {key} cannot be decided about in this way: it is {after.state.value}.",
            hint=f"See: framehook jobs show {key}",
        )
    return after


def _tell(found: list[Intent], invocation: Invocation, *, is_decided: bool) -> None:
    if not found:
        invocation.say("Every call has a known outcome.")
        return
    rows = [
        (
            intent.key,
            intent.state.value,
            intent.new.endpoint,
            intent.new.service,
            money(intent.reserved),
            f"{intent.updated:%Y-%m-%d %H:%M}",
            _SENDING if intent.state is IntentState.SUBMITTING else intent.evidence,
        )
        for intent in found
    ]
    head = ("key", "state", "endpoint", "service", "reserved", "since", "evidence")
    invocation.terminal.out(columns(rows, head))
    if is_decided:
        _next(found[0], invocation)
        return
    if all(intent.state is IntentState.SUBMITTING for intent in found):
        return
    invocation.say("Look at the service's own list of jobs, and then decide about each:")
    invocation.say("  framehook jobs reconcile KEY --adopt JOB-ID   it was accepted")
    invocation.say("  framehook jobs reconcile KEY --resubmit       it was not")
    invocation.say("  framehook jobs reconcile KEY --write-off      nobody will ever know")


def _next(intent: Intent, invocation: Invocation) -> None:
    if intent.state is IntentState.SUBMITTED:
        invocation.say(f"Wait for it with: framehook jobs wait {intent.key} -o OUT")
    elif intent.state is IntentState.PLANNED:
        invocation.say(f"Run the same command again with --key {intent.new.dedupe}")
    elif intent.state is IntentState.CANCELLED:
        invocation.say("Its money is free again. Run the same command again.")
