"""One change of one entry: the row, the money and the line in the log together."""

from __future__ import annotations

__all__ = ("change", "grant", "record", "write_down")

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex

from ..spi import Denied, Intent, IntentState, Json, NewIntent, Permit
from ._entry import Entry
from ._money import NOTHING, STRAY, cap_scope, excess, movement, scopes
from ._store import Transaction
from ._transitions import Verb


def record(work: Transaction, after: Entry, kind: str, data: Mapping[str, Json]) -> None:
    """Append a line to the log from which the entry's state can be read again."""
    intent = after.intent
    line: dict[str, Json] = {
        "state": intent.state.value,
        "attempt": intent.attempt,
        "reserved": str(intent.reserved),
        "spent": None if intent.spent is None else str(intent.spent),
    }
    work.log(after.touched, intent.key, kind, {**line, **data})


def change(
    work: Transaction,
    before: Entry,
    after: Entry | None,
    verb: Verb,
    data: Mapping[str, Json],
) -> bool:
    """Keep a change, if there is one, and say whether there was."""
    if after is None:
        return False
    work.save(after)
    moved = movement(before.intent, after.intent)
    if after.begun is not None and moved != NOTHING:
        new = after.intent.new
        for scope in scopes(new, after.begun):
            balance = work.balance(scope, new.currency).plus(moved)
            work.set_balance(scope, new.currency, balance)
    record(work, after, verb, data)
    return True


def grant(
    work: Transaction, before: Entry, owner: str, ttl: float, now: datetime
) -> Permit | Denied:
    """Give leave to send, if nothing speaks against it."""
    intent = before.intent
    is_sent = intent.state is IntentState.SUBMITTING and before.is_leased(now)
    if is_sent or (intent.state is IntentState.PLANNED and not before.is_free(owner, now)):
        return Denied(
            "leased", f"{before.owner!r} works on {intent.key!r} until {before.until}.", intent
        )
    begun = before.moved("begin", now, attempt=intent.attempt + 1, evidence="")
    if begun is None:
        return Denied(
            "state",
            f"The call {intent.key!r} is not planned any more: it is {intent.state.value}.",
            intent,
        )
    refusal = _refusal(work, intent, now)
    if refusal is not None:
        return Denied("cap", refusal, intent)
    until = now + timedelta(seconds=ttl)
    after = Entry(begun.intent, now, begun.number, owner, until, now, begun.cost, begun.seconds)
    change(work, before, after, "begin", {"owner": owner, "until": until.isoformat()})
    return Permit(key=intent.key, attempt=after.intent.attempt, owner=owner, until=until)


def _refusal(work: Transaction, intent: Intent, now: datetime) -> str | None:
    new, caps = intent.new, work.caps()
    mine = scopes(new, now) if caps else ()
    for cap in caps:
        scope = cap_scope(cap, now)
        if cap.currency != new.currency or scope not in mine:
            continue
        balance = work.balance(scope, cap.currency)
        if scope == "total":
            balance = balance.plus(work.balance(STRAY, cap.currency))
        found = excess(cap, balance, new)
        if found is not None:
            return found
    return None


def write_down(work: Transaction, new: NewIntent, now: datetime) -> Intent:
    """Add an entry, unless there is one with the caller's key, and return it."""
    first = None if new.dedupe is None else work.with_dedupe(new.dedupe)
    if first is not None:
        return first.intent
    intent = Intent(key=token_hex(16), new=new, state=IntentState.PLANNED, created=now, updated=now)
    entry = Entry(intent=intent, touched=now)
    work.add(entry)
    record(work, entry, "planned", {"endpoint": new.endpoint})
    return intent
