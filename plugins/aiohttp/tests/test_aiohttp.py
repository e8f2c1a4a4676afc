"""Requests by way of aiohttp."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
import tracemalloc

import aiohttp
import pytest
from aiohttp_once import run, sending

from framehook.errors import ClosedError, ConfigurationError, DeadlineError, TransportError
from framehook.spi import BytesSource, PathSource, Request, Slice
from framehook.testing import TransportConformance
from framehook.testing._server import Act, reply
from framehook_aiohttp import AsyncAiohttpTransport
from framehook_aiohttp._outpour import Outpour


class TestConformance(TransportConformance):
    """The one colour there is keeps the contract."""

    colours = ("async",)

    def make_async(self, connect):
        return AsyncAiohttpTransport(connect=connect)


def test_a_thousand_requests_at_once_share_few_connections(server):
    """They wait in front of aiohttp, and all are answered."""

    async def main():
        transport = AsyncAiohttpTransport()
        requests = (Request("GET", f"{server.url}/{number}") for number in range(1000))
        responses = await asyncio.gather(*(transport.send(request, 30) for request in requests))
        await transport.close()
        return responses

    responses = asyncio.run(main())
    assert [response.status for response in responses] == [200] * 1000
    assert len({received.target for received in server.received}) == 1000
    assert server.most <= 100
    assert server.connections <= 100


def test_a_dead_connection_is_not_tried_again(server):
    """aiohttp would send it a second time; whether that is right, core decides."""
    server.play("/a", [reply(200, b"1")], [Act.TAKE, Act.CLOSE], [reply(200, b"3")])

    async def work(transport):
        request = Request("PUT", f"{server.url}/a", body=Slice(BytesSource(b"x"), "a/b"))
        assert (await transport.send(request, 10)).body == b"1"
        with pytest.raises(TransportError) as caught:
            await transport.send(request, 10)
        return caught.value.sent

    assert run(work) == "maybe"
    assert len(server.received) == 2


@pytest.mark.parametrize("own", [True, False])
def test_no_type_is_made_up(server, own):
    """A body that does not say what it is, or none at all, has no type on the wire."""

    async def main():
        session = None if own else aiohttp.ClientSession()
        transport = AsyncAiohttpTransport(session=session)
        for method, body in [("POST", b"x"), ("POST", None), ("PATCH", None), ("GET", None)]:
            await transport.send(Request(method, f"{server.url}/a", body=body), 10)
        typed = (("Content-Type", "text/plain"),)
        await transport.send(Request("POST", f"{server.url}/a", typed, b"x"), 10)
        await transport.close()
        if session is not None:
            await session.close()

    asyncio.run(main())
    types = [received.header("content-type") for received in server.received]
    assert types == [None, None, None, None, "text/plain"]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/a/%2F/b//c", "/a/%2F/b//c"),
        ("/a/../b@c", "/a/../b@c"),
        ("/a?b=c%26d#e", "/a?b=c%26d"),
        ("/ä b", "/%C3%A4%20b"),
        ("", "/"),
    ],
)
def test_an_address_goes_out_as_it_is(server, address, target):
    """Only what cannot stand on the wire is quoted."""
    run(sending(Request("GET", f"{server.url}{address}")))
    assert [received.target for received in server.received] == [target]


@pytest.mark.parametrize("url", ["ftp://h/a", "http:///a", "http://h..h/a", "http://h:x/a"])
def test_an_address_that_makes_no_sense_is_refused(url):
    """Before anybody asks a resolver."""
    with pytest.raises(TransportError, match="cannot be sent") as caught:
        run(sending(Request("GET", url)))
    assert caught.value.sent == "no"


def test_a_body_is_sent_once_only():
    """A session of someone else's that tries again gets no half body."""

    async def main():
        async def pieces():
            yield b"x"

        body = Outpour(pieces(), None)
        assert [piece async for piece in body] == [b"x"]
        with pytest.raises(RuntimeError, match="already"):
            [piece async for piece in body]

    asyncio.run(main())


def test_large_bytes_go_in_pieces(server):
    """Nothing warns, and every byte arrives."""
    data = bytes(range(256)) * 10_000
    told = run(sending(Request("POST", f"{server.url}/a", body=data))).json()
    assert (told["length"], told["digest"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_large_file_needs_little_memory(server, tmp_path):
    """It is streamed from the disk."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x" * (48 << 20))
    request = Request(
        "PUT", f"{server.url}/a", body=Slice(PathSource(path), "video/mp4"), budget="transfer"
    )

    async def work(transport):
        await transport.send(Request("GET", f"{server.url}/a"), 10)
        tracemalloc.start()
        response = await transport.send(request, 30)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return response.json()["length"], peak

    length, peak = run(work)
    assert length == 48 << 20
    assert peak < 12 << 20


def test_only_a_whole_answer_is_decoded(server):
    """`send` gives what was meant, `open` what came over the wire."""
    packed = gzip.compress(b"hello")
    server.play("/a", [reply(200, packed, [("Content-Encoding", "gzip")])])

    async def work(transport):
        request = Request("GET", f"{server.url}/a")
        whole = await transport.send(request, 10)
        answer = await transport.open(request, 10)
        raw = await answer.read(10)
        await answer.close()
        return whole, answer.head, raw

    whole, head, raw = run(work)
    assert (whole.body, dict(whole.headers)) == (b"hello", {})
    assert (raw, head.headers["content-encoding"]) == (packed, "gzip")


def test_a_transfer_may_last_longer_than_its_limit(server):
    """Its limit is for each piece, of what is sent and of what is read."""
    limit = 0.3
    server.play("/a", [b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n", *[Act.GATE, b"x"] * 8])

    class Slow:
        name, size = "clip.mp4", None

        def open(self, start=0):
            for _ in range(8):
                time.sleep(limit / 4)
                yield b"x"

    async def work(transport):
        request = Request("PUT", f"{server.url}/a", body=Slice(Slow(), "a/b"), budget="transfer")
        task = asyncio.create_task(transport.send(request, limit))
        await asyncio.to_thread(server.arrived.wait)
        for _ in range(8):
            server.release()
            await asyncio.sleep(limit / 4)
        return await task

    assert run(work).body == b"x" * 8


def test_one_after_the_other_waits_for_a_place(server):
    """Who waits in vain knows that nothing was sent."""
    server.play("/stream", [reply(200, b"x" * 9)[:-3], Act.HANG])

    async def work(transport):
        stream = await transport.open(Request("GET", f"{server.url}/stream"), 10)
        with pytest.raises(DeadlineError, match="no connection was free") as caught:
            await transport.send(Request("POST", f"{server.url}/a", budget="submit"), 0.01)
        await stream.close()
        assert (await transport.send(Request("GET", f"{server.url}/a"), 10)).status == 200
        return caught.value.sent, caught.value.budget

    assert run(work, max_connections=1) == ("no", "submit")


def test_a_cancelled_task_gives_its_place_back(server):
    """A request that is given up in the middle blocks nobody."""
    server.play("/hang", [Act.TAKE, Act.HANG])

    async def work(transport):
        task = asyncio.create_task(transport.send(Request("GET", f"{server.url}/hang"), 10))
        await asyncio.to_thread(server.arrived.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return (await transport.send(Request("GET", f"{server.url}/a"), 10)).status

    assert run(work, max_connections=1) == 200


def test_another_loop_takes_over_from_a_closed_one(server):
    """But not from one that still runs."""
    transport = AsyncAiohttpTransport()
    request = Request("GET", f"{server.url}/a")
    first = asyncio.new_event_loop()
    assert first.run_until_complete(transport.send(request, 10)).status == 200
    with pytest.raises(ConfigurationError, match="another event loop"):
        asyncio.run(transport.send(request, 10))
    # What aiohttp leaves open is closed with its session.
    first.run_until_complete(transport._session.connector.close())
    first.run_until_complete(asyncio.sleep(0))
    first.close()

    async def again():
        response = await transport.send(request, 10)
        await transport.close()
        return response.status

    assert asyncio.run(again()) == 200
    with pytest.raises(ClosedError):
        asyncio.run(transport.send(request, 10))
