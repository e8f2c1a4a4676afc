"""Calls are checked, and held to limits, before they cost anything."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.spi import Cap, IntentState
from framehook_fal.sim import Fault, Outcome, refused

MAGI = "https://queue.fal.run/fal-ai/magi"
RUN = "https://fal.run/fal-ai/magi"
GOOD = {"prompt": "fog lifts off a lake", "num_frames": 96}


def by_user(scope):
    return dict(scope["headers"]).get(b"x-user", b"").decode() or None


def test_wrong_arguments(fal, serve, ask):
    """They are told as fal would tell them, one finding each, and nothing is sent."""
    base = serve()
    reply = ask(base, "POST", MAGI, json={"num_frames": "many", "prompts": "x"})
    assert (reply.status_code, reply.headers["x-fal-billable-units"]) == (422, "0")
    found = {(tuple(item["loc"]), item["type"]) for item in reply.json()["detail"]}
    assert (("body", "prompt"), "missing") in found
    assert (("body", "prompts"), "extra_forbidden") in found
    assert any(loc == ("body", "num_frames") for loc, _ in found)
    for body in (b"[]", b"{", b""):
        kind = [("content-type", "application/json")]
        assert ask(base, "POST", RUN, content=body, headers=kind).status_code == 422
    assert ask(base, "GET", f"{RUN}?prompt=x").status_code == 405
    assert sum(fal.truth.requests.values()) == 0


def test_checks_can_be_left_out(fal, serve, ask):
    """Then fal decides about arguments."""
    assert ask(serve(check="off"), "POST", MAGI, json={"new": 1}).status_code == 200


def test_a_limit_for_each_caller(fal, serve, ask):
    """Money is reserved by the quote, a call above the limit is refused, others go on."""
    ledger = MemoryLedger()
    base = serve(token=None, authenticate=by_user, ledger=ledger, daily_limit="1")
    ada, bob = [("x-user", "ada")], [("x-user", "bob")]
    first = ask(base, "POST", MAGI, json=GOOD, headers=ada, token=None)
    second = ask(base, "POST", MAGI, json=GOOD, headers=ada, token=None)
    third = ask(base, "POST", MAGI, json=GOOD, headers=bob, token=None)
    assert [first.status_code, second.status_code, third.status_code] == [200, 402, 200]
    assert second.json()["error_type"] == "spending_limit"
    assert "the limit is 1 USD" in second.json()["detail"]
    assert len(fal.truth.paid) == 2
    number = first.json()["request_id"]
    theirs = ask(base, "GET", f"{MAGI}/requests/{number}", headers=bob, token=None)
    assert theirs.status_code == 404


def test_results_settle(fal, serve, ask):
    """What was billed takes the place of what was reserved, once."""
    ledger = MemoryLedger()
    fal.answer("fal-ai/magi", Outcome(value={"ok": 1}, units=Decimal(1)))
    base = serve(ledger=ledger, daily_limit="1")
    number = ask(base, "POST", MAGI, json=GOOD).json()["request_id"]
    (entry,) = ledger.find()
    assert (entry.state, entry.reserved) == (IntentState.SUBMITTED, Decimal("0.8"))
    url = f"{MAGI}/requests/{number}"
    while ask(base, "GET", url).status_code != 200:
        pass
    ask(base, "GET", url)
    (entry,) = ledger.find()
    assert (entry.state, entry.reserved, entry.spent) == (IntentState.RESULT, 0, Decimal("0.2"))
    assert ask(base, "POST", MAGI, json=GOOD).status_code == 200


def test_synchronous_calls_settle_at_once(fal, serve, ask):
    """So do streams of models, and refusals give the money back."""
    ledger = MemoryLedger()
    fal.answer("fal-ai/magi", Outcome(value={"ok": 1}, units=Decimal(2), events=[{"n": 1}]))
    base = serve(ledger=ledger)
    assert ask(base, "POST", RUN, json=GOOD).status_code == 200
    assert ask(base, "POST", f"{RUN}/stream", json=GOOD).text.startswith("data: ")
    spent = sorted(entry.spent for entry in ledger.find())
    assert spent == [Decimal("0.4"), Decimal("0.8")]
    fal.answer("fal-ai/magi", refused("content_policy_violation", "no", loc=["body", "prompt"]))
    assert ask(base, "POST", RUN, json=GOOD).status_code == 422
    assert ledger.find(limit=1)[0].state in {IntentState.FAILED, IntentState.REJECTED}
    assert ledger.find(limit=1)[0].reserved == 0


def test_unknown_prices(fal, serve, ask):
    """Where there is a limit, a call of unknown price is refused or taken at what is assumed."""
    limits = {"daily_limit": 1, "endpoints": ["a/b"]}
    url = "https://queue.fal.run/a/b"
    strict = serve(ledger=MemoryLedger(), **limits)
    assert ask(strict, "POST", url, json={}).status_code == 402
    lenient = serve(ledger=MemoryLedger(), assume_cost="0.6", **limits)
    assert [ask(lenient, "POST", url, json={}).status_code for _ in range(2)] == [200, 402]


def test_limits_of_the_ledger_hold(fal, serve, ask, tmp_path):
    """A cap that somebody set in the ledger refuses too; a path makes a ledger."""
    path = tmp_path / "proxy.sqlite"
    other = SqliteLedger(path)
    other.set_caps([Cap("endpoint:fal-ai/magi", Decimal("0.5"))], datetime.now(UTC))
    assert ask(serve(ledger=path), "POST", MAGI, json=GOOD).status_code == 402
    assert fal.truth.paid == ()
    other.close()


def test_a_lost_answer_keeps_the_money(fal, serve, ask):
    """Nobody knows whether it was accepted, so that its money stays reserved."""
    ledger = MemoryLedger()
    fal.faults.add(Fault(kind="lost-reply", routes=("submit",), at=(1,)))
    base = serve(ledger=ledger, daily_limit="1")
    assert ask(base, "POST", MAGI, json=GOOD).status_code == 502
    (entry,) = ledger.find()
    assert (entry.state, entry.reserved) == (IntentState.UNKNOWN, Decimal("0.8"))
    assert ask(base, "POST", MAGI, json=GOOD).status_code == 402
