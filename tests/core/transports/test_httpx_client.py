"""A client of httpx that the caller has made."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from httpx_once import send, send_async

from framehook.errors import ClosedError, ConfigurationError, DeadlineError, TransportError
from framehook.spi import Request
from framehook.testing._server import Act
from framehook.transports import AsyncHttpxTransport, HttpxTransport
from framehook.transports._head import SCHEMES

URL = "http://127.0.0.1:9/a"


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
