"""What a ledger must do with leases, the inbox, the log and questions, as tests."""

from __future__ import annotations

__all__ = ("LeaseClaims",)

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..spi import Denied, IntentState, Ledger, Obj, Permit, entries_of
from ._ledger_walk import EVERYTHING, NOW, act, at, audit, plan, reach, restless, ticket


def _state(ledger: Ledger, key: str) -> str:
    intent = ledger.get(key)
    assert intent is not None
    return intent.state.value


def _due(ledger: Ledger, seconds: float, limit: int = 100) -> list[str]:
    return [intent.key for intent in ledger.due(at(seconds), limit)]


class LeaseClaims:
    """Who may work on what, and what everyone can see."""

    def test_a_permit_is_good_until_its_lease_ends(self, ledger: Ledger) -> None:
        """It names its attempt, and is worth nothing at the very moment the lease ends."""
        permit = ledger.begin(plan(ledger), "one", 60, NOW)
        assert isinstance(permit, Permit)
        assert (permit.attempt, permit.until, permit.label) == (1, at(60), f"{permit.key}-1")
        assert ledger.holds(permit, at(59.999999))
        assert not ledger.holds(permit, at(60))
        assert not ledger.holds(Permit(key="x", attempt=1, owner="one", until=at(60)), NOW)

    def test_a_renewed_lease_does_not_renew_the_permit(self, ledger: Ledger) -> None:
        """What was not sent in time is not sent later, even if nobody else took over."""
        permit = ledger.begin(plan(ledger), "one", 60, NOW)
        assert isinstance(permit, Permit)
        assert ledger.lease(permit.key, "one", 600, at(30))
        assert not ledger.holds(permit, at(61))

    def test_a_permit_ends_when_someone_else_takes_over(self, ledger: Ledger) -> None:
        """A sender that was asleep must not send; its late word is taken all the same."""
        permit = ledger.begin(plan(ledger), "one", 60, NOW)
        assert isinstance(permit, Permit)
        assert not ledger.lease(permit.key, "two", 60, at(59))
        assert ledger.lease(permit.key, "two", 60, at(60))
        assert not ledger.holds(permit, NOW)
        assert ledger.unknown(permit, "its sender died", at(61))
        assert ledger.accepted(permit, ticket("late"), at(62))

    def test_one_is_sent_by_one(self, ledger: Ledger) -> None:
        """A second leave is refused while the first lasts, and afterwards because of the state."""
        key = plan(ledger)
        assert isinstance(ledger.begin(key, "one", 60, NOW), Permit)
        reasons = []
        for owner, seconds in (("two", 1), ("one", 1), ("two", 60)):
            denied = ledger.begin(key, owner, 60, at(seconds))
            assert isinstance(denied, Denied)
            assert (denied.intent.key, bool(denied.message)) == (key, True)
            reasons.append(denied.reason)
        assert reasons == ["leased", "leased", "state"]

    def test_a_plan_can_be_leased(self, ledger: Ledger) -> None:
        """Nobody else begins it then."""
        key = plan(ledger)
        assert ledger.lease(key, "one", 60, NOW)
        denied = ledger.begin(key, "two", 60, at(1))
        assert isinstance(denied, Denied)
        assert denied.reason == "leased"
        assert isinstance(ledger.begin(key, "one", 60, at(1)), Permit)

    def test_an_end_gives_the_lease_back(self, ledger: Ledger) -> None:
        """What comes back from there is free for anyone at once."""
        key = reach(ledger, "quarantined")
        assert act(ledger, "absent", key)
        assert _due(ledger, 0) == [key]
        assert isinstance(ledger.begin(key, "two", 60, NOW), Permit)

    def test_one_of_many_threads_may_send(self, ledger: Ledger) -> None:
        """However many begin at once, there is one permit."""
        key = plan(ledger)
        with restless(), ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: ledger.begin(key, f"{n}", 60, NOW), range(16)))
        assert sum(isinstance(answer, Permit) for answer in answers) == 1
        assert {answer.reason for answer in answers if isinstance(answer, Denied)} == {"leased"}

    def test_a_lease_on_a_result_says_that_it_is_downloaded(self, ledger: Ledger) -> None:
        """Giving it back says that it is not, and one that ran out is taken by the next."""
        key = reach(ledger, "result")
        assert ledger.lease(key, "one", 60, at(60))
        assert _state(ledger, key) == "downloading"
        ledger.release(key, "two", at(61))
        assert _state(ledger, key) == "downloading"
        ledger.release(key, "one", at(61))
        assert _state(ledger, key) == "result"
        assert ledger.lease(key, "one", 60, at(62))
        assert not ledger.lease(key, "two", 60, at(63))
        assert ledger.lease(key, "two", 60, at(122))
        ledger.release("nobody", "two", at(123))
        assert not ledger.lease("nobody", "two", 60, at(123))
        audit(ledger)

    def test_what_is_open_and_free_is_due(self, ledger: Ledger) -> None:
        """A lease hides an entry while it lasts, and ends are never due."""
        keys = {state.value: reach(ledger, state.value) for state in IntentState}
        assert set(_due(ledger, 0)) == {keys["planned"]}
        is_open = ("planned", "submitting", "submitted", "unknown", "result", "downloading")
        assert set(_due(ledger, 60)) == {keys[state] for state in is_open}
        ledger.release(keys["submitted"], "one", at(1))
        assert set(_due(ledger, 1)) == {keys["planned"], keys["submitted"]}

    def test_what_expires_first_is_due_first(self, ledger: Ledger) -> None:
        """Then comes what nobody has looked at for longest, so that nothing is starved."""
        waiting = [reach(ledger, "submitted") for _ in range(3)]
        results = [reach(ledger, "submitted") for _ in range(2)]
        for key, seconds in zip(results, (900, 800), strict=True):
            assert ledger.result(key, {}, units=None, cost=None, expires=at(seconds), now=NOW)
        assert _due(ledger, 60) == [results[1], results[0], *waiting]
        assert ledger.lease(waiting[0], "two", 10, at(60))
        ledger.release(waiting[0], "two", at(61))
        assert _due(ledger, 70, 4) == [results[1], results[0], waiting[1], waiting[2]]
        assert _due(ledger, 70, 0) == []

    def test_entries_are_found_by_what_they_have(self, ledger: Ledger) -> None:
        """Everything given must match, the newest come first."""
        first = reach(ledger, "submitted", batch="a", dedupe="k")
        second = reach(ledger, "submitted", batch="b")
        third = plan(ledger, batch="a", endpoint="example/still")

        def found(**query: Any) -> list[str]:
            return [intent.key for intent in ledger.find(**query)]

        assert found() == [third, second, first]
        assert found(limit=2) == [third, second]
        assert found(limit=-1) == []
        assert found(batch="a") == [third, first]
        assert found(batch="a", endpoint="example/film") == [first]
        assert found(dedupe="k") == [first]
        assert found(ticket=ticket(f"job-{second}")) == [second]
        assert found(ticket=ticket("other")) == []
        assert found(states=[IntentState.PLANNED, IntentState.UNKNOWN]) == [third]

    def test_all_entries_are_found_page_by_page(self, ledger: Ledger) -> None:
        """The oldest first, each once, whatever is added or decided meanwhile."""
        unknown = IntentState.UNKNOWN
        keys = [reach(ledger, "unknown" if number % 2 else "planned") for number in range(7)]
        odd = keys[1::2]
        first = ledger.find(states=[unknown], after="", limit=2)
        assert [intent.key for intent in first] == odd[:2]
        assert act(ledger, "quarantine", odd[1])
        odd.append(reach(ledger, "unknown", endpoint="example/still"))
        rest = ledger.find(states=[unknown], after=odd[1], limit=5)
        assert [intent.key for intent in rest] == odd[2:]
        found = ledger.find(states=[unknown], endpoint="example/still", after=odd[0])
        assert [intent.key for intent in found] == odd[-1:]
        assert ledger.find(after=odd[-1]) == ledger.find(after="nobody") == ()
        assert ledger.find(after="", limit=0) == ()
        everything = [intent.key for intent in entries_of(ledger)]
        assert everything == [*keys, odd[-1]]

    def test_a_notification_is_kept_once(self, ledger: Ledger) -> None:
        """It is found by key, or by job where it named no key."""
        key = reach(ledger, "submitted")
        done: Obj = {"status": "ok", "n": 1}
        other: Obj = {"status": "ok", "n": 2}
        assert ledger.notice("early", key, done, NOW)
        assert not ledger.notice("early", key, {"n": 1, "status": "ok"}, at(1))
        assert ledger.notice(f"job-{key}", None, other, at(2))
        assert not ledger.notice(f"job-{key}", None, other, at(3))
        assert ledger.notice("foreign", None, other, at(4))
        assert ledger.notices(key) == (done, other)
        assert ledger.notices("nobody") == ()
        assert [line.data["job"] for line in ledger.events() if line.kind == "notice"] == [
            "early",
            f"job-{key}",
            "foreign",
        ]

    def test_unknown_jobs_do_not_fill_the_inbox(self, ledger: Ledger) -> None:
        """
        What is told of them is dropped in the end, the oldest first; what an entry has is not,
        though it came before the acceptance did.
        """
        key = reach(ledger, "submitting")
        assert ledger.notice(f"job-{key}", None, {"n": 0}, NOW)
        assert ledger.notice("early", key, {"n": 0}, NOW)
        assert act(ledger, "accepted", key)
        assert ledger.notice("old", None, {"n": 0}, NOW)
        assert ledger.notice("older than a month", None, {"n": 0}, at(31 * 86400))
        assert ledger.notice("old", None, {"n": 0}, at(31 * 86400))
        jobs = [f"foreign-{number}" for number in range(1200)]
        for job in jobs:
            assert ledger.notice(job, None, {"n": 0}, at(32 * 86400))
        assert not ledger.notice(jobs[-1], None, {"n": 0}, at(32 * 86400))
        assert ledger.notice(jobs[0], None, {"n": 0}, at(32 * 86400))
        assert ledger.notices(key) == ({"n": 0}, {"n": 0})

    def test_the_log_tells_everything_in_order(self, ledger: Ledger) -> None:
        """Lines are numbered from 1, can be read on from any of them, and tell the states."""
        first, second = reach(ledger, "fetched"), reach(ledger, "written-off")
        assert act(ledger, "cancelled", plan(ledger), at(5))
        lines = ledger.events(limit=EVERYTHING)
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        assert ledger.events(3, limit=2) == lines[3:5]
        assert ledger.events(len(lines)) == ()
        assert [line.kind for line in ledger.events(key=first)] == [
            "planned",
            "begin",
            "accepted",
            "result",
            "fetched",
        ]
        assert [line.data["evidence"] for line in ledger.events(key=second)[2:]] == [
            "reset",
            "no proof",
            "given up",
        ]
        assert (lines[-1].at, lines[-1].kind) == (at(5), "cancelled")
        assert audit(ledger) == {"cancelled": 1, "fetched": 1, "written-off": 1}
