"""Sessions of the caller, the environment, options, and a client."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import ssl
import subprocess
import sys
from importlib.metadata import entry_points

import aiohttp
import pytest
from _replicate import Replicate
from aiohttp_once import run, sending
from dream import dream

import framehook_aiohttp
from framehook import AsyncClient
from framehook.errors import ConfigurationError, DeadlineError, TransportError
from framehook.ledger import MemoryLedger
from framehook.spi import Request, Timeouts
from framehook.testing import LoopbackServer, make_mp4
from framehook.testing._server import Act, reply
from framehook_aiohttp import AsyncAiohttpTransport


def test_the_time_to_connect_is_named():
    """Nobody answers the handshake."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        request = Request("POST", f"https://127.0.0.1:{silent.getsockname()[1]}/", body=b"{}")
        with pytest.raises(DeadlineError, match=r"within 0\.02 s \(limit 'connect'\)") as caught:
            run(sending(request), connect=0.02)
    assert (caught.value.sent, caught.value.budget) == ("no", "connect")


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
