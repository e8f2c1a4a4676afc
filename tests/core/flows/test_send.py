"""Requests that can be repeated, and plugins on a leash."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from dream import dream
from hypothesis import given
from hypothesis import strategies as st

from framehook import RetryPolicy, errors
from framehook.flows._commands import Blocking
from framehook.flows._send import retry_after
from framehook.spi import Request, Send
from framehook.testing import LoopbackServer, ScriptedService, acts
from framehook.testing._server import reply


class Rogue:
    """A service whose queue tries what it may not do; the rest is the scripted one's."""

    def __init__(self, inner: ScriptedService, prepare: Any) -> None:
        self._inner = inner
        self.name = inner.name
        self.hosts = inner.hosts
        self.files = inner.files
        self.queue = self
        self.prepare = prepare
        self.accepted = inner.queue.accepted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def steals(call: Any) -> Any:
    yield from Blocking(lambda: 1)


def pays(call: Any) -> Any:
    yield from Send(Request("POST", f"{acts.BASE}/submit", body=b"{}"))


@pytest.mark.parametrize(
    ("prepare", "says"), [(steals, "only core may do"), (pays, "cannot be repeated")]
)
def test_a_plugin_can_neither_pay_nor_touch_this_machine(
    make_client: Any, framehook_clock: Any, prepare: Any, says: str
) -> None:
    """A plugin's flow that yields what is core's own is refused, and nothing is sent."""
    service = ScriptedService(clock=framehook_clock)
    with pytest.raises(errors.PluginContractError, match=says):
        make_client(service=Rogue(service, prepare)).run(dream(prompt="x"))
    assert service.paid == 0


def test_the_secret_goes_to_the_services_hosts_only(make_client: Any, framehook_clock: Any) -> None:
    """Questions to the service are signed, uploads that say so are not."""
    service = ScriptedService(clock=framehook_clock, secret="s3")
    make_client(service=service).run(dream(prompt="x"))
    signed = {
        arrival.visit: dict(arrival.request.headers).get("authorization")
        for arrival in service.arrivals
    }
    assert signed["submit"] == signed["status"] == "Scripted s3"


def test_a_secret_does_not_travel_in_the_clear(make_client: Any, framehook_clock: Any) -> None:
    """An unencrypted connection to another machine never sees the secret."""

    class Far(ScriptedService):
        @property
        def hosts(self) -> frozenset[str]:
            return frozenset({"far.example"})

    def prepare(call: Any) -> Any:
        yield from ()
        return Request("POST", "http://far.example/submit", body=b"{}")

    service = Far(clock=framehook_clock, secret="s3")
    with pytest.raises(errors.ConfigurationError, match="not encrypted"):
        make_client(service=Rogue(service, prepare)).run(dream(prompt="x"))


def test_a_service_that_asks_for_much_patience_gets_none(
    make_client: Any, framehook_clock: Any
) -> None:
    """A Retry-After beyond the policy's patience ends the attempts."""
    service = ScriptedService([acts.unavailable(503, after=9999)], clock=framehook_clock)
    with pytest.raises(errors.ReplyError, match="503"):
        make_client(service=service).run(dream(prompt="x"))
    assert framehook_clock.monotonic() < 60


@pytest.mark.parametrize(("final", "count"), [(None, 5), (lambda reply: reply.status == 503, 1)])
def test_a_last_word_is_not_asked_for_again(
    make_client: Any, framehook_clock: Any, final: Any, count: int
) -> None:
    """A plugin may say that an answer is final, though its status could pass."""

    def prepare(call: Any) -> Any:
        answer = yield from Send(Request("GET", f"{server.url}/a", signed=False), final=final)
        raise errors.ConfigurationError(f"It was {answer.status}.")

    with LoopbackServer() as server:
        server.play("/a", [reply(503)])
        service = Rogue(ScriptedService(clock=framehook_clock), prepare)
        with pytest.raises(errors.ConfigurationError, match="It was 503"):
            make_client(service=service).run(dream(prompt="x"))
        assert len(server.received) == count


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", None),
        ("7", 7.0),
        ("Thu, 01 Jan 2026 00:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2025 00:00:30 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, seconds: float | None) -> None:
    """Seconds and dates are understood, nonsense is not."""
    assert retry_after({"retry-after": text}, datetime(2026, 1, 1, tzinfo=UTC)) == seconds


@given(st.integers(1, 12), st.floats(0.01, 5), st.floats(1, 4), st.floats(0.1, 60))
def test_pauses_grow_to_the_longest(
    attempts: int, first: float, factor: float, longest: float
) -> None:
    """There is one pause fewer than attempts, none shorter than the one before."""
    pauses = RetryPolicy(attempts=attempts, first=first, factor=factor, longest=longest).pauses()
    assert len(pauses) == attempts - 1
    assert pauses == sorted(pauses)
    assert all(pause <= longest for pause in pauses)
