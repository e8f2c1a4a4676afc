"""Intents brought into any state, and the books checked."""

from __future__ import annotations

__all__ = (
    "LEGAL",
    "NOW",
    "VERBS",
    "ZERO",
    "act",
    "at",
    "audit",
    "permit_of",
    "plan",
    "reach",
    "restless",
    "ticket",
)

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..spi import Failure, IntentState, Ledger, NewIntent, Permit, StoredFile, Ticket

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWNER = "one"
TTL = 60.0
ZERO = Decimal(0)
NEW = NewIntent(
    service="local",
    endpoint="example/film",
    account="studio",
    batch="night",
    arguments={"prompt": "the tide comes in"},
    leaves={"/prompt": "ab" * 32},
    estimate=Decimal("0.40"),
)
EVERYTHING = 1_000_000

# How to come to a state: what is done after planning.
_WAYS: Mapping[str, str] = {
    "planned": "",
    "submitting": "begin",
    "submitted": "begin accepted",
    "unknown": "begin unknown",
    "result": "begin accepted result",
    "downloading": "begin accepted result lease",
    "quarantined": "begin unknown quarantine",
    "rejected": "begin rejected",
    "failed": "begin accepted failed",
    "cancelled": "begin accepted cancelled",
    "expired": "begin accepted result expired",
    "fetched": "begin accepted result fetched",
    "written-off": "begin unknown quarantine write-off",
}
# What may follow what, once an intent has been sent: verb, from, to.
LEGAL: Mapping[str, Mapping[str, str]] = {
    "begin": {"planned": "submitting"},
    "accepted": dict.fromkeys(("submitting", "unknown", "quarantined", "written-off"), "submitted"),
    "rejected": dict.fromkeys(("submitting", "unknown", "quarantined"), "rejected"),
    "postponed": dict.fromkeys(("submitting", "unknown", "quarantined"), "planned"),
    "unknown": {"submitting": "unknown"},
    "adopt": dict.fromkeys(("unknown", "quarantined", "written-off"), "submitted"),
    "absent": dict.fromkeys(("unknown", "quarantined"), "planned"),
    "quarantine": {"unknown": "quarantined"},
    "write-off": {"quarantined": "written-off"},
    "result": dict.fromkeys(
        ("submitted", "unknown", "quarantined", "written-off", "cancelled", "expired"), "result"
    ),
    "failed": dict.fromkeys(("submitted", "unknown", "quarantined", "written-off"), "failed"),
    "cancelled": dict.fromkeys(("planned", "submitted"), "cancelled"),
    "fetched": dict.fromkeys(("result", "downloading", "expired"), "fetched"),
    "expired": dict.fromkeys(("submitted", "result", "downloading"), "expired"),
}


def at(seconds: float) -> datetime:
    """Return the time some seconds after the beginning."""
    return NOW + timedelta(seconds=seconds)


def plan(ledger: Ledger, **changes: Any) -> str:
    """Plan a call and return its key."""
    (intent,) = ledger.plan([replace(NEW, **changes)], NOW)
    return intent.key


def permit_of(key: str, attempt: int = 1) -> Permit:
    """Return the permit that the first owner had for an attempt."""
    return Permit(key=key, attempt=attempt, owner=OWNER, until=at(TTL))


def ticket(job: str) -> Ticket:
    """Return the ticket of a job."""
    return Ticket("local", "example/film", job, {"at": "/jobs"}, account="studio")


def _result(ledger: Ledger, key: str, now: datetime) -> bool:
    return ledger.result(
        key,
        {"video": {"url": "film.mp4"}},
        units=Decimal(5),
        cost=Decimal("0.35"),
        expires=at(3600),
        now=now,
    )


_FAILURE = Failure("service", "The model fell over.", "500", detail={"gpu": 3})
_FILE = StoredFile("/video", "film.mp4", 1234, "cd" * 32)
VERBS: Mapping[str, Callable[[Ledger, str, datetime], object]] = {
    "begin": lambda ledger, key, now: ledger.begin(key, OWNER, TTL, now),
    "accepted": lambda ledger, key, now: ledger.accepted(permit_of(key), ticket(f"job-{key}"), now),
    "rejected": lambda ledger, key, now: ledger.rejected(
        permit_of(key), _FAILURE, again=False, now=now
    ),
    "postponed": lambda ledger, key, now: ledger.rejected(
        permit_of(key), _FAILURE, again=True, now=now
    ),
    "unknown": lambda ledger, key, now: ledger.unknown(permit_of(key), "reset", now),
    "adopt": lambda ledger, key, now: ledger.adopt(key, ticket(f"job-{key}"), "found", now),
    "absent": lambda ledger, key, now: ledger.absent(key, "not listed", now),
    "quarantine": lambda ledger, key, now: ledger.quarantine(key, "no proof", now),
    "write-off": lambda ledger, key, now: ledger.write_off(key, "given up", now),
    "result": _result,
    "failed": lambda ledger, key, now: ledger.failed(key, _FAILURE, cost=Decimal("0.10"), now=now),
    "cancelled": lambda ledger, key, now: ledger.cancelled(key, "by hand", now),
    "fetched": lambda ledger, key, now: ledger.fetched(key, [_FILE], now),
    "expired": lambda ledger, key, now: ledger.expired(key, "gone", now),
    "lease": lambda ledger, key, now: ledger.lease(key, OWNER, TTL, now),
}


@contextmanager
def restless() -> Generator[None]:
    """Let threads interrupt each other as often as they can, so that races are met."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def act(ledger: Ledger, verb: str, key: str, now: datetime = NOW) -> bool:
    """Do something to an intent, and say whether the ledger took it."""
    answer = VERBS[verb](ledger, key, now)
    return isinstance(answer, Permit) or answer is True


def reach(ledger: Ledger, state: str, **changes: Any) -> str:
    """Plan a call, bring it into a state, and return its key."""
    key = plan(ledger, **changes)
    for verb in _WAYS[state].split():
        assert act(ledger, verb, key), f"{verb} was refused on the way to {state}"
    return key


def audit(ledger: Ledger, now: datetime = NOW) -> dict[str, int]:
    """
    Check that log, entries and money agree, and return how many entries are in which state.

    The money of the day is compared as well, so every attempt must have begun today.
    """
    intents = ledger.find(limit=EVERYTHING)
    states = {intent.key: intent.state for intent in intents}
    replayed = {
        event.key: IntentState(str(event.data["state"]))
        for event in ledger.events(limit=EVERYTHING)
        if "state" in event.data
    }
    assert replayed == states, "the log tells another story than the entries"
    spending = ledger.spending(now)
    sums = {
        "total": intents,
        "day": intents,
        **{
            f"endpoint:{name}": [intent for intent in intents if intent.new.endpoint == name]
            for name in {intent.new.endpoint for intent in intents}
        },
    }
    for scope, several in sums.items():
        reserved = sum((intent.reserved for intent in several), ZERO)
        spent = sum((intent.spent or Decimal(0) for intent in several), ZERO)
        assert spending.get(scope, (ZERO, ZERO)) == (reserved, spent), (
            f"the money of {scope} is wrong"
        )
    for intent in intents:
        assert intent.state.holds_money or not intent.reserved, "money is held by nobody"
    counts = [state.value for state in states.values()]
    return {state: counts.count(state) for state in sorted(set(counts))}
