"""Secrets, time limits, permits: the small values of the plugin interface."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from framehook.spi import IntentState, Permit, Request, Secret, Send, Sleep, Timeouts

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_secret_is_not_shown():
    """Its representation has only its end."""
    assert "ya29" not in repr(Secret("ya29", NOW))
    assert "2026" in repr(Secret("ya29", NOW))


@pytest.mark.parametrize(
    ("budget", "seconds"), [("connect", 1), ("submit", 2), ("wait", 3), ("transfer", 4)]
)
def test_each_budget_has_its_limit(budget, seconds):
    """The name of a limit is the name of the budget."""
    assert Timeouts(connect=1, submit=2, wait=3, transfer=4).of(budget) == seconds


def test_an_attempt_has_a_label():
    """It names the entry and the attempt, and is safe in URLs and headers."""
    assert Permit(key="k1", attempt=2, owner="me", until=NOW).label == "k1-2"


def test_money_is_held_until_the_end_is_known():
    """From the moment of sending, until it is settled or released."""
    held = {state for state in IntentState if state.holds_money}
    names = {"submitting", "submitted", "unknown", "quarantined"}
    assert {state.value for state in held} == names


def test_a_command_yields_itself_and_gives_back_the_answer():
    """`yield from` a command has the answer's value."""

    def flow():
        reply = yield from Send(request)
        yield from Sleep(1)
        return reply

    request = Request("GET", "https://x.example")
    steps = flow()
    assert steps.send(None) == Send(request)
    assert steps.send("answer") == Sleep(1)
    with pytest.raises(StopIteration) as stop:
        steps.send(None)
    assert stop.value.value == "answer"
