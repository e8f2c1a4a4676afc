"""
Finding out what became of calls whose outcome nobody knows.

Only *adoption* happens here: a call that is found to have been accepted gets its ticket.
Nothing is ever sent again. What cannot be found stays open, and after a while is set
aside for a person, with its money still reserved.
"""

from __future__ import annotations

__all__ = ("Reconciled", "from_inbox", "reconcile")

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from ..errors import FramehookError
from ..spi._command import Flow, Now
from ..spi._intent import Intent, IntentState, Permit
from ..spi._job import Ticket
from ..spi._queue import Finds, Submission
from ._commands import Emit, Record
from ._places import placed
from ._send import conduct
from ._terms import Terms

T = TypeVar("T")

OPEN = (IntentState.UNKNOWN, IntentState.QUARANTINED)
MOST = 1000
_ALL = 1_000_000
# A clock that is a little off must not hide a job.
SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
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
) -> Flow[list[Reconciled]]:
    """
    Look for the jobs of a service's open entries: in the inbox, then at the service.

    Args:
        terms: What is known of the client; its service is asked.
        target: The service's own name of an endpoint, by id.
        patience: Seconds after which an entry that was not found is set aside.
    """
    yield from _bury_the_dead(terms)
    intents = yield from Record(lambda ledger, _: ledger.find(states=OPEN, limit=MOST))
    mine = [intent for intent in intents if intent.new.service == terms.service.name]
    found = yield from _in_turn(from_inbox(intent) for intent in mine)
    left = [intent for intent, done in zip(mine, found, strict=True) if done is None]
    found += yield from _from_service(left, terms, target)
    adopted = {each.key for each in found if each is not None}
    rest = [intent for intent in left if intent.key not in adopted]
    found += yield from _in_turn(_set_aside(intent, patience) for intent in rest)
    results = [each for each in found if each is not None]
    for each in results:
        yield from Emit("ledger", {"intent": each.key, "state": each.after.value})
    return results


def _in_turn(flows: Iterable[Flow[T]]) -> Flow[list[T]]:
    results = []
    for flow in flows:
        results.append((yield from flow))  # noqa: PERF401 - a comprehension cannot yield.
    return results


def _bury_the_dead(terms: Terms) -> Flow[None]:
    # Whoever let the lease of one of these run out died while the paid request was under way.
    # Those that are due would not do: they begin with results that nobody has fetched.
    sent = yield from Record(
        lambda ledger, _: ledger.find(states=[IntentState.SUBMITTING], limit=_ALL)
    )
    for intent in sent:
        if intent.new.service == terms.service.name:
            # Not under the name of this client, which may be sending it at this moment.
            yield from Record(_declare_unknown(intent, f"{terms.owner}-reconcile"))


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
    """Adopt the job whose end was reported, if one was."""
    notices = yield from Record(lambda ledger, _: ledger.notices(intent.key))
    jobs = list(dict.fromkeys(str(notice["job"]) for notice in notices if notice.get("job")))
    for job in jobs:
        ticket = Ticket(
            intent.new.service, intent.new.endpoint, job, {}, intent.key, intent.new.account
        )
        done = yield from _adopt(intent, ticket, f"The service reported the end of job {job}.")
        if done is not None:
            return done
    return None


def _from_service(
    intents: Sequence[Intent], terms: Terms, target: Callable[[str], str]
) -> Flow[list[Reconciled | None]]:
    queue = terms.service.queue
    if not intents or not isinstance(queue, Finds):
        return []
    begun = yield from _in_turn(_begun(intent) for intent in intents)
    since = min(begun) - SKEW
    made = yield from _in_turn(_submission(intent, target) for intent in intents)
    calls = {intent.key: call for intent, call in zip(intents, made, strict=True)}
    try:
        candidates = yield from conduct(queue.find(list(calls.values()), since), terms)
    except FramehookError as exc:
        yield from Emit("retry", {"reason": str(exc), "what": "reconcile"})
        return []
    by_key = {key: list(candidates.get(call.attempt, ())) for key, call in calls.items()}
    return (yield from _match(intents, by_key))


def _begun(intent: Intent) -> Flow[datetime]:
    # A call with a key may have been planned long before it was sent. What ran in between for
    # somebody else, and looks the same, is not its job.
    lines = yield from Record(lambda ledger, _: ledger.events(0, intent.key))
    return next((line.at for line in reversed(lines) if line.kind == "begin"), intent.created)


def _match(
    intents: Sequence[Intent], candidates: Mapping[str, Sequence[Ticket]]
) -> Flow[list[Reconciled | None]]:
    """Give each entry a job of its own; calls that are alike may have either's."""
    groups: dict[frozenset[str], list[Intent]] = {}
    tickets: dict[str, Ticket] = {}
    for intent in intents:
        found = candidates.get(intent.key, ())
        tickets |= {ticket.id: ticket for ticket in found}
        groups.setdefault(frozenset(ticket.id for ticket in found), []).append(intent)
    results: list[Reconciled | None] = []
    for ids, alike in groups.items():
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


def _set_aside(intent: Intent, patience: float) -> Flow[Reconciled | None]:
    now = yield from Now()
    if (now - intent.updated).total_seconds() < patience:
        return None
    return (yield from _quarantine(intent, f"It was not found in {patience / 3600:g} hours."))


def _quarantine(intent: Intent, words: str) -> Flow[Reconciled | None]:
    if intent.state is IntentState.QUARANTINED:
        return None
    evidence = f"{intent.evidence} {words}".strip()
    done = yield from Record(lambda ledger, now: ledger.quarantine(intent.key, evidence, now))
    return _told(intent, IntentState.QUARANTINED, evidence) if done else None


def _told(intent: Intent, after: IntentState, words: str) -> Reconciled:
    return Reconciled(key=intent.key, before=intent.state, after=after, evidence=words)


def _submission(intent: Intent, target: Callable[[str], str]) -> Flow[Submission]:
    arguments = yield from placed(intent)
    return Submission(
        endpoint=intent.new.endpoint,
        target=target(intent.new.endpoint),
        arguments=arguments,
        attempt=f"{intent.key}-{intent.attempt}",
    )
