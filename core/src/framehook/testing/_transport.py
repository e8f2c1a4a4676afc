"""What every transport must do, against a real server on this machine."""

from __future__ import annotations

__all__ = ("TransportConformance",)

import socket
from typing import Any

import pytest

from ..errors import ClosedError, DeadlineError, FramehookError, TransportError
from ..spi import Form, Request, Slice
from ._carrier import LONG, SHORT, Carrier, Pieces
from ._exchange import ExchangeConformance
from ._server import Act, LoopbackServer, reply


class TransportConformance(ExchangeConformance):
    """
    Holds a transport for `http` to its contract, in both colours.

    A subclass says how transports are made. Where there is one colour only, it makes that
    one and says `colours = ("async",)`, or `("sync",)`:

    ```python
    from framehook.testing import TransportConformance

    class TestOurs(TransportConformance):
        def make(self, connect: float) -> Transport:
            return OurTransport(connect=connect)

        def make_async(self, connect: float) -> AsyncTransport:
            return OurAsyncTransport(connect=connect)
    ```
    """

    @pytest.mark.parametrize(
        "source",
        [Pieces([b"x"], fails_after=0), Pieces([b"x"], size=1, fails_after=0)],
        ids=["unknown size", "known size"],
    )
    def test_what_cannot_be_read_is_not_sent(
        self, carrier: Carrier, server: LoopbackServer, source: Pieces
    ) -> None:
        """Before the first byte is there, nothing leaves: that is proven."""
        for body in (Slice(source, "a/b"), Form([("a", "b"), ("file", Slice(source, "a/b"))])):
            with pytest.raises(TransportError, match="The disk is gone") as caught:
                carrier.send(Request("POST", f"{server.url}/a", body=body))
            assert (caught.value.sent, caught.value.hint) == ("no", "Look for it.")
        assert server.received == []

    @pytest.mark.parametrize(
        "source",
        [
            Pieces([b"x" * 99, b"y"], fails_after=1),
            Pieces([b"x" * 99, b"y"], size=100, fails_after=1),
            Pieces([b"x" * 99], size=100),
        ],
        ids=["unknown size", "known size", "shorter than announced"],
    )
    def test_what_breaks_off_may_have_arrived(
        self, carrier: Carrier, server: LoopbackServer, source: Pieces
    ) -> None:
        """A source that fails in the middle proves nothing, and no half body is taken."""
        with pytest.raises(TransportError, match="cannot be read") as caught:
            carrier.send(Request("POST", f"{server.url}/a", body=Slice(source, "a/b")))
        assert caught.value.sent == "maybe"
        assert server.received == []
        assert carrier.send(Request("GET", f"{server.url}/a")).status == 200

    def test_what_may_not_leave_any_more_is_not_sent(
        self, carrier: Carrier, server: LoopbackServer
    ) -> None:
        """It is asked at the last moment, and its connection is free for the next one."""

        def leave() -> None:
            raise TransportError("Too late.", sent="no")

        late = Request("POST", f"{server.url}/a", body=b"{}", leave=leave)
        for way in (carrier.send, carrier.open):
            with pytest.raises(TransportError, match="Too late"):
                way(late)
        assert server.received == []
        asked: list[int] = []
        good = Request("POST", f"{server.url}/a", body=b"{}", leave=lambda: asked.append(1))
        assert carrier.send(good).status == 200
        assert asked == [1]

    def test_a_refused_connection_proves_that_nothing_was_sent(self, carrier: Carrier) -> None:
        """Nobody listens there."""
        with socket.create_server(("127.0.0.1", 0)) as unused:
            port = unused.getsockname()[1]
        with pytest.raises(TransportError) as caught:
            carrier.send(Request("POST", f"http://127.0.0.1:{port}/a", body=b"{}"))
        assert caught.value.sent == "no"

    @pytest.mark.parametrize(
        "script",
        [
            [Act.RESET],
            [Act.TAKE, Act.RESET],
            [Act.TAKE, Act.CLOSE],
            [b"HTTP/1.1 200 OK\r\nContent-", Act.CLOSE],
            [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234", Act.CLOSE],
            [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234", Act.RESET],
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n", Act.CLOSE],
            [b"220 mail.example ESMTP\r\n", Act.CLOSE],
        ],
    )
    def test_a_broken_answer_proves_nothing(
        self, carrier: Carrier, server: LoopbackServer, script: list[bytes | Act]
    ) -> None:
        """However little came back, the request may have arrived, and it is sent once."""
        server.play("/a", script)
        with pytest.raises(TransportError) as caught:
            carrier.send(Request("POST", f"{server.url}/a", body=b"{}"))
        assert caught.value.sent == "maybe"
        assert not isinstance(caught.value, DeadlineError)
        assert len(server.received) <= 1
        assert server.connections == 1

    @pytest.mark.parametrize("budget", ["submit", "wait", "transfer"])
    def test_silence_runs_into_the_named_limit(
        self, carrier: Carrier, server: LoopbackServer, budget: Any
    ) -> None:
        """No answer at all."""
        server.play("/a", [Act.TAKE, Act.HANG])
        with pytest.raises(DeadlineError, match=f"'{budget}'") as caught:
            carrier.send(Request("POST", f"{server.url}/a", body=b"{}", budget=budget), SHORT)
        assert (caught.value.sent, caught.value.budget) == ("maybe", budget)

    @pytest.mark.parametrize(
        "start",
        [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"],
        ids=["head", "body"],
    )
    def test_a_dripping_answer_runs_into_the_limit(
        self, carrier: Carrier, server: LoopbackServer, start: bytes
    ) -> None:
        """The limit is for the whole answer, however often a byte comes."""
        server.play("/a", [start, Act.DRIP])
        with pytest.raises(DeadlineError) as caught:
            carrier.send(Request("GET", f"{server.url}/a", budget="wait"), SHORT)
        assert caught.value.budget == "wait"

    def test_a_download_is_complete_or_an_error(
        self, carrier: Carrier, server: LoopbackServer
    ) -> None:
        """What was read before the connection broke is delivered, then the error comes."""
        head = b"HTTP/1.1 206 Partial\r\nContent-Length: 9\r\n\r\n"
        server.play("/a", [head, b"1234", Act.CLOSE])
        answer = carrier.open(Request("GET", f"{server.url}/a", budget="transfer"))
        got = b""
        while len(got) < 4:
            got += answer.read()
        with pytest.raises(TransportError):
            answer.read()
        answer.close()
        assert (answer.head.status, got) == (206, b"1234")

    def test_every_read_has_its_own_limit(self, carrier: Carrier, server: LoopbackServer) -> None:
        """Shorter or longer than the one before, and than the one for the head."""
        server.play("/a", [reply(200, chunks=[b"1"])[:-5], Act.GATE, b"1\r\n2\r\n", Act.HANG])
        answer = carrier.open(Request("GET", f"{server.url}/a", budget="transfer"), 5)
        assert answer.read() == b"1"
        server.release()
        assert answer.read(LONG) == b"2"
        with pytest.raises(DeadlineError) as caught:
            answer.read(SHORT)
        assert caught.value.budget == "transfer"
        answer.close()

    def test_an_open_answer_can_be_left(self, carrier: Carrier, server: LoopbackServer) -> None:
        """Closing lets go of the connection, and reading on is an error."""
        server.play("/a", [reply(200, b"x" * 10)[:-5], Act.HANG])
        answer = carrier.open(Request("GET", f"{server.url}/a"))
        answer.close()
        with pytest.raises(ClosedError):
            answer.read()
        assert carrier.send(Request("GET", f"{server.url}/b")).status == 200

    @pytest.mark.parametrize(
        ("url", "headers"),
        [
            ("gopher://127.0.0.1/", ()),
            ("http:///nowhere", ()),
            ("http://" + "a" * 64 + ".example/", ()),
            ("http://127.0.0.1:port/", ()),
            ("http://127.0.0.1/", (("x", "1\r\ny: 2"),)),
            ("http://127.0.0.1/", (("x y", "1"),)),
        ],
    )
    def test_what_makes_no_sense_is_not_sent(
        self, carrier: Carrier, url: str, headers: tuple[tuple[str, str], ...]
    ) -> None:
        """Neither another scheme, nor a header that would become two."""
        with pytest.raises(TransportError) as caught:
            carrier.send(Request("POST", url, headers=headers))
        assert caught.value.sent == "no"

    def test_messages_keep_secrets(self, carrier: Carrier, server: LoopbackServer) -> None:
        """Neither a header, nor a query, nor a password, nor the body is repeated."""
        server.play("/a", [Act.RESET])
        url = server.url.replace("//", "//user:hush@") + "/a?token=hush"
        with pytest.raises(FramehookError) as caught:
            carrier.send(Request("POST", url, headers=(("authorization", "hush"),), body=b"hush"))
        assert "hush" not in str(caught.value)
        assert "/a" in str(caught.value)
