"""Streams that are given up or go wrong at the worst moment: never unpaid for, never lost."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal

import pytest
from dream import dream

from framehook import AsyncClient, errors
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Response
from framehook.testing._server import reply
from framehook_fal import _pieces

STREAM = "/run/my-team/dream/stream"
HISTORY = "/v1/models/requests/by-endpoint"
FILM = {"video": {"url": "https://x.example/a.mp4"}}
SSE = [("Content-Type", "text/event-stream"), ("X-Fal-Request-Id", "s-1")]


class Shaken:
    """A ledger in one of whose methods something happens before it does anything."""

    in_memory = False

    def __init__(self, method, happens):
        self.inner = MemoryLedger()
        self._method, self._happens = method, happens

    def __getattr__(self, name):
        if name == self._method:
            self._happens()
        return getattr(self.inner, name)


def full():
    raise errors.LedgerError("The disk is full.")


def sse(*values):
    lines = b"".join(b"data: " + json.dumps(value).encode() + b"\n\n" for value in values)
    return reply(200, lines, SSE)


class Silent:
    """A transport, and its only answer: a head, and a body that never comes."""

    schemes = frozenset({"http", "https"})

    def __init__(self, status):
        self.head = Response(status, {"content-type": "application/json"}, b"", "")
        self.is_read = asyncio.Event()

    async def open(self, request, timeout):
        return self

    async def read(self, timeout):
        self.is_read.set()
        await asyncio.sleep(timeout)

    async def close(self):
        pass


def test_one_given_up_before_it_is_sent_gives_the_money_back(world):
    """The task is cancelled while the ledger is asked for the last time."""

    async def main():
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        ledger = Shaken("holds", lambda: loop.call_soon_threadsafe(task.cancel))
        options = {"service": world.service(), "registry": Registry.of()}
        async with AsyncClient(ledger=ledger, **options) as client:
            with pytest.raises(asyncio.CancelledError):
                await client.stream(dream(prompt="x")).result()
        return ledger.inner.find()

    (entry,) = asyncio.run(main())
    assert (world.sent(STREAM), entry.state.value, entry.reserved) == ([], "cancelled", 0)


@pytest.mark.parametrize(("status", "state"), [(401, "rejected"), (500, "unknown")])
def test_one_given_up_while_it_is_refused_is_written_down(world, status, state):
    """The head of the answer says enough, even if nobody waits for the rest of it."""

    async def main():
        ledger, silent = MemoryLedger(), Silent(status)
        options = {"service": world.service(), "registry": Registry.of(), "transport": silent}
        async with AsyncClient(ledger=ledger, **options) as client:
            task = asyncio.ensure_future(client.stream(dream(prompt="x")).result())
            await silent.is_read.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        return [entry.state.value for entry in ledger.find()]

    assert asyncio.run(main()) == [state]


@pytest.mark.parametrize(
    ("method", "said", "state"),
    [
        (
            "accepted",
            "'fal' took the call on as job s-1, but that could not be written down: ",
            "submitting",
        ),
        ("result", "How the job s-1 ended could not be written down: ", "submitted"),
    ],
)
def test_what_cannot_be_written_down_is_returned(make_client, world, method, said, state):
    """It comes on this connection alone. The entry stays open, with its money reserved."""
    world.api.play(STREAM, [sse({"n": 1}, FILM)])
    ledger, events = Shaken(method, full), []
    stream = make_client(service=world.service(), ledger=ledger).stream(dream(prompt="x"))
    events += stream
    assert stream.result().output.video.url == FILM["video"]["url"]
    logs = [event.data["text"] for event in events if event.kind == "log"]
    assert logs == [f"{said}The disk is full."]
    (entry,) = ledger.inner.find()
    assert (entry.state.value, entry.reserved) == (state, Decimal("2.4"))


def test_a_piece_that_cannot_be_read_breaks_the_stream(make_client, world, monkeypatch):
    """Whatever a plugin raises, what came before it and the ticket are in the error."""
    world.api.play(STREAM, [sse({"n": 1}, FILM)])
    monkeypatch.setattr(_pieces._Events, "end", lambda self: 1 // 0)
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    with pytest.raises(errors.StreamBrokenError, match="after 2 pieces: It could not") as caught:
        client.stream(dream(prompt="x")).result()
    assert (caught.value.pieces, caught.value.ticket.id) == ([{"n": 1}, FILM], "s-1")
    assert [entry.state.value for entry in ledger.find()] == ["submitted"]


def test_the_key_of_a_stream_that_has_ended_leads_to_its_result(make_client, world, said):
    """The ledger has it, even where the key of the account may not read the history."""
    world.api.play(STREAM, [sse({"n": 1}, FILM)])
    world.api.play(HISTORY, said(403, error={"type": "authorization_error", "message": "No"}))
    client = make_client(service=world.service())
    for _ in range(2):
        result = client.stream(dream(prompt="x"), key="mine").result()
        assert result.output.video.url == FILM["video"]["url"]
    assert len(world.sent(STREAM)) == 1
