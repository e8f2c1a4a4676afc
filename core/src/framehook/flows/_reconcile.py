"""
Finding out what became of calls whose outcome nobody knows.

Only *adoption* happens here: a call that is found to have been accepted gets its ticket.
Nothing is ever sent again. What cannot be found stays open, and after a while is set
aside for a person, with its money still reserved. What was never sent holds no money, and
ends once nobody has come back for it in a month.
"""

from __future__ import annotations

__all__ = ("Reconciled", "from_inbox", "reconcile")

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

from ..errors import FramehookError
from ..spi._command import Flow, Now
from ..spi._intent import Intent, IntentState, Permit
from ..spi._job import Ticket
from ..spi._json import Obj
from ..spi._ledger import Ledger
from ..spi._queue import Finds
from ..spi._record import record
from ._commands import Emit, Record
from ._lost import lost_call
from ._plans import end_plan, is_forsaken
from ._send import conduct
from ._terms import Terms

T = TypeVar("T")

OPEN = (IntentState.UNKNOWN, IntentState.QUARANTINED)
# So many entries are in memory at a time.
PAGE = 200


@record(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """
    What was found out about one entry.

    Attributes:
        key: The entry's key.
        before: Where it stood.
        after: Where it stands now.
        evidence: Why.

    Example:
        ```python
        found = Reconciled(
            key="ab12",
            before=IntentState.UNKNOWN,
            after=IntentState.SUBMITTED,
            evidence="The service has it.",
        )
        assert found.before is not found.after
        ```
    """

    key: str
    before: IntentState
    after: IntentState
    evidence: str


def reconcile(
    terms: Terms,
    *,
    target: Callable[[str], str] = str,
    patience: float = 24 * 3600.0,
    endpoint: str | None = None,
) -> Flow[list[Reconciled]]:
    """
    Look for the jobs of a service's open entries: in the inbox, then at the service.

    Those of other accounts are left to clients that have their keys.

    Args:
        terms: What is known of the client; its service is asked.
        target: The service's own name of an endpoint, by id.
        patience: Seconds after which an entry that was not found is set aside.
        endpoint: The only endpoint whose calls are looked for; all if not given.
    """
    # Whoever let the lease of one of these run out died while the paid request was under way.
    # Those that are due would not do: they begin with results that nobody has fetched. And it
    # is not done under the name of this client, which may be sending it at this moment.
    owner = f"{terms.owner}-reconcile"
    dead = IntentState.SUBMITTING
    yield from _each_page(
        _Query([dead], replace(terms, account=None), endpoint), partial(_bury, owner=owner)
    )
    leads: list[_Lead] = []

    def look(page: Sequence[Intent]) -> Flow[list[Reconciled | None]]:
        told = yield from _in_turn(from_inbox(intent) for intent in page)
        left = [intent for intent, done in zip(page, told, strict=True) if done is None]
        leads.extend((yield from _from_service(left, terms, target)))
        return told

    found = yield from _each_page(_Query(OPEN, terms, endpoint), look)
    # Calls that are alike may stand on different pages.
    found += yield from _match(leads)
    still = _Query([IntentState.UNKNOWN], terms, endpoint)
    found += yield from _each_page(still, partial(_set_aside, patience=patience))
    plans = _Query([IntentState.PLANNED], terms, endpoint)
    found += yield from _each_page(plans, partial(_clear, owner=owner))
    results = [each for each in found if each is not None]
    for each in results:
        yield from Emit("ledger", {"intent": each.key, "state": each.after.value})
    return results


def _in_turn(flows: Iterable[Flow[T]]) -> Flow[list[T]]:
    results = []
    for flow in flows:
        results.append((yield from flow))  # noqa: PERF401 - a comprehension cannot yield.
    return results


class _Query(NamedTuple):
    states: Sequence[IntentState]
    terms: Terms
    endpoint: str | None


class _Lead(NamedTuple):
    """An entry, without what makes it large, and the jobs that may be its own."""

    intent: Intent
    jobs: Sequence[Ticket]


def _each_page(query: _Query, work: Callable[[Sequence[Intent]], Flow[list[T]]]) -> Flow[list[T]]:
    """Do something about all entries that match, however many there are, the oldest first."""
    results: list[T] = []
    after = ""
    while page := (yield from Record(partial(_page, query=query, after=after))):
        results += yield from work([each for each in page if query.terms.concerns(each.new)])
        after = page[-1].key
    return results


def _page(ledger: Ledger, _: datetime, *, query: _Query, after: str) -> Sequence[Intent]:
    return ledger.find(states=query.states, endpoint=query.endpoint, after=after, limit=PAGE)


def _bury(page: Sequence[Intent], owner: str) -> Flow[list[None]]:
    for intent in page:
        yield from Record(_declare_unknown(intent, owner))
    return []


def _declare_unknown(intent: Intent, owner: str) -> Callable[[Any, Any], bool]:
    def work(ledger: Any, now: Any) -> bool:
        if not ledger.lease(intent.key, owner, 30.0, now):
            return False
        permit = Permit(key=intent.key, attempt=intent.attempt, owner=owner, until=now)
        words = "The process that was sending it ended before it knew the outcome."
        done: bool = ledger.unknown(permit, words, now)
        ledger.release(intent.key, owner, now)
        return done

    return work


def from_inbox(intent: Intent) -> Flow[Reconciled | None]:
    """Adopt the job whose end was reported, if one was. A second one is a stray."""
    notices = yield from Record(lambda ledger, _: ledger.notices(intent.key))
    found: Reconciled | None = None
    for job in _jobs_in(notices):
        ticket = Ticket(
            intent.new.service, intent.new.endpoint, job, {}, intent.key, intent.new.account
        )
        done = yield from _adopt(intent, ticket, f"The service reported the end of job {job}.")
        found = found or done
    return found


def _jobs_in(notices: Sequence[Obj]) -> list[str]:
    jobs: list[str] = []
    others: set[str] = set()
    for notice in notices:
        job, also = str(notice.get("job") or ""), notice.get("also")
        if job and job not in others:
            jobs.append(job)
            # The service knows it by these, too.
            others |= {job, *map(str, also if isinstance(also, list) else ())}
    return jobs


def _from_service(
    intents: Sequence[Intent], terms: Terms, target: Callable[[str], str]
) -> Flow[list[_Lead]]:
    queue = terms.service.queue
    if not intents or not isinstance(queue, Finds):
        return []
    calls = yield from _in_turn(lost_call(intent, target) for intent in intents)
    since = min(call.since for call in calls if call.since is not None)
    try:
        candidates = yield from conduct(queue.find(calls, since), terms)
    except FramehookError as exc:
        yield from Emit("retry", {"reason": str(exc), "what": "reconcile"})
        return []
    found = [candidates.get(call.attempt, ()) for call in calls]
    return [
        _Lead(_light(intent), tuple(jobs))
        for intent, jobs in zip(intents, found, strict=True)
        if jobs
    ]


def _light(intent: Intent) -> Intent:
    return replace(intent, new=replace(intent.new, arguments={}, leaves={}))


def _match(leads: Sequence[_Lead]) -> Flow[list[Reconciled | None]]:
    """Give each entry a job of its own; calls that are alike may have either's."""
    groups: dict[frozenset[str], list[Intent]] = {}
    tickets: dict[str, Ticket] = {}
    for intent, found in leads:
        tickets.update((ticket.id, ticket) for ticket in found)
        groups.setdefault(frozenset(ticket.id for ticket in found), []).append(intent)
    results: list[Reconciled | None] = []
    # Who may have one of a few chooses before who may have one of many.
    for ids, alike in sorted(groups.items(), key=lambda group: len(group[0])):
        jobs = sorted(ids)
        owned = yield from _in_turn(_is_owned(tickets[job]) for job in jobs)
        free = [job for job, taken in zip(jobs, owned, strict=True) if not taken]
        if len(free) > len(alike):
            words = f"{len(free)} jobs may be its own: {', '.join(free)}."
            results += yield from _in_turn(_quarantine(intent, words) for intent in alike)
            continue
        for intent, job in zip(sorted(alike, key=lambda each: each.created), free, strict=False):
            plain = tickets[job]
            ticket = Ticket(
                plain.service, plain.endpoint, job, plain.state, intent.key, intent.new.account
            )
            results.append((yield from _adopt(intent, ticket, f"The service has it as job {job}.")))
    return results


def _is_owned(ticket: Ticket) -> Flow[bool]:
    owners = yield from Record(lambda ledger, _: ledger.find(ticket=ticket))
    return bool(owners)


def _adopt(intent: Intent, ticket: Ticket, words: str) -> Flow[Reconciled | None]:
    done = yield from Record(lambda ledger, now: ledger.adopt(intent.key, ticket, words, now))
    after = IntentState.SUBMITTED
    return _told(intent, after, words) if done else None


def _set_aside(page: Sequence[Intent], patience: float) -> Flow[list[Reconciled | None]]:
    now = yield from Now()
    words = f"It was not found in {patience / 3600:g} hours."
    late = [each for each in page if (now - each.updated).total_seconds() >= patience]
    return (yield from _in_turn(_quarantine(intent, words) for intent in late))


def _clear(page: Sequence[Intent], owner: str) -> Flow[list[Reconciled | None]]:
    now = yield from Now()
    found: list[Reconciled | None] = []
    for intent in page:
        if is_forsaken(intent, now):
            why = yield from Record(partial(end_plan, key=intent.key, owner=owner))
            found += [_told(intent, IntentState.CANCELLED, why)] if why else []
    return found


def _quarantine(intent: Intent, words: str) -> Flow[Reconciled | None]:
    if intent.state is IntentState.QUARANTINED:
        return None
    evidence = f"{intent.evidence} {words}".strip()
    done = yield from Record(lambda ledger, now: ledger.quarantine(intent.key, evidence, now))
    return _told(intent, IntentState.QUARANTINED, evidence) if done else None


def _told(intent: Intent, after: IntentState, words: str) -> Reconciled:
    return Reconciled(key=intent.key, before=intent.state, after=after, evidence=words)
