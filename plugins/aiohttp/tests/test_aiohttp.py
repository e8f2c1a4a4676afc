"""Requests by way of aiohttp."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import shutil
import socket
import ssl
import subprocess
import sys
import time
import tracemalloc
from importlib.metadata import entry_points

import aiohttp
import pytest
from _replicate import Replicate
from dream import dream

import framehook_aiohttp
from framehook import AsyncClient
from framehook.errors import ClosedError, ConfigurationError, DeadlineError, TransportError
from framehook.ledger import MemoryLedger
from framehook.spi import BytesSource, PathSource, Request, Slice, Timeouts
from framehook.testing import LoopbackServer, TransportConformance, make_mp4
from framehook.testing._server import Act, reply
from framehook_aiohttp import AsyncAiohttpTransport
from framehook_aiohttp._outpour import Outpour


class TestConformance(TransportConformance):
    """The one colour there is keeps the contract."""

    colours = ("async",)

    def make_async(self, connect):
        return AsyncAiohttpTransport(connect=connect)


@pytest.fixture
def server():
    with LoopbackServer() as server:
        yield server


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


def run(work, **options):
    """Use a transport and close it."""

    async def main():
        transport = AsyncAiohttpTransport(**options)
        try:
            return await work(transport)
        finally:
            await transport.close()

    return asyncio.run(main())


def sending(request, timeout=10):
    return lambda transport: transport.send(request, timeout)


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


def test_the_time_to_connect_is_named():
    """Nobody answers the handshake."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        request = Request("POST", f"https://127.0.0.1:{silent.getsockname()[1]}/", body=b"{}")
        with pytest.raises(DeadlineError, match=r"within 0\.02 s \(limit 'connect'\)") as caught:
            run(sending(request), connect=0.02)
    assert (caught.value.sent, caught.value.budget) == ("no", "connect")


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


def test_a_session_of_the_caller_is_used_and_left_open(server):
    """Its headers are sent, its middlewares, which could send twice, are not asked."""

    async def middleware(request, handler):
        raise AssertionError

    async def main():
        session = aiohttp.ClientSession(headers={"x-team": "film"}, middlewares=(middleware,))
        (entry,) = entry_points(group="framehook.transports.v1", name="aiohttp")
        transport = entry.load()(Timeouts(connect=2), client=session)[1]()
        server.play("/hang", [Act.TAKE, Act.HANG])
        await transport.send(Request("GET", f"{server.url}/a"), 10)
        with pytest.raises(DeadlineError):
            await transport.send(Request("GET", f"{server.url}/hang"), 0.05)
        with pytest.raises(TransportError) as caught:
            await transport.send(Request("POST", "http://127.0.0.1:9/", body=b"{}"), 10)
        await transport.close()
        assert not session.closed
        await session.close()
        return caught.value.sent

    assert asyncio.run(main()) == "no"
    assert server.received[0].header("x-team") == "film"


def test_there_is_no_blocking_form():
    """The error says what there is instead."""
    blocking, asynchronous = framehook_aiohttp.aiohttp(Timeouts(connect=3))
    with pytest.raises(ConfigurationError, match="no blocking form") as caught:
        blocking()
    assert "AsyncClient(transport='aiohttp')" in caught.value.hint
    assert isinstance(asynchronous(), AsyncAiohttpTransport)
    assert not hasattr(framehook_aiohttp, "Nothing")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"session": "a session"}, "'str'"), ({"max_connections": 101}, "101")],
)
def test_what_makes_no_sense_is_refused(options, words):
    """Before anything is sent."""
    with pytest.raises(ConfigurationError, match=words):
        AsyncAiohttpTransport(**options)


def test_finding_it_loads_no_http_library():
    """Only a transport that is made does, and then only its own."""
    code = (
        "import sys, framehook_aiohttp as f; from framehook.spi import Timeouts; "
        "make = f.aiohttp(Timeouts())[1]; assert 'aiohttp' not in sys.modules; make(); "
        "assert 'aiohttp' in sys.modules; assert 'httpx' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_environment_names_a_proxy(server, monkeypatch):
    """As with the default transport."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server.play("http://api.example/a", [reply(200, b"via", [("Set-Cookie", "a=1")])])

    async def work(transport):
        near = await transport.send(Request("GET", f"{server.url}/near"), 10)
        return near, await transport.send(Request("GET", "http://api.example/a"), 10)

    near, far = run(work)
    assert (near.json()["target"], far.body) == ("/near", b"via")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_tls_trusts_whom_the_environment_names(tmp_path, monkeypatch):
    """A server whose certificate is named, and no other one."""
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with LoopbackServer(tls=context) as server:
        request = Request("POST", f"{server.url}/a", body=b"{}")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert run(sending(request)).status == 200
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(TransportError) as caught:
            run(sending(request))
    assert (caught.value.sent, "SSL_CERT_FILE" in caught.value.hint) == ("no", True)


def test_a_client_uses_it_by_name(server, framehook_clock, tmp_path):
    """End to end, with a service that is not ours: upload, wait, and resume a download."""
    film = make_mp4(frames=24)

    def said(code, **value):
        return [reply(code, json.dumps({"id": "p1", **value}).encode())]

    bucket = f"{server.url}/put/clip.mp4"
    serving = f"{server.url}/in/clip.mp4"
    output = [f"{server.url}/out/film.mp4"]
    server.play("/v1/upload/clip.mp4", said(200, upload_url=bucket, serving_url=serving))
    server.play("/v1/models/my-team/dream/predictions", said(201, status="starting"))
    server.play(
        "/v1/predictions/p1",
        said(200, status="processing"),
        said(200, status="succeeded", output=output),
    )
    whole = reply(200, film, [("ETag", '"film"')])
    span = ("Content-Range", f"bytes 1000-{len(film) - 1}/{len(film)}")
    server.play(
        "/out/film.mp4",
        [whole[: len(whole) - len(film) + 1000], Act.CLOSE],
        [reply(206, film[1000:], [("ETag", '"film"'), span])],
    )

    async def main():
        (tmp_path / "clip.mp4").write_bytes(make_mp4(frames=12))
        async with AsyncClient(
            transport="aiohttp",
            service=Replicate("r8_verysecret", server.url),
            ledger=MemoryLedger(),
            clock=framehook_clock,
        ) as client:
            call = dream(prompt="x", video_url=tmp_path / "clip.mp4", start_frame=3)
            job = await client.submit(call)
            result = await job.result()
            await result.save(tmp_path / "film.mp4")

    asyncio.run(main())
    assert (tmp_path / "film.mp4").read_bytes() == film
    got = [received.header("range") for received in server.received if "film" in received.target]
    assert got == [None, "bytes=1000-"]
