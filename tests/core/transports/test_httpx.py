"""Requests by way of httpx."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import tracemalloc

import httpx
import pytest

from framehook import transports
from framehook.errors import ClosedError, ConfigurationError, DeadlineError, TransportError
from framehook.spi import BytesSource, PathSource, Request, Slice, Timeouts
from framehook.testing import LoopbackServer, TransportConformance
from framehook.testing._server import Act, reply
from framehook.transports import AsyncHttpxTransport, HttpxTransport
from framehook.transports._head import SCHEMES
from framehook.transports._trust import Trust

OK = httpx.Response(200, content=b"ok")
URL = "http://127.0.0.1:9/a"


class TestConformance(TransportConformance):
    """Both colours keep the contract."""

    def make(self, connect):
        return HttpxTransport(connect=connect)

    def make_async(self, connect):
        return AsyncHttpxTransport(connect=connect)


@pytest.fixture
def server():
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def transport():
    transport = HttpxTransport(connect=1)
    yield transport
    transport.close()


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


def test_plain_http_reads_no_certificates(server, transport, monkeypatch):
    """Only the first request over TLS does, once."""
    loaded = []

    def load(trust):
        loaded.append(trust)

    monkeypatch.setattr(Trust, "load", load)
    transport.send(Request("GET", f"{server.url}/a"), 10)
    assert loaded == []
    with pytest.raises(TransportError) as caught:
        transport.send(Request("GET", "https://127.0.0.1:9/"), 10)
    assert (caught.value.sent, len(loaded)) == ("no", 1)


def test_certificates_come_from_where_httpx_takes_them(tmp_path, monkeypatch):
    """The package certifi, or what the environment names."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    trust = Trust()
    assert trust.context.verify_mode is ssl.CERT_REQUIRED
    assert trust.context.check_hostname
    assert trust.context.cert_store_stats()["x509_ca"] == 0
    trust.load()
    count = trust.context.cert_store_stats()["x509_ca"]
    trust.load()
    assert trust.context.cert_store_stats()["x509_ca"] == count > 50
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    trust = Trust()
    trust.load()
    assert trust.context.cert_store_stats()["x509_ca"] == 0


def test_a_failed_handshake_proves_that_nothing_was_sent():
    """A server that does not speak TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        request = Request("POST", f"https://127.0.0.1:{listening.getsockname()[1]}/", body=b"{}")
        for get in (send, lambda request: asyncio.run(send_async(request))):
            thread = threading.Thread(target=answer)
            thread.start()
            with pytest.raises(TransportError) as caught:
                get(request)
            thread.join()
            assert caught.value.sent == "no"


def test_a_proxy_for_tls_is_asked_to_connect(monkeypatch):
    """As `HTTPS_PROXY` says; what it refuses was not sent."""
    heads = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listening.getsockname()[1]}")
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)

        def refuse():
            connection, _ = listening.accept()
            with connection:
                heads.append(connection.recv(1000).splitlines()[0])
                connection.sendall(b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(TransportError) as caught:
            send(Request("GET", "https://api.example/a"))
        thread.join()
    assert heads == [b"CONNECT api.example:443 HTTP/1.1"]
    assert caught.value.sent == "no"


def send(request, timeout=10, **options):
    transport = HttpxTransport(**options)
    try:
        return transport.send(request, timeout)
    finally:
        transport.close()


async def send_async(request, timeout=10, **options):
    transport = AsyncHttpxTransport(**options)
    try:
        return await transport.send(request, timeout)
    finally:
        await transport.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_tls_trusts_whom_the_environment_names(tmp_path, monkeypatch):
    """Both colours reach a server whose certificate is named, and no other one."""
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with LoopbackServer(tls=context) as server:
        request = Request("GET", f"{server.url}/a")
        for get in (send, lambda request: asyncio.run(send_async(request))):
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            assert get(request).status == 200
            monkeypatch.delenv("SSL_CERT_FILE")
            with pytest.raises(TransportError) as caught:
                get(request)
            assert (caught.value.sent, "SSL_CERT_FILE" in caught.value.hint) == ("no", True)


def test_the_environment_names_a_proxy(server, monkeypatch):
    """As always with httpx, in both colours; what says so is not remembered as a cookie."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    server.play("http://api.example/a", [reply(200, b"via", [("Set-Cookie", "a=1")])])
    request = Request("GET", "http://api.example/a")
    assert send(request).body == b"via"
    assert asyncio.run(send_async(request)).body == b"via"
    assert [received.target for received in server.received] == ["http://api.example/a"] * 2


def test_a_client_of_the_caller_is_used_and_left_open():
    """Whatever it is made of."""
    seen = []

    def handle(request):
        seen.append((request.url.path, request.headers["x-team"], request.extensions["timeout"]))
        return httpx.Response(302, headers={"location": "/b"})

    client = httpx.Client(
        transport=httpx.MockTransport(handle),
        headers={"x-team": "film"},
        follow_redirects=True,
        auth=("user", "password"),
    )
    transport = HttpxTransport(connect=2, client=client)
    assert transport.schemes == SCHEMES
    response = transport.send(Request("GET", "https://api.example/a"), 7)
    assert (response.status, response.headers["location"]) == (302, "/b")
    limits = {"connect": 2, "read": 7, "write": 7, "pool": 7}
    assert seen == [("/a", "film", limits)]
    transport.close()
    assert not client.is_closed
    with pytest.raises(ClosedError):
        transport.send(Request("GET", "https://api.example/a"), 7)
    client.close()


class Stubborn(httpx.BaseTransport):
    """Tries twice by itself: the first try left, the second one did not."""

    def __init__(self, *, is_told):
        self.is_told = is_told

    def handle_request(self, request):
        tell = request.extensions["trace"] if self.is_told else lambda *report: None
        tell("connection.connect_tcp.started", {})
        tell("http11.send_request_headers.started", {})
        tell("connection.connect_tcp.started", {})
        raise httpx.ConnectError("refused")


@pytest.mark.parametrize("is_told", [True, False])
def test_a_client_that_tries_again_by_itself_proves_nothing(is_told):
    """Its last failure is not the whole story."""
    client = httpx.Client(transport=Stubborn(is_told=is_told))
    transport = HttpxTransport(client=client)
    with pytest.raises(TransportError) as caught:
        transport.send(Request("POST", URL, body=b"{}"), 1)
    assert caught.value.sent == "maybe"
    client.close()


@pytest.mark.parametrize(
    ("error", "kind", "sent"),
    [
        (httpx.PoolTimeout("full"), DeadlineError, "maybe"),
        (httpx.ProxyError("407"), TransportError, "maybe"),
        (httpx.ReadError("reset"), TransportError, "maybe"),
        (RuntimeError("a fault of the client"), RuntimeError, None),
    ],
)
def test_failures_of_a_client_of_the_caller(error, kind, sent):
    """Without evidence, nothing is proven; a fault in it comes through as it is."""

    def handle(request):
        raise error

    client = httpx.Client(transport=httpx.MockTransport(handle))
    transport = HttpxTransport(client=client)
    with pytest.raises(kind) as caught:
        transport.send(Request("POST", URL), 1)
    assert getattr(caught.value, "sent", None) == sent
    client.close()


def test_httpx_itself_gives_evidence(server):
    """A plain client of the caller: refused is proven, broken and silent are not."""

    def outcome(url, timeout=10):
        request = Request("POST", url, body=b"{}")
        with httpx.Client(trust_env=False) as client:
            with pytest.raises(TransportError) as caught:
                send(request, timeout, client=client)
            blocking = caught.value

        async def main():
            async with httpx.AsyncClient(trust_env=False) as client:
                await send_async(request, timeout, client=client)

        with pytest.raises(TransportError) as caught:
            asyncio.run(main())
        assert caught.value.sent == blocking.sent
        assert type(caught.value) is type(blocking)
        return blocking

    server.play("/reset", [Act.TAKE, Act.RESET])
    server.play("/hang", [Act.TAKE, Act.HANG])
    server.play("/drip", [b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", Act.DRIP])
    assert outcome(URL).sent == "no"
    assert outcome(f"{server.url}/reset").sent == "maybe"
    assert outcome(f"{server.url}/hang", 0.05).budget == "wait"
    assert outcome(f"{server.url}/drip", 0.05).budget == "wait"


@pytest.mark.parametrize(
    ("make", "client", "words"),
    [
        (HttpxTransport, "a client", "'str'"),
        (AsyncHttpxTransport, object(), "'object'"),
        (HttpxTransport, httpx.AsyncClient, "of the other kind"),
        (AsyncHttpxTransport, httpx.Client, "of the other kind"),
    ],
)
def test_a_client_of_the_wrong_kind_is_refused(make, client, words):
    """Both kinds look alike."""
    client = client() if isinstance(client, type) else client
    with pytest.raises(ConfigurationError, match=words):
        make(client=client)


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
