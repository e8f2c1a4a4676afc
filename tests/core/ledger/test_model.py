"""Both ledgers, step by step, with three workers and a virtual clock."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.spi import Cap, Denied, Failure, Intent, IntentState, NewIntent, Permit, StoredFile
from framehook.testing._ledger_walk import EVERYTHING, NOW, audit, ticket

OWNERS = st.sampled_from(["ada", "bob", "eve"])
MONEY = st.sampled_from([None, Decimal("0.10"), Decimal("0.25"), Decimal(1)])
JOBS = st.integers(0, 4).map("job-{}".format)
CAP = Decimal(2)


class TwoLedgers(RuleBasedStateMachine):
    keys = Bundle("keys")
    permits = Bundle("permits")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ledgers = (MemoryLedger(), SqliteLedger(self.folder / "jobs.db"))
        # One entry's keys, by its number.
        self.names: list[tuple[str, str]] = []
        self.granted: list[tuple[Permit, Permit]] = []
        self.now = NOW

    def teardown(self):
        for ledger in self.ledgers:
            ledger.close()
        shutil.rmtree(self.folder)

    def plain(self, value):
        """Return an answer without the ledgers' own keys, so that two can be compared."""
        if isinstance(value, Intent):
            return replace(value, key=self.number(value.key))
        if isinstance(value, Denied):
            return value.reason, self.plain(value.intent)
        if isinstance(value, Permit):
            return replace(value, key=self.number(value.key))
        if isinstance(value, list | tuple) and type(value) in {list, tuple}:
            return [self.plain(one) for one in value]
        return value

    def number(self, key):
        return next(number for number, pair in enumerate(self.names) if key in pair)

    def both(self, do, number=None):
        answers = [
            do(ledger, None if number is None else self.names[number][side])
            for side, ledger in enumerate(self.ledgers)
        ]
        assert self.plain(answers[0]) == self.plain(answers[1])
        return answers

    def by_permit(self, do, number):
        answers = [
            do(ledger, permit)
            for ledger, permit in zip(self.ledgers, self.granted[number], strict=True)
        ]
        assert answers[0] == answers[1]

    @initialize()
    def limit(self):
        self.both(lambda ledger, _: ledger.set_caps([Cap("total", CAP)], self.now))

    @rule(target=keys, estimate=MONEY, dedupe=st.sampled_from([None, None, "a", "b"]))
    def plan(self, estimate, dedupe):
        new = NewIntent(service="local", endpoint="e", estimate=estimate, dedupe=dedupe, batch="b")
        pair = tuple(ledger.plan([new], self.now)[0].key for ledger in self.ledgers)
        if pair not in self.names:
            self.names.append(pair)
        return self.names.index(pair)

    @rule(seconds=st.sampled_from([0.5, 10, 61]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(target=permits, number=keys, owner=OWNERS, ttl=st.sampled_from([30, 60]))
    def begin(self, number, owner, ttl):
        answers = self.both(lambda ledger, key: ledger.begin(key, owner, ttl, self.now), number)
        if isinstance(answers[0], Permit):
            reserved, spent = self.ledgers[1].spending(self.now)["total"]
            assert reserved + spent <= CAP
            self.granted.append(tuple(answers))
        return len(self.granted) - 1

    @precondition(lambda self: self.granted)
    @rule(number=permits, job=JOBS)
    def accepted(self, number, job):
        self.by_permit(lambda ledger, p: ledger.accepted(p, ticket(job), self.now), number)

    @precondition(lambda self: self.granted)
    @rule(number=permits, again=st.booleans())
    def rejected(self, number, again):
        failure = Failure("input", "No.")
        self.by_permit(
            lambda ledger, p: ledger.rejected(p, failure, again=again, now=self.now), number
        )

    @precondition(lambda self: self.granted)
    @rule(number=permits)
    def unknown(self, number):
        self.by_permit(lambda ledger, p: ledger.unknown(p, "reset", self.now), number)

    @rule(number=keys, job=JOBS)
    def adopt(self, number, job):
        self.both(lambda ledger, key: ledger.adopt(key, ticket(job), "found", self.now), number)

    @rule(
        number=keys,
        verb=st.sampled_from(["absent", "quarantine", "write_off", "cancelled", "expired"]),
    )
    def told(self, number, verb):
        self.both(lambda ledger, key: getattr(ledger, verb)(key, verb, self.now), number)

    @rule(number=keys, cost=MONEY)
    def result(self, number, cost):
        self.both(
            lambda ledger, key: ledger.result(
                key,
                {"n": 1},
                units=cost,
                cost=cost,
                expires=self.now + timedelta(seconds=number),
                now=self.now,
            ),
            number,
        )

    @rule(number=keys, cost=MONEY)
    def failed(self, number, cost):
        failure = Failure("service", "Down.")
        self.both(lambda ledger, key: ledger.failed(key, failure, cost=cost, now=self.now), number)

    @rule(number=keys)
    def fetched(self, number):
        file = StoredFile("/v", "v.mp4", 1, "ab")
        self.both(lambda ledger, key: ledger.fetched(key, [file], self.now), number)

    @rule(number=keys, owner=OWNERS)
    def lease(self, number, owner):
        self.both(lambda ledger, key: ledger.lease(key, owner, 30, self.now), number)

    @rule(number=keys, owner=OWNERS)
    def release(self, number, owner):
        self.both(lambda ledger, key: ledger.release(key, owner, self.now), number)

    @rule(number=keys, job=JOBS, named=st.booleans())
    def notice(self, number, job, named):
        self.both(
            lambda ledger, key: ledger.notice(job, key if named else None, {"j": job}, self.now),
            number,
        )
        self.both(lambda ledger, key: ledger.notices(key), number)

    @invariant()
    def they_agree(self):
        self.both(lambda ledger, _: ledger.find(limit=EVERYTHING))
        self.both(lambda ledger, _: ledger.due(self.now))
        self.both(lambda ledger, _: ledger.spending(self.now))
        self.both(lambda ledger, _: ledger.typical("e"))
        self.both(
            lambda ledger, _: [
                (line.number, line.at, line.kind) for line in ledger.events(limit=EVERYTHING)
            ]
        )
        self.both(lambda ledger, _: audit(ledger, self.now))

    @invariant()
    def one_permit_is_good(self):
        """Of all permits for an intent at most one may be used, and only while it is sent."""
        good: set[str] = set()
        for _, permit in self.granted:
            if self.ledgers[1].holds(permit, self.now):
                assert permit.key not in good
                good.add(permit.key)
                assert self.ledgers[1].get(permit.key).state is IntentState.SUBMITTING


TestTwoLedgers = TwoLedgers.TestCase
TestTwoLedgers.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
