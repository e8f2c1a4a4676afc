"""What a ledger must do with the life of an intent, as tests."""

from __future__ import annotations

__all__ = ("LifeClaims",)

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from ..errors import LedgerError
from ..spi import Denied, Failure, IntentState, Ledger, NewIntent, Permit
from ._ledger_walk import LEGAL, NOW, ZERO, act, at, audit, permit_of, plan, reach, ticket


class LifeClaims:
    """From the plan to the end."""

    def test_a_planned_call_is_written_down(self, ledger: Ledger) -> None:
        """What was intended comes back whole, in a form that is JSON."""
        odd: Any = {"size": (1, 2), "more": MappingProxyType({"ä": None}), "few": {3}, "n": NOW}
        new = NewIntent(
            service="local",
            endpoint="example/film",
            arguments=odd,
            estimate=Decimal("1.50"),
        )
        (intent,) = ledger.plan([new], NOW.astimezone(timezone(timedelta(hours=5))))
        assert intent.created.utcoffset() == timedelta(0)
        assert intent.new.arguments == {
            "size": [1, 2],
            "more": {"ä": None},
            "few": [3],
            "n": str(NOW),
        }
        assert (intent.state, intent.attempt, intent.reserved) == (IntentState.PLANNED, 0, ZERO)
        assert (intent.created, intent.updated) == (NOW, NOW)
        assert intent.key.isalnum()
        assert ledger.get(intent.key) == intent
        assert ledger.get("nobody") is None

    def test_a_callers_key_stands_for_one_intent(self, ledger: Ledger) -> None:
        """The first intent is returned, later and within one plan, whatever became of it."""
        new = NewIntent(service="local", endpoint="example/film", dedupe="row 7")
        other = NewIntent(service="local", endpoint="example/still", dedupe="row 7")
        free = NewIntent(service="local", endpoint="example/film")
        first, second, third, fourth = ledger.plan([new, other, free, free], NOW)
        assert first == second
        assert len({first.key, third.key, fourth.key}) == 3
        ledger.cancelled(first.key, "", at(1))
        (again,) = ledger.plan([other], at(2))
        assert (again.key, again.state) == (first.key, IntentState.CANCELLED)
        assert len(ledger.find()) == 3

    @pytest.mark.parametrize("verb", LEGAL)
    def test_only_what_may_follow_follows(self, ledger: Ledger, verb: str) -> None:
        """Every verb is tried in every state, and a refusal changes no entry."""
        for state in IntentState:
            key = reach(ledger, state.value)
            before, lines = ledger.get(key), len(ledger.events(key=key))
            after = LEGAL[verb].get(state.value)
            assert act(ledger, verb, key, at(1)) is (after is not None), (verb, state)
            intent = ledger.get(key)
            assert intent is not None
            if after is None:
                # A job that no entry has is written down, whatever was said.
                late = verb == "accepted" and state is IntentState.REJECTED
                told = len(ledger.events(key=key)) - lines
                assert (intent, told) == (before, int(late)), (verb, state)
            else:
                assert (intent.state.value, intent.updated) == (after, at(1)), (verb, state)
                assert [line.kind for line in ledger.events(key=key)[lines:]] == [verb]
        audit(ledger)

    @pytest.mark.parametrize("verb", [verb for verb in LEGAL if verb != "begin"])
    def test_nothing_becomes_of_an_unknown_key(self, ledger: Ledger, verb: str) -> None:
        """A change of an entry that is not there is refused, and there is no leave to send it."""
        assert act(ledger, verb, "nobody") is False
        with pytest.raises(LedgerError, match="no entry 'nobody'"):
            ledger.begin("nobody", "one", 60, NOW)

    def test_what_was_never_sent_is_neither_accepted_nor_done(self, ledger: Ledger) -> None:
        """Answers to a call that nobody has sent are refused."""
        key = plan(ledger)
        assert ledger.accepted(permit_of(key, 0), ticket("x"), NOW) is False
        assert act(ledger, "adopt", key) is False
        assert act(ledger, "cancelled", key)
        assert act(ledger, "result", key) is False

    def test_a_late_acceptance_is_stronger_than_a_proof_of_absence(self, ledger: Ledger) -> None:
        """A call found after all is not sent again, and its money is held again."""
        for verb in ("accepted", "adopt"):
            key = reach(ledger, "unknown")
            assert act(ledger, "absent", key)
            assert act(ledger, verb, key)
            intent = ledger.get(key)
            assert intent is not None
            assert (intent.state, intent.reserved) == (IntentState.SUBMITTED, Decimal("0.40"))
            assert isinstance(ledger.begin(key, "one", 60, NOW), Denied)
        audit(ledger)

    def test_the_end_is_kept_whole(self, ledger: Ledger) -> None:
        """Ticket, payload, units, files, failures and odd words come back as they were."""
        done = ledger.get(reach(ledger, "fetched"))
        assert done is not None
        assert done.ticket == ticket(f"job-{done.key}")
        assert (done.payload, done.units) == ({"video": {"url": "film.mp4"}}, Decimal(5))
        assert (done.spent, done.expires, done.files[0].bytes) == (
            Decimal("0.35"),
            at(3600),
            1234,
        )
        failed = ledger.get(reach(ledger, "failed"))
        assert failed is not None
        assert failed.failure == Failure(
            "service", "The model fell over.", "500", detail={"gpu": 3}
        )
        key = reach(ledger, "unknown")
        assert ledger.quarantine(key, "odd \udcff", NOW)
        odd = ledger.get(key)
        assert odd is not None
        assert odd.evidence == "odd \\udcff"

    def test_a_paid_result_is_not_lost_over_its_price(self, ledger: Ledger) -> None:
        """A cost that makes no sense gives way to the estimate, a time without zone is UTC."""
        key = reach(ledger, "submitted")
        local = datetime(2026, 3, 2)  # noqa: DTZ001  That is the point.
        assert ledger.result(
            key, {}, units=Decimal("NaN"), cost=Decimal(-1), expires=local, now=NOW
        )
        intent = ledger.get(key)
        assert intent is not None
        assert intent.units is None
        assert intent.spent == Decimal("0.40")
        assert intent.expires == NOW.replace(day=2, hour=0)

    def test_a_job_belongs_to_one_intent(self, ledger: Ledger) -> None:
        """Neither an adoption nor an acceptance takes a job that another intent has."""
        first, second = reach(ledger, "unknown"), reach(ledger, "unknown")
        third = reach(ledger, "submitting")
        assert ledger.adopt(first, ticket("j"), "found", NOW)
        assert not ledger.adopt(first, ticket("j"), "found", NOW)
        assert not ledger.adopt(second, ticket("j"), "found", NOW)
        assert not ledger.accepted(permit_of(third), ticket("j"), NOW)
        assert [intent.key for intent in ledger.find(ticket=ticket("j"))] == [first]
        assert not [line for line in ledger.events() if line.kind == "stray"]

    def test_a_second_job_for_one_call_is_written_down_once(self, ledger: Ledger) -> None:
        """An acceptance of an attempt that was taken for absent is refused, not forgotten."""
        key = reach(ledger, "unknown")
        assert act(ledger, "absent", key)
        assert isinstance(ledger.begin(key, "one", 60, NOW), Permit)
        for _ in range(2):
            assert not ledger.accepted(permit_of(key, 1), ticket("late"), NOW)
        assert ledger.accepted(permit_of(key, 2), ticket("new"), NOW)
        assert not ledger.adopt(key, ticket("third"), "webhook", NOW)
        strays = [line.data["ticket"] for line in ledger.events(key=key) if line.kind == "stray"]
        assert strays == [ticket("late").to_json(), ticket("third").to_json()]
        audit(ledger)

    def test_an_acceptance_that_nobody_waits_for_is_written_down(self, ledger: Ledger) -> None:
        """Its entry was given up, has ended, or is not there: the job's id is kept all the same."""
        given_up = reach(ledger, "unknown")
        assert act(ledger, "absent", given_up)
        assert act(ledger, "cancelled", given_up)
        ended = reach(ledger, "unknown")
        assert act(ledger, "result", ended)
        kinds = {given_up: "stray", ended: "late", "nobody": "late"}
        for key in kinds:
            for _ in range(2):
                assert not ledger.accepted(permit_of(key), ticket(f"own-{key}"), NOW)
        for key, kind in kinds.items():
            line = ledger.events(key=key)[-1]
            assert (line.kind, line.data["ticket"]) == (kind, ticket(f"own-{key}").to_json())
        assert len([line for line in ledger.events(key=given_up) if line.kind == "stray"]) == 1
        audit(ledger)

    def test_time_without_a_zone_is_refused(self, ledger: Ledger) -> None:
        """Nobody can tell when it was."""
        with pytest.raises(LedgerError, match="no time zone"):
            ledger.plan([], datetime(2026, 3, 1))  # noqa: DTZ001  That is the point.

    def test_what_is_no_json_is_refused(self, ledger: Ledger) -> None:
        """A notification that refers to itself cannot be kept."""
        body: dict[str, Any] = {}
        body["again"] = body
        with pytest.raises(LedgerError, match="not JSON"):
            ledger.notice("j", None, body, NOW)

    def test_a_closed_ledger_says_so(self, ledger: Ledger) -> None:
        """Closing twice is fine; using it afterwards is not."""
        ledger.close()
        ledger.close()
        for use in (ledger.find, lambda: plan(ledger)):
            with pytest.raises(LedgerError, match="closed"):
                use()
