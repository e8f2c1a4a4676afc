"""Which hosts are this machine, and which are at least not on the internet."""

from __future__ import annotations

import pytest

from framehook.spi import is_loopback
from framehook.spi._host import is_private


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:80",
        "api.localhost",
        "localhost.",
        "127.0.0.1",
        "127.9.9.9:8080",
        "::1",
        "[::1]:443",
        "[::1]",
        "::ffff:127.0.0.1",
    ],
)
def test_this_machine_is_loopback(host):
    """With and without a port."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "example.org",
        "localhost.example.org",
        "notlocalhost",
        "127.0.0.1.example.org",
        "10.0.0.1",
        "0.0.0.0",
        "[fe80::1%eth0]:80",
        "::ffff:10.0.0.1",
        "2130706433",
    ],
)
def test_everything_else_is_not(host):
    """Also what merely looks like it."""
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("localhost:80", True),
        ("a.localhost", True),
        ("127.0.0.1", True),
        ("[::1]:8080", True),
        ("10.0.0.7", True),
        ("169.254.169.254", True),
        ("127.1", True),
        ("2130706433", True),
        ("0x7f.0.0.1:80", True),
        ("0x7f000001", True),
        ("[::ffff:10.0.0.1]", True),
        ("8.8.8.8:443", False),
        ("[::ffff:8.8.8.8]", False),
        ("cdn7.example", False),
        ("files.example", False),
        ("[bad", False),
    ],
)
def test_private_addresses_are_known(host, private):
    """Loopback, private and link-local addresses are private, with or without a port."""
    assert is_private(host) is private
