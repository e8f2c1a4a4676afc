"""What every transport must do when nothing goes wrong."""

from __future__ import annotations

__all__ = ("ExchangeConformance",)

import asyncio
import json
from collections.abc import Iterator, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import ClassVar

import pytest

from ..errors import ClosedError
from ..spi import AsyncTransport, BytesSource, Form, Request, Response, Slice, Transport
from ._carrier import LONG, Carrier, Pieces
from ._server import Act, LoopbackServer, reply


class ExchangeConformance:
    """The first half of `TransportConformance`, which says how it is used."""

    # A transport that has one colour only says so here.
    colours: ClassVar[Sequence[str]] = ("sync", "async")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run every test that uses a transport once for each colour."""
        if "carrier" in metafunc.fixturenames:
            metafunc.parametrize("carrier", self.colours, indirect=True)

    def make(self, connect: float) -> Transport:
        """Return a transport that connects within so many seconds."""
        raise NotImplementedError

    def make_async(self, connect: float) -> AsyncTransport:
        """Return its asynchronous twin."""
        raise NotImplementedError

    @pytest.fixture
    def server(self) -> Iterator[LoopbackServer]:
        """Serve what the test says."""
        with LoopbackServer() as server:
            yield server

    @pytest.fixture
    def carrier(self, request: pytest.FixtureRequest) -> Iterator[Carrier]:
        """Give the transport, of one colour after the other."""
        is_async = request.param == "async"
        runner = asyncio.Runner() if is_async else None
        with Carrier(self.make_async(LONG) if is_async else self.make(LONG), runner) as carrier:
            yield carrier

    def test_it_speaks_http(self, carrier: Carrier) -> None:
        """Schemes are named in lower case."""
        assert "http" in carrier.schemes
        assert all(scheme == scheme.lower() for scheme in carrier.schemes)

    def test_an_answer_comes_back_whole(self, carrier: Carrier, server: LoopbackServer) -> None:
        """Status, headers in lower case, repeated ones joined, and the body."""
        headers = [("X-Job", "7"), ("Via", "a"), ("VIA", "b")]
        server.play("/a", [reply(201, b"made", headers)])
        url = f"{server.url}/a?x=1%202"
        assert carrier.send(Request("GET", url)) == Response(
            201, {"x-job": "7", "via": "a, b", "content-length": "4"}, b"made", url
        )
        assert server.received[0].target == "/a?x=1%202"

    @pytest.mark.parametrize("status", [204, 301, 307, 404, 429, 502])
    def test_every_status_is_an_answer(
        self, carrier: Carrier, server: LoopbackServer, status: int
    ) -> None:
        """Errors are not raised, redirects not followed, nothing is sent twice."""
        body = b"" if status == 204 else b"<html><h1>Bad Gateway</h1></html>"
        server.play("/a", [reply(status, body, [("Location", "/b"), ("Retry-After", "0")])])
        response = carrier.send(Request("POST", f"{server.url}/a", body=b"{}"))
        assert (response.status, response.body) == (status, body)
        assert [received.target for received in server.received] == ["/a"]

    def test_a_request_arrives_as_it_was_made(
        self, carrier: Carrier, server: LoopbackServer
    ) -> None:
        """Method, headers and bytes."""
        request = Request(
            "PUT", f"{server.url}/a", headers=(("X-One", "1"), ("Accept", "a/b")), body=b"\x00\xff"
        )
        told = json.loads(carrier.send(request).body)
        (received,) = server.received
        assert (received.method, received.body) == ("PUT", b"\x00\xff")
        assert (received.header("x-one"), received.header("accept")) == ("1", "a/b")
        assert received.header("content-length") == "2"
        assert told["length"] == 2

    def test_a_head_request_has_no_body(self, carrier: Carrier, server: LoopbackServer) -> None:
        """The length that is announced is not waited for."""
        server.play("/a", [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
        response = carrier.send(Request("HEAD", f"{server.url}/a"))
        assert (response.headers["content-length"], response.body) == ("99", b"")

    def test_nothing_is_remembered(self, carrier: Carrier, server: LoopbackServer) -> None:
        """Cookies are not kept, no secret is added, and the connection is used again."""
        server.play("/a", [reply(200, b"", [("Set-Cookie", "a=1")])])
        for _ in range(3):
            carrier.send(Request("GET", f"{server.url}/a"))
        assert [received.header("cookie") for received in server.received] == [None] * 3
        assert server.received[0].header("authorization") is None
        assert server.connections == 1

    def test_a_part_of_a_source_is_sent(self, carrier: Carrier, server: LoopbackServer) -> None:
        """Exactly the bytes asked for, with their length and type."""
        data = bytes(range(256)) * 8192
        body = Slice(BytesSource(data), "video/mp4", start=5, length=1_500_000)
        carrier.send(Request("PUT", f"{server.url}/a", body=body, budget="transfer"))
        (received,) = server.received
        assert received.length == 1_500_000
        assert received.body == data[5 : 5 + len(received.body)]
        assert received.header("content-type") == "video/mp4"
        assert received.header("transfer-encoding") is None

    def test_a_named_type_is_kept(self, carrier: Carrier, server: LoopbackServer) -> None:
        """What the request says about its body counts more than what the source says."""
        body = Slice(BytesSource(b"x"), "video/mp4", start=0)
        headers = (("Content-Type", "application/octet-stream"),)
        carrier.send(Request("PUT", f"{server.url}/a", headers=headers, body=body))
        assert server.received[0].header("content-type") == "application/octet-stream"

    def test_an_unknown_length_is_sent_in_chunks(
        self, carrier: Carrier, server: LoopbackServer
    ) -> None:
        """A source that does not know its size."""
        body = Slice(Pieces([b"ab", b"", b"cd"]), "video/mp4")
        carrier.send(Request("PUT", f"{server.url}/a", body=body))
        (received,) = server.received
        assert (received.body, received.header("transfer-encoding")) == (b"abcd", "chunked")
        assert received.header("content-length") is None

    @pytest.mark.parametrize("size", [None, 4])
    def test_a_form_arrives(
        self, carrier: Carrier, server: LoopbackServer, size: int | None
    ) -> None:
        """Fields and files in their order, with names that need quoting."""
        clip = Slice(Pieces([b"ab", b"cd"], size, name='a "b".mp4'), "video/mp4")
        form = Form([("prompt", "the tide\r\nü"), ("file", clip), ("last", "")])
        carrier.send(Request("POST", f"{server.url}/a", body=form))
        (received,) = server.received
        head = f"Content-Type: {received.header('content-type')}\r\n\r\n".encode()
        parts = list(BytesParser(policy=HTTP).parsebytes(head + received.body).iter_parts())
        names = [part.get_param("name", header="content-disposition") for part in parts]
        assert names == ["prompt", "file", "last"]
        assert parts[0].get_payload(decode=True) == "the tide\r\nü".encode()
        assert parts[1].get_payload(decode=True) == b"abcd"
        assert (parts[1].get_filename(), parts[1].get_content_type()) == (
            "a %22b%22.mp4",
            "video/mp4",
        )
        assert (received.header("content-length") is None) is (size is None)

    def test_an_open_answer_is_read_as_it_comes(
        self, carrier: Carrier, server: LoopbackServer
    ) -> None:
        """Server-sent events: each piece is there before the next one is sent."""
        start = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        server.play("/a", [start, Act.GATE, b"data: 1\n\n", Act.GATE, b"data: 2\n\n", Act.CLOSE])
        answer = carrier.open(Request("GET", f"{server.url}/a"))
        assert answer.head == Response(
            200, {"content-type": "text/event-stream"}, b"", f"{server.url}/a"
        )
        for piece in (b"data: 1\n\n", b"data: 2\n\n"):
            server.release()
            assert answer.read() == piece
        assert answer.read() == b""
        assert answer.read() == b""
        answer.close()
        answer.close()

    def test_it_can_be_closed_twice_and_then_sends_no_more(
        self, carrier: Carrier, server: LoopbackServer
    ) -> None:
        """A closed transport says so."""
        assert carrier.send(Request("GET", f"{server.url}/a")).status == 200
        carrier.close()
        carrier.close()
        with pytest.raises(ClosedError):
            carrier.send(Request("GET", f"{server.url}/a"))
        assert len(server.received) == 1
