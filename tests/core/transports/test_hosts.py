"""Hosts in URLs."""

from __future__ import annotations

from framehook.transports._hosts import shown


def test_a_url_is_shown_without_what_may_be_secret():
    """Neither user, nor query, nor fragment."""
    assert shown("https://me:pw@host.example:8443/a/b?sig=1#x") == "https://host.example:8443/a/b"
