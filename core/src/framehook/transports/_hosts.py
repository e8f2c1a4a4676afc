"""Hosts in URLs."""

from __future__ import annotations

__all__ = ("shown",)

from urllib.parse import urlsplit


def shown(url: str) -> str:
    """Return a URL fit for messages: without a user, a password, a query or a fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
