"""Hosts in URLs, and their addresses."""

from __future__ import annotations

__all__ = ("addresses", "shown")

from collections.abc import Sequence
from urllib.parse import urlsplit


def addresses(host: str) -> Sequence[str]:
    """Look up the addresses of a host; there are none where it cannot be found."""
    import socket  # Few clients ever look up a name.

    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError):
        return ()


def shown(url: str) -> str:
    """Return a URL fit for messages: without a user, a password, a query or a fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
