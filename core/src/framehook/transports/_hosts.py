"""Hosts in URLs."""

from __future__ import annotations

__all__ = ("is_loopback", "shown")

from urllib.parse import urlsplit

from ..flows._send import is_private


def is_loopback(host: str) -> bool:
    """
    Whether a host, with or without a port, can only be this machine.

    Names are not looked up: of those, only `localhost` and what ends in `.localhost` are
    certain.
    """
    return is_private(host, loopback_only=True)


def shown(url: str) -> str:
    """Return a URL fit for messages: without a user, a password, a query or a fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
