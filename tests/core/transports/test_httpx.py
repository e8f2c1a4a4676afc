"""Requests by way of httpx."""

from __future__ import annotations

import asyncio
import gzip
import socket
import subprocess
import sys
import threading
import tracemalloc

import pytest
from httpx_once import send, send_async

from framehook import transports
from framehook.errors import DeadlineError, TransportError
from framehook.spi import BytesSource, PathSource, Request, Slice, Timeouts
from framehook.testing import TransportConformance
from framehook.testing._server import Act, reply
from framehook.transports import AsyncHttpxTransport, HttpxTransport


class TestConformance(TransportConformance):
    """Both colours keep the contract."""

    def make(self, connect):
        return HttpxTransport(connect=connect)

    def make_async(self, connect):
        return AsyncHttpxTransport(connect=connect)


def test_a_thousand_requests_at_once_share_few_connections(server):
    """They wait in front of httpx, not in it, and all are answered."""

    async def main():
        transport = AsyncHttpxTransport()
        requests = (Request("GET", f"{server.url}/{number}") for number in range(1000))
        responses = await asyncio.gather(*(transport.send(request, 30) for request in requests))
        await transport.close()
        return responses

    responses = asyncio.run(main())
    assert [response.status for response in responses] == [200] * 1000
    assert len({received.target for received in server.received}) == 1000
    assert server.most <= 100
    assert server.connections <= 100


def test_threads_share_few_connections(server):
    """The same with threads, and with a limit of one's own."""
    transport = HttpxTransport(max_connections=3)
    statuses = []

    def send():
        request = Request("GET", f"{server.url}/a")
        statuses.extend(transport.send(request, 30).status for _ in range(10))

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    transport.close()
    assert statuses == [200] * 120
    assert server.connections <= 3


def test_an_open_answer_occupies_its_connection(server):
    """Until it is closed; who waits meanwhile knows that nothing was sent."""
    transport = HttpxTransport(max_connections=1)
    server.play("/stream", [reply(200, b"x" * 9)[:-3], Act.HANG])
    stream = transport.open(Request("GET", f"{server.url}/stream"), 10)
    with pytest.raises(DeadlineError, match="no connection was free") as caught:
        transport.send(Request("POST", f"{server.url}/a", budget="submit"), 0.01)
    assert (caught.value.sent, caught.value.budget) == ("no", "submit")
    stream.close()
    assert transport.send(Request("GET", f"{server.url}/a"), 10).status == 200
    transport.close()


def test_open_answers_occupy_connections_of_tasks(server):
    """The same in the other colour."""

    async def main():
        transport = AsyncHttpxTransport(max_connections=1)
        server.play("/stream", [reply(200, b"x" * 9)[:-3], Act.HANG])
        stream = await transport.open(Request("GET", f"{server.url}/stream"), 10)
        with pytest.raises(DeadlineError) as caught:
            await transport.send(Request("GET", f"{server.url}/a"), 0.01)
        assert caught.value.sent == "no"
        await stream.close()
        assert (await transport.send(Request("GET", f"{server.url}/a"), 10)).status == 200
        await transport.close()

    asyncio.run(main())


def test_a_cancelled_task_gives_its_connection_back(server):
    """A request that is given up in the middle blocks nobody."""

    async def main():
        transport = AsyncHttpxTransport(max_connections=1)
        server.play("/hang", [Act.TAKE, Act.GATE])
        task = asyncio.create_task(transport.send(Request("GET", f"{server.url}/hang"), 10))
        await asyncio.to_thread(server.arrived.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await transport.send(Request("GET", f"{server.url}/a"), 10)).status == 200
        await transport.close()

    asyncio.run(main())


def test_a_transfer_may_last_longer_than_its_limit(server, transport):
    """Its limit is for each piece that moves."""
    limit = 0.2
    server.play("/a", [b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n", *[Act.GATE, b"x"] * 8])
    pieces = iter(range(8))

    def pace():
        for _ in pieces:
            pause.wait(limit / 4)
            server.release()

    pause = threading.Event()
    thread = threading.Thread(target=pace)
    thread.start()
    response = transport.send(Request("GET", f"{server.url}/a", budget="transfer"), limit)
    thread.join()
    assert response.body == b"x" * 8


def test_a_compressed_answer_is_unpacked(server, transport):
    """Though it was not asked for; but what is opened comes as it is."""
    packed = gzip.compress(b"{}")
    server.play("/a", [reply(200, packed, [("Content-Encoding", "gzip")])])
    request = Request("GET", f"{server.url}/a")
    response = transport.send(request, 10)
    assert (response.body, response.headers) == (b"{}", {})
    assert server.received[0].header("accept-encoding") == "identity"
    answer = transport.open(request, 10)
    assert answer.head.headers["content-encoding"] == "gzip"
    assert answer.read(10) == packed
    answer.close()


def test_damaged_compression_is_a_broken_answer(server, transport):
    """It says gzip, and is not."""
    server.play("/a", [reply(200, b"{}", [("Content-Encoding", "gzip")])])
    with pytest.raises(TransportError) as caught:
        transport.send(Request("GET", f"{server.url}/a"), 10)
    assert caught.value.sent == "maybe"


class Endless:
    """A source that makes its bytes as they are read."""

    name = "big.bin"
    size = 48 << 20

    def open(self, start=0):
        for _ in range(self.size >> 20):
            yield bytes(1 << 20)


def test_uploads_keep_memory_flat(server, transport):
    """Whatever their size, in pieces of the source."""
    request = Request("PUT", f"{server.url}/a", body=Slice(Endless(), "a/b"), budget="transfer")
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        transport.send(request, 30)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert server.received[0].length == Endless.size
    assert peak - before < 12 << 20


def test_files_are_read_off_the_event_loop(server, tmp_path):
    """A file reaches the server from a thread, bytes in memory without one."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"frames" * 1000)

    async def main():
        transport = AsyncHttpxTransport()
        for source in (PathSource(path), BytesSource(b"frames" * 1000)):
            request = Request("PUT", f"{server.url}/a", body=Slice(source, "video/mp4"))
            await transport.send(request, 10)
        missing = Slice(PathSource(tmp_path / "gone.mp4"), "video/mp4")
        with pytest.raises(TransportError, match="does not exist") as caught:
            await transport.send(Request("PUT", f"{server.url}/a", body=missing), 10)
        assert caught.value.sent == "no"
        await transport.close()

    asyncio.run(main())
    assert [received.body for received in server.received] == [b"frames" * 1000] * 2


def test_a_source_may_fail_in_any_way(server, transport):
    """Also with an error that is none of ours, and when asked for its size."""

    class Broken:
        name = "x"

        @property
        def size(self):
            raise OSError("no such volume")

    with pytest.raises(TransportError, match="cannot be read: no such volume") as caught:
        transport.send(Request("PUT", f"{server.url}/a", body=Slice(Broken(), "a/b")), 10)
    assert (caught.value.sent, caught.value.hint) == ("no", None)


def test_a_slow_disk_does_not_hold_up_a_cancelled_task(server):
    """The task ends at once; the thread closes the file when it gets to it."""
    begun, going_on, closed = threading.Event(), threading.Event(), threading.Event()

    class Slow:
        name = "x"
        size = 2

        def open(self, start=0):
            try:
                yield b"1"
                begun.set()
                going_on.wait()
                yield b"2"
            finally:
                closed.set()

    async def main():
        transport = AsyncHttpxTransport()
        request = Request("PUT", f"{server.url}/a", body=Slice(Slow(), "a/b"))
        task = asyncio.create_task(transport.send(request, 10))
        await asyncio.to_thread(begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        going_on.set()
        await transport.close()

    asyncio.run(main())
    assert closed.wait(10)


def test_the_time_to_connect_is_named():
    """Nobody answers the handshake."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        request = Request("POST", f"https://127.0.0.1:{silent.getsockname()[1]}/", body=b"{}")
        for get in (send, lambda request, **more: asyncio.run(send_async(request, **more))):
            with pytest.raises(
                DeadlineError, match=r"within 0\.02 s \(limit 'connect'\)"
            ) as caught:
                get(request, connect=0.02)
            assert (caught.value.sent, caught.value.budget) == ("no", "connect")


def test_both_colours_come_from_the_group_of_transports():
    """What the entry point names makes either, with the client's limits."""
    from importlib.metadata import entry_points

    (entry,) = entry_points(group="framehook.transports.v1", name="httpx")
    blocking, asynchronous = entry.load()(Timeouts(connect=3))
    assert isinstance(blocking(), HttpxTransport)
    assert isinstance(asynchronous(), AsyncHttpxTransport)


def test_making_a_transport_opens_nothing():
    """Neither a socket nor a file, and in the lazy package not even httpx."""
    code = (
        "import sys, framehook.transports as t; assert 'httpx' not in sys.modules; "
        "t.Trust; assert 'httpx' not in sys.modules; "
        "assert 'HttpxTransport' in dir(t); t.HttpxTransport(); "
        "assert 'pydantic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert dir(transports) == sorted(transports.__all__)
    assert not hasattr(transports, "Nothing")
