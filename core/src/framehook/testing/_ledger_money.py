"""What a ledger must do with money, as tests."""

from __future__ import annotations

__all__ = ("MoneyClaims",)

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, localcontext
from threading import Barrier
from typing import Any

import pytest

from ..errors import LedgerError
from ..spi import Cap, Denied, Failure, IntentState, Ledger, Permit, Strays
from ..spi._ledger import strays_of
from ._ledger_walk import NOW, ZERO, act, at, audit, permit_of, plan, reach, restless, ticket

DAY = 86400.0
ESTIMATE = Decimal("0.40")


def _begins(ledger: Ledger, seconds: float = 0, **changes: Any) -> bool:
    answer = ledger.begin(plan(ledger, **changes), "one", 60, at(seconds))
    if isinstance(answer, Denied):
        assert answer.reason == "cap", answer
        assert answer.intent.state is IntentState.PLANNED
    return isinstance(answer, Permit)


class MoneyClaims:
    """What is set aside, what is settled, and what a limit says."""

    @pytest.mark.parametrize("state", IntentState)
    def test_every_state_holds_or_spends_what_it_should(
        self, ledger: Ledger, state: IntentState
    ) -> None:
        """What may have been accepted holds the estimate; ends settle it."""
        intent = ledger.get(reach(ledger, state.value))
        assert intent is not None
        spent = {
            "result": Decimal("0.35"),
            "downloading": Decimal("0.35"),
            "fetched": Decimal("0.35"),
            "expired": Decimal("0.35"),
            "failed": Decimal("0.10"),
            # Nobody knows whether it was paid, so a limit takes it for paid.
            "written-off": ESTIMATE,
        }.get(state.value)
        held = ESTIMATE if state.holds_money else ZERO
        assert (intent.reserved, intent.spent) == (held, spent)
        assert ledger.spending(NOW).get("account:studio", (ZERO, ZERO)) == (held, spent or ZERO)
        audit(ledger)

    def test_without_a_cost_the_estimate_is_taken_or_released(self, ledger: Ledger) -> None:
        """A result costs its estimate, a failure nothing, a forgotten job its estimate."""
        done, failed, gone = (reach(ledger, "submitted") for _ in range(3))
        assert ledger.result(done, {}, units=None, cost=None, expires=None, now=NOW)
        assert ledger.failed(failed, Failure("service", "No."), cost=None, now=NOW)
        assert act(ledger, "expired", gone)
        spent = [intent.spent for intent in reversed(ledger.find())]
        assert spent == [ESTIMATE, None, ESTIMATE]
        audit(ledger)

    def test_a_late_answer_settles_the_money_again(self, ledger: Ledger) -> None:
        """The cost takes the place of what was assumed when it was given up."""
        key = reach(ledger, "written-off")
        assert act(ledger, "result", key)
        assert ledger.spending(NOW)["total"] == (ZERO, Decimal("0.35"))
        audit(ledger)

    def test_a_limit_is_reached_and_not_passed(self, ledger: Ledger) -> None:
        """Up to the last cent is fine; one more call is told why not."""
        ledger.set_caps([Cap("total", Decimal("0.80"))], NOW)
        assert [_begins(ledger) for _ in range(3)] == [True, True, False]
        key = plan(ledger)
        denied = ledger.begin(key, "one", 60, NOW)
        assert isinstance(denied, Denied)
        assert "would pass the limit of 0.80 USD on 'total'" in denied.message
        ledger.set_caps([Cap("total", Decimal("1.19"))], at(1))
        assert isinstance(ledger.begin(key, "one", 60, at(1)), Denied)
        ledger.set_caps([Cap("total", Decimal("1.20"))], at(1))
        assert isinstance(ledger.begin(key, "one", 60, at(1)), Permit)
        audit(ledger)

    @pytest.mark.parametrize(
        ("scope", "other"),
        [
            ("account:studio", {"account": "home"}),
            ("endpoint:example/film", {"endpoint": "example/still"}),
            ("batch:night", {"batch": None}),
        ],
    )
    def test_a_limit_has_a_scope(self, ledger: Ledger, scope: str, other: dict[str, Any]) -> None:
        """It says nothing about calls outside of it, and all limits must agree."""
        ledger.set_caps([Cap("total", Decimal("1.20")), Cap(scope, ESTIMATE)], NOW)
        assert [_begins(ledger), _begins(ledger)] == [True, False]
        assert [_begins(ledger, **other) for _ in range(3)] == [True, True, False]

    def test_a_day_ends_at_midnight_in_utc(self, ledger: Ledger) -> None:
        """Money counts on the day its attempt began, whenever it is settled."""
        ledger.set_caps([Cap("day", ESTIMATE)], NOW)
        key = reach(ledger, "submitted")
        assert not _begins(ledger, DAY / 2 - 1)
        assert _begins(ledger, DAY / 2)
        assert act(ledger, "result", key, at(DAY / 2))
        assert ledger.spending(at(DAY / 2))["day"] == (ESTIMATE, ZERO)
        assert ledger.spending(NOW)["day"] == (ZERO, Decimal("0.35"))
        assert ledger.spending(at(DAY / 2))["total"] == (ESTIMATE, Decimal("0.35"))

    def test_a_second_attempt_counts_on_its_own_day(self, ledger: Ledger) -> None:
        """What was released yesterday and is reserved today is today's."""
        key = reach(ledger, "unknown")
        assert act(ledger, "absent", key)
        assert isinstance(ledger.begin(key, "one", 60, at(DAY)), Permit)
        assert ledger.spending(NOW)["day"] == (ZERO, ZERO)
        assert ledger.spending(at(DAY))["day"] == (ESTIMATE, ZERO)

    def test_released_money_can_be_used_again(self, ledger: Ledger) -> None:
        """A refusal frees it, a doubt does not."""
        ledger.set_caps([Cap("total", ESTIMATE)], NOW)
        key = reach(ledger, "unknown")
        assert not _begins(ledger)
        assert act(ledger, "quarantine", key)
        assert not _begins(ledger)
        assert act(ledger, "absent", key)
        again = ledger.begin(key, "one", 60, NOW)
        assert isinstance(again, Permit)
        assert again.attempt == 2
        assert ledger.rejected(again, Failure("input", "No."), again=False, now=NOW)
        assert _begins(ledger)

    def test_a_postponed_call_is_tried_again(self, ledger: Ledger) -> None:
        """Its money is free meanwhile, and its first permit is worth nothing any more."""
        key = plan(ledger)
        assert act(ledger, "begin", key)
        assert ledger.rejected(permit_of(key), Failure("service", "Busy."), again=True, now=NOW)
        intent = ledger.get(key)
        assert intent is not None
        assert (intent.reserved, intent.evidence) == (ZERO, "Busy.")
        assert intent.failure is None
        assert act(ledger, "begin", key)
        assert not ledger.holds(permit_of(key, 1), NOW)
        assert not ledger.rejected(permit_of(key, 1), Failure("input", ""), again=False, now=NOW)
        assert ledger.holds(permit_of(key, 2), NOW)

    def test_where_there_is_a_limit_a_price_must_be_known(self, ledger: Ledger) -> None:
        """Without one a call of unknown price is sent, and costs what the service says."""
        assert _begins(ledger, estimate=None)
        ledger.set_caps([Cap("batch:other", Decimal(9))], NOW)
        assert _begins(ledger, estimate=None)
        ledger.set_caps([Cap("total", Decimal(9))], NOW)
        assert not _begins(ledger, estimate=None)
        key = ledger.find(states=[IntentState.SUBMITTING])[0].key
        assert ledger.accepted(permit_of(key), ticket("j"), NOW)
        assert act(ledger, "result", key)
        assert ledger.spending(NOW)["total"] == (ZERO, Decimal("0.35"))

    def test_currencies_are_kept_apart(self, ledger: Ledger) -> None:
        """A limit counts money of its currency; what is not in USD says so."""
        ledger.set_caps([Cap("total", ESTIMATE, "EUR")], NOW)
        assert [_begins(ledger), _begins(ledger)] == [True, True]
        assert [_begins(ledger, currency="EUR") for _ in range(2)] == [True, False]
        spending = ledger.spending(NOW)
        assert spending["total"] == (2 * ESTIMATE, ZERO)
        assert spending["total EUR"] == spending["day EUR"] == (ESTIMATE, ZERO)

    def test_a_new_ledger_has_spent_nothing(self, ledger: Ledger) -> None:
        """The sum and the day are there all the same."""
        assert ledger.spending(NOW) == {"total": (ZERO, ZERO), "day": (ZERO, ZERO)}

    @pytest.mark.parametrize(
        "cap",
        [
            Cap("Total", Decimal(1)),
            Cap("account:", Decimal(1)),
            Cap("total", Decimal(-1)),
            Cap("total", Decimal("NaN")),
        ],
    )
    def test_a_limit_that_makes_no_sense_is_refused(self, ledger: Ledger, cap: Cap) -> None:
        """One that would never apply is worse than none, and the old ones stay."""
        ledger.set_caps([Cap("total", ESTIMATE)], NOW)
        with pytest.raises(LedgerError, match=r"imit"):
            ledger.set_caps([cap], NOW)
        assert [_begins(ledger), _begins(ledger)] == [True, False]

    @pytest.mark.parametrize("estimate", ["NaN", "-1", "Infinity"])
    def test_an_estimate_is_an_amount(self, ledger: Ledger, estimate: str) -> None:
        """One that would fool a limit is refused, and nothing of the plan is kept."""
        with pytest.raises(LedgerError, match="no amount of money"):
            plan(ledger, estimate=Decimal(estimate))
        assert ledger.find() == ()

    def test_cents_are_exact(self, ledger: Ledger) -> None:
        """Nothing is rounded, whatever precision the program around it works with."""
        with localcontext(prec=2):
            for estimate in ("1000000.01", "0.000000001"):
                assert _begins(ledger, estimate=Decimal(estimate))
            assert str(ledger.spending(NOW)["total"][0]) == "1000000.010000001"

    def test_a_limit_holds_against_many_threads(self, ledger: Ledger) -> None:
        """However many begin at once, the money is not passed by a cent."""
        batches = [f"night {number}" for number in range(10)]
        ledger.set_caps([Cap(f"batch:{batch}", Decimal("2.00")) for batch in batches], NOW)
        start = Barrier(8)

        def begin(keys: Sequence[str]) -> int:
            start.wait()
            return sum(isinstance(ledger.begin(key, "one", 60, NOW), Permit) for key in keys)

        for batch in batches:
            keys = [plan(ledger, batch=batch) for _ in range(16)]
            with restless(), ThreadPoolExecutor(8) as pool:
                permits = pool.map(begin, [keys[number::8] for number in range(8)])
            assert sum(permits) == 5
            assert ledger.spending(NOW)[f"batch:{batch}"] == (Decimal("2.00"), ZERO)
        audit(ledger)

    def test_earlier_calls_say_what_is_typical(self, ledger: Ledger) -> None:
        """Medians of real costs, units and times; estimates and late answers do not count."""
        assert ledger.typical("example/film") == {}
        for seconds, cost in ((10, "0.20"), (30, "0.30"), (80, "0.90")):
            ledger.result(
                reach(ledger, "submitted"),
                {},
                units=Decimal(seconds) / 10,
                cost=Decimal(cost),
                expires=None,
                now=at(seconds),
            )
        late = reach(ledger, "unknown")
        assert ledger.result(late, {}, units=None, cost=None, expires=None, now=at(9000))
        assert act(ledger, "result", reach(ledger, "submitted", endpoint="example/still"))
        assert ledger.typical("example/film") == {
            "cost": Decimal("0.30"),
            "units": 3,
            "seconds": 30,
        }

    def test_the_money_of_a_stray_counts(self, ledger: Ledger) -> None:
        """At the estimate, then at its cost, beside the rest; until an entry has the job."""
        if not isinstance(ledger, Strays):
            pytest.skip("This ledger keeps no account of strays.")
        key, other = reach(ledger, "submitted"), reach(ledger, "unknown")
        assert not ledger.accepted(permit_of(key), ticket("second"), NOW)
        assert ledger.spending(NOW)["stray"] == (ESTIMATE, ZERO)
        ledger.set_caps([Cap("total", 3 * ESTIMATE)], NOW)
        assert isinstance(ledger.begin(plan(ledger), "one", 60, NOW), Denied)
        assert strays_of(ledger, key) == [(ticket("second"), None)]
        assert ledger.stray(key, ticket("second"), cost=Decimal("0.35"), now=NOW)
        for cost in (None, Decimal("0.35"), Decimal(1)):
            assert not ledger.stray(key, ticket("second"), cost=cost, now=NOW)
        assert ledger.spending(NOW)["stray"] == (ZERO, Decimal("0.35"))
        assert strays_of(ledger, key) == [(ticket("second"), Decimal("0.35"))]
        assert not ledger.stray(key, ticket(f"job-{key}"), cost=None, now=NOW)
        # It was the other call's job: somebody had mixed them up.
        assert ledger.adopt(other, ticket("second"), "found", NOW)
        assert ledger.spending(NOW)["stray"] == (ZERO, ZERO)
        assert strays_of(ledger, key) == []
        audit(ledger)
