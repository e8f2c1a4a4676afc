"""What `run` asks before it spends, and what it pays once."""

from __future__ import annotations

from typing import Any

from framehook.testing import ScriptedService, VirtualClock

WORDS = ("run", "my-team/dream", "-a", "prompt=x", "-a", "num_frames=5")


def scripted(*story: Any, clock: VirtualClock, **more: Any) -> ScriptedService:
    return ScriptedService(*([list(story)] if story else []), clock=clock, **more)


def dear(*more: str) -> tuple[str, ...]:
    return ("run", "my-team/dream", "-a", "prompt=x", "--json", *more)


def paying(clock: VirtualClock) -> ScriptedService:
    return ScriptedService(secret="key", clock=clock)


def test_nobody_there_and_no_leave_means_no(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Above a dollar, -y or --max-cost must say so."""
    service = paying(framehook_clock)
    ran = framehook(*dear(), service=service)
    assert ran.code == 2
    found = ran.failure("cost-refused")
    assert found["hint"] == "Say yes with -y, or set a limit with --max-cost."
    assert "it may cost 2.4 USD" in found["message"]
    assert "quote $2.40" in ran.err
    ran = framehook(*dear("--max-cost", "2"), service=service)
    assert (ran.code, service.paid) == (2, 0)
    assert "--max-cost" in ran.failure("cost-refused")["hint"]
    ran = framehook(*dear(), environment={"FRAMEHOOK_MAX_COST": "2"}, service=service)
    assert (ran.code, service.paid) == (2, 0)
    assert framehook(*dear("-y"), service=service).code == 0
    assert framehook(*dear("--max-cost", "2.40"), service=service).code == 0
    assert framehook(*WORDS, service=service).code == 0
    assert service.paid == 3


def test_a_person_is_asked(framehook: Any, framehook_clock: VirtualClock) -> None:
    """And nothing is sent without a yes."""
    service = paying(framehook_clock)
    words = ("run", "my-team/dream", "-a", "prompt=x", "--progress", "none")
    ran = framehook(*words, person=True, stdin="n\n", service=service)
    assert (ran.code, service.paid) == (2, 0)
    assert "Run it for $2.40 (24 × frame)? [y/N]" in ran.err
    assert framehook(*words, person=True, stdin="y\n", service=service).code == 0
    assert service.paid == 1


def test_an_amount_must_be_one(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Anything else is refused by name."""
    ran = framehook(*dear("--max-cost", "much"), service=paying(framehook_clock))
    assert ran.code == 2
    assert "--max-cost must be an amount" in ran.failure("configuration")["message"]


def test_the_same_key_is_paid_once(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Across commands, because the ledger is in a file."""
    service = scripted(clock=framehook_clock)
    assert framehook(*WORDS, "--key", "mine", "--batch", "b", service=service).code == 0
    assert framehook(*WORDS, "--key", "mine", service=service).code == 0
    assert service.paid == 1
