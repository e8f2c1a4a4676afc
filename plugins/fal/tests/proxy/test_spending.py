"""Calls are checked, and held to limits, before they cost anything."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from framehook import Client
from framehook.errors import LedgerError
from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.spi import Cap, IntentState, NewIntent, Ticket
from framehook.testing import LoopbackServer, make_mp4
from framehook.testing._server import reply
from framehook_fal import Hosts
from framehook_fal.proxy import Proxy
from framehook_fal.proxy._till import Till
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
    """Its money stays reserved, and no client repeats it by itself, as it would after a 502."""
    ledger = MemoryLedger()
    fal.faults.add(Fault(kind="lost-reply", routes=("submit",), at=(1,)))
    base = serve(ledger=ledger, daily_limit="1")
    lost = ask(base, "POST", MAGI, json=GOOD)
    assert (lost.status_code, lost.headers["x-fal-retryable"]) == (500, "false")
    assert lost.json()["error_type"] == "proxy_answer_lost"
    (entry,) = ledger.find()
    assert (entry.state, entry.reserved) == (IntentState.UNKNOWN, Decimal("0.8"))
    assert ask(base, "POST", MAGI, json=GOOD).status_code == 402


class Full:
    """A ledger on a disk that gets full right before it is told something."""

    def __init__(self, *methods):
        self.inner = MemoryLedger()
        self._methods = methods

    def __getattr__(self, name):
        return self._fail if name in self._methods else getattr(self.inner, name)

    def _fail(self, *args, **named):
        raise LedgerError("The disk is full.")


def test_an_answer_that_cannot_be_noted_is_handed_back(fal, serve, ask, caplog):
    """Without it the caller would pay again. The money stays reserved, and the log says why."""
    ledger = Full("accepted", "result")
    fal.answer("fal-ai/magi", Outcome(value={"ok": 1}, seconds=0))
    base = serve(ledger=ledger)
    said = ask(base, "POST", MAGI, json=GOOD)
    assert (said.status_code, len(fal.truth.paid)) == (200, 1)
    (entry,) = ledger.inner.find()
    assert (entry.state, entry.reserved) == (IntentState.SUBMITTING, Decimal("0.8"))
    ask(base, "POST", RUN, json=GOOD)
    assert len(fal.truth.paid) == 2
    assert caplog.text.count("could not be written down: The disk is full.") == 2


def test_a_caller_who_goes_away_early_reserves_nothing(fal, hosts, token):
    """The task ends while the ledger is asked for leave; nothing is sent."""
    asked, leave = threading.Event(), threading.Event()

    class Slow(Full):
        def begin(self, *args):
            asked.set()
            leave.wait(10)
            return self.inner.begin(*args)

    ledger = Slow()

    async def main():
        proxy = Proxy(key=fal.key, hosts=hosts, token=token, ledger=ledger)
        pairs = {"x-fal-target-url": MAGI, "authorization": f"Bearer {token}"}
        pairs["content-type"] = "application/json"
        headers = [(name.encode(), text.encode()) for name, text in pairs.items()]
        scope = {"type": "http", "method": "POST", "path": "/api/fal/proxy", "headers": headers}
        body = {"type": "http.request", "body": json.dumps(GOOD).encode()}

        async def received():
            return body

        work = asyncio.ensure_future(proxy(scope, received, None))
        await asyncio.to_thread(asked.wait, 10)
        work.cancel()
        asyncio.get_running_loop().call_later(0, leave.set)
        with pytest.raises(asyncio.CancelledError):
            await work
        await proxy.close()

    asyncio.run(main())
    (entry,) = ledger.inner.find()
    assert (entry.state, entry.reserved) == (IntentState.REJECTED, 0)
    assert fal.truth.paid == ()


def test_calls_carry_a_label(fal, serve, ask):
    """It leads from the bill to the entry; the caller's tags stay, and nobody's label is forged."""
    ledger = MemoryLedger()
    base = serve(ledger=ledger)
    for given in ("team=blue,framehook.intent=mine-1", ""):
        ask(base, "POST", MAGI, json=GOOD, headers=[("x-fal-tags", given)] if given else [])
    newest, first = ledger.find()
    assert [dict(paid.tags) for paid in fal.truth.paid] == [
        {"team": "blue", "framehook.intent": f"{first.key}-1"},
        {"framehook.intent": f"{newest.key}-1"},
    ]
    full = ",".join(f"t{number}=x" for number in range(10))
    ask(base, "POST", MAGI, json=GOOD, headers=[("x-fal-tags", full)])
    assert sorted(fal.truth.paid[-1].tags) == [f"t{number}" for number in range(10)]


def test_what_nobody_fetches_is_spent_in_the_end(hosts):
    """After three hours, at the estimate; what is younger stays reserved, however much it is."""
    ledger, now = MemoryLedger(), datetime.now(UTC)
    for job, age in (("old", 4), *((f"young {number}", 2) for number in range(1001))):
        when = now - timedelta(hours=age)
        new = NewIntent(service="fal", endpoint="a/b", account="ada", estimate=Decimal(1))
        (intent,) = ledger.plan([new], when)
        permit = ledger.begin(intent.key, "proxy", 60, when)
        ledger.accepted(permit, Ticket("fal", "a/b", job), when)
    till = Till(ledger=ledger, hosts=Hosts())
    till.settle_forgotten(now)
    young, *_, old = ledger.find(limit=1002)
    assert (old.state, old.reserved, old.spent) == (IntentState.EXPIRED, 0, 1)
    assert (young.state, young.reserved) == (IntentState.SUBMITTED, 1)
    till.settle_forgotten(now + timedelta(minutes=1))
    assert ledger.find()[0].state is IntentState.SUBMITTED
    till.settle_forgotten(now + timedelta(hours=2))
    assert ledger.find()[0].state is IntentState.EXPIRED


EXTEND = "https://queue.fal.run/fal-ai/magi/extend-video"


@pytest.mark.parametrize("may_look", [True, False], ids=["allowed", "private"])
def test_media_are_looked_at_where_that_is_allowed(fal, serve, ask, monkeypatch, may_look):
    """A rule that needs them says so before anything is paid; private addresses are not asked."""
    options = {"registry": None, "hooks": ()}
    if may_look:
        made = lambda **more: Client(probe_private=True, **{**options, **more})  # noqa: E731
        monkeypatch.setattr("framehook_fal.proxy._proxy.Client", made)
    with LoopbackServer() as media:
        media.play("/clip.mp4", [reply(200, make_mp4(frames=24))])
        call = {"prompt": "x", "video_url": f"{media.url}/clip.mp4", "start_frame": 400}
        answer = ask(serve(probe="always", ledger=MemoryLedger()), "POST", EXTEND, json=call)
        if may_look:
            assert answer.status_code == 422
            assert answer.json()["detail"][0]["loc"] == ["body", "start_frame"]
            assert fal.truth.paid == ()
        else:
            assert (answer.status_code, media.received) == (200, [])


def test_a_caller_who_goes_away_lets_fal_go(fal, serve, token):
    """In the midst of a stream the connection to fal is closed, and the call stays settled."""
    ledger = MemoryLedger()
    events = [{"n": number} for number in range(3)]
    fal.answer("fal-ai/magi", Outcome(value={"ok": 1}, events=events, seconds=1))
    base = serve(ledger=ledger)
    headers = {"x-fal-target-url": f"{RUN}/stream", "authorization": f"Bearer {token}"}
    with httpx.stream(
        "POST", f"{base}/api/fal/proxy", json=GOOD, headers=headers, timeout=10
    ) as got:
        assert next(got.iter_lines()).startswith("data: ")
    (entry,) = ledger.find()
    assert (entry.state, entry.reserved, entry.spent) == (IntentState.RESULT, 0, Decimal("0.8"))
