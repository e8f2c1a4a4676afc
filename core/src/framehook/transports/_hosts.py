"""Hosts in URLs."""

from __future__ import annotations

__all__ = ("is_loopback", "shown")

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """
    Whether a host, with or without a port, can only be this machine.

    Names are not looked up: of those, only `localhost` and what ends in `.localhost` are
    certain.
    """
    name = host.lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        name = name.removesuffix(".")
        return name == "localhost" or name.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback if mapped is None else bool(mapped.is_loopback)


def shown(url: str) -> str:
    """Return a URL fit for messages: without a user, a password, a query or a fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
