"""Which hosts are this machine, and which are at least not on the internet."""

from __future__ import annotations

__all__ = ("is_loopback", "is_private")

import ipaddress
import re
from functools import lru_cache
from urllib.parse import urlsplit

_NUMERIC = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")


def is_loopback(host: str) -> bool:
    """
    Return whether a host, with or without a port, can only be this machine.

    A secret may go there in the clear. Names are not looked up: of those, only `localhost`
    and what ends in `.localhost` are certain.

    Example:
        ```python
        assert is_loopback("127.0.0.1:8080") and is_loopback("[::1]")
        assert not is_loopback("localhost.example.org")
        ```
    """
    return _judged(host, loopback_only=True)


def is_private(host: str) -> bool:
    """Return whether a host, with or without a port, is an address not on the internet."""
    return _judged(host, loopback_only=False)


# Several are asked about for each job, all of them more than once.
@lru_cache(maxsize=256)
def _judged(host: str, *, loopback_only: bool) -> bool:
    # An address of many colons is bare, unless it stands in brackets.
    place = f"[{host}]" if host.count(":") > 1 and "[" not in host else host
    try:
        name = (urlsplit(f"//{place}").hostname or "").partition("%")[0].rstrip(".")
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        # 127.1, 0x7f.1 and 2130706433 are addresses, too, for whoever looks names up. No
        # name on the internet ends in a number, so that nobody needs them.
        return not loopback_only and _NUMERIC.fullmatch(name.rpartition(".")[2]) is not None
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback if loopback_only else not address.is_global
