"""Answers that leave open whether a call was taken on."""

from __future__ import annotations

import pytest

from framehook.ledger import MemoryLedger
from framehook.spi import IntentState, Response
from framehook_fal import Hosts
from framehook_fal.proxy._doubt import in_doubt
from framehook_fal.proxy._target import Target
from framehook_fal.sim import Fault

MAGI = "https://queue.fal.run/fal-ai/magi"
RUN = "https://fal.run/fal-ai/magi"
GOOD = {"prompt": "fog lifts off a lake", "num_frames": 96}


@pytest.mark.parametrize("kind", ["502", "503", "504", "503-html", "504-html"])
@pytest.mark.parametrize("url", [MAGI, RUN], ids=["queue", "run"])
@pytest.mark.parametrize("is_kept", [True, False], ids=["ledger", "no-ledger"])
def test_a_gateway_in_trouble(fal, serve, ask, kind, url, is_kept):
    """
    It may have passed the call on: nothing is released, and the answer is none that official
    clients repeat.
    """
    ledger = MemoryLedger()
    fal.faults.add(Fault(kind=kind, routes=("submit", "run"), at=(1,)))
    reply = ask(serve(ledger=ledger if is_kept else None), "POST", url, json=GOOD)
    assert (reply.status_code, reply.headers["x-framehook-status"]) == (500, kind[:3])
    assert reply.headers["x-fal-retryable"] == "false"
    assert reply.json()["error_type"] == "proxy_answer_lost"
    assert f"status {kind[:3]}" in reply.json()["detail"]
    assert [entry.state for entry in ledger.find()] == [IntentState.UNKNOWN] * is_kept
    assert sum(fal.truth.requests.values()) == 1


@pytest.mark.parametrize("kind", ["502", "503", "504-html"])
def test_a_gateway_in_trouble_may_be_asked_again(fal, serve, ask, kind):
    """What costs nothing goes back with the status that it has."""
    base = serve()
    number = ask(base, "POST", MAGI, json=GOOD).json()["request_id"]
    fal.faults.add(Fault(kind=kind, routes=("status", "result"), times=2))
    for tail in ("/status", ""):
        reply = ask(base, "GET", f"{MAGI}/requests/{number}{tail}")
        assert str(reply.status_code) == kind[:3]
        assert "x-framehook-status" not in reply.headers


def said(status, headers=(), body=b"", role="queue"):
    target = Target(role=role, url=RUN, action="paid", endpoint="fal-ai/magi")
    reply = Response(status, {"content-type": "application/json", **dict(headers)}, body, RUN)
    return in_doubt(target, reply, Hosts())


@pytest.mark.parametrize("status", [302, 303, 408, 409, 502, 503, 504])
def test_what_clients_would_repeat(status):
    """All of it is kept from them, with what it was and the name the request may have."""
    told = dict(said(status, {"x-fal-request-id": "r-1"}).headers)
    assert (told["x-framehook-status"], told["x-fal-request-id"]) == (str(status), "r-1")


def test_what_is_no_doubt():
    """A refusal, the caller's own deadline, and a job that ended keep their status."""
    assert said(429) is None
    assert said(409, body=b'{"detail": "no"}') is None
    assert said(504, {"x-fal-request-timeout-type": "user"}) is None
    ended = b'{"detail": "down", "error_type": "runner_disconnected"}'
    assert said(503, {"x-fal-request-id": "r-1"}, ended, role="run") is None
    assert said(500) is None
