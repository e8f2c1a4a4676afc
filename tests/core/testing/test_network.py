"""A wall between a test and the network."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from framehook.testing import NetworkGuard, NetworkUsedError

ELSEWHERE = ("192.0.2.1", 443)


def test_a_connection_off_this_machine_is_refused():
    """The error names the address."""
    with (
        pytest.raises(NetworkUsedError, match=r"leave this machine.*192\.0\.2\.1:443"),
        NetworkGuard(),
    ):
        socket.create_connection(ELSEWHERE, timeout=1)


@pytest.mark.parametrize(
    "reach",
    [
        lambda sock: sock.connect_ex(ELSEWHERE),
        lambda sock: sock.sendto(b"x", ELSEWHERE),
        lambda sock: sock.sendto(b"x", 0, ELSEWHERE),
    ],
)
def test_every_way_out_is_refused(reach):
    """Datagrams and quiet connections are refused as well."""
    with (
        pytest.raises(NetworkUsedError),
        socket.socket(type=socket.SOCK_DGRAM) as sock,
        NetworkGuard(),
    ):
        reach(sock)


def test_asyncio_is_refused():
    """The streams of asyncio go through the same wall."""
    with pytest.raises(NetworkUsedError), NetworkGuard():
        asyncio.run(asyncio.open_connection(*ELSEWHERE))


def test_names_are_not_looked_up():
    """A name of elsewhere is refused before anyone is asked, the own name is not."""
    guard = NetworkGuard()
    with guard:
        assert socket.getaddrinfo("localhost", 80)
        assert socket.getaddrinfo(None, 80)
        assert socket.getaddrinfo("192.0.2.1", 80)
    with pytest.raises(NetworkUsedError, match=r"looking up 'video\.example'"), guard:
        socket.getaddrinfo(b"video.example", 443)
    assert guard.attempts == ["looking up 'video.example'"]


def test_a_swallowed_attempt_is_raised_at_the_end():
    """Code that hides the error does not hide the attempt."""
    with pytest.raises(NetworkUsedError, match=r"192\.0\.2\.1"), NetworkGuard():  # noqa: SIM117
        with contextlib.suppress(Exception):
            socket.create_connection(ELSEWHERE, timeout=1)


def test_loopback_is_allowed_unless_forbidden():
    """Servers of the test itself can be reached, if the test says so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        with NetworkGuard(), socket.create_connection(server.getsockname(), timeout=5):
            pass
        with (
            pytest.raises(NetworkUsedError, match="use any connection"),
            NetworkGuard(allow_loopback=False),
        ):
            socket.create_connection(server.getsockname(), timeout=5)


def test_local_sockets_count_as_connections(tmp_path):
    """Where nothing is allowed, a socket file is not allowed either."""
    place = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(place)
        server.listen()
        with NetworkGuard():
            client.connect(place)
        with pytest.raises(NetworkUsedError), NetworkGuard(allow_loopback=False):
            client.connect(place)


def test_everything_is_put_back():
    """After a guard, and after one inside another, sockets are what they were."""
    before = dict(vars(socket.socket)), socket.getaddrinfo
    with NetworkGuard(), NetworkGuard(allow_loopback=False):
        pass
    assert (dict(vars(socket.socket)), socket.getaddrinfo) == before
