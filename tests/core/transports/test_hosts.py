"""Hosts in URLs."""

from __future__ import annotations

import pytest

from framehook.transports import is_loopback
from framehook.transports._hosts import shown


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


def test_a_url_is_shown_without_what_may_be_secret():
    """Neither user, nor query, nor fragment."""
    assert shown("https://me:pw@host.example:8443/a/b?sig=1#x") == "https://host.example:8443/a/b"
