"""Where a request goes, in the type of aiohttp."""

from __future__ import annotations

__all__ = ("SCHEMES", "address_of")

import re
from functools import lru_cache

from yarl import URL

from framehook.spi import Request
from framehook.transports import Verdict

SCHEMES = frozenset({"http", "https"})

_PLAIN = re.compile(r"[!-~]+")
# An origin that says no secret, and a path.
_USUAL = re.compile(r"(https?://[A-Za-z0-9.:-]+)(/[!\"$->@-~]*)")


def address_of(request: Request) -> URL:
    """
    Return where a request goes, without a user and a password.

    Raises:
        TransportError: with `sent="no"`, if that makes no sense.
    """
    usual = _USUAL.fullmatch(request.url)
    try:
        if usual is not None:
            return _origin(usual[1]).with_path(usual[2], encoded=True)
        return _vetted(request.url)
    except (ValueError, TypeError) as exc:
        raise Verdict(request).refused(f"it cannot be sent: {exc}.") from exc


def _vetted(address: str) -> URL:
    url = URL(address, encoded=_PLAIN.fullmatch(address) is not None)
    if url.scheme not in SCHEMES:
        raise ValueError(f"the scheme {url.scheme!r} is neither 'http' nor 'https'")
    # Names that no resolver would take are found before one is asked.
    if not (url.raw_host or "").encode("idna"):
        raise ValueError("the URL has no host")
    # A user and a password in a URL are no secret that core chose to send.
    return url.with_user(None) if url.raw_user is not None else url


# Paths are new all the time, hosts are not.
_origin = lru_cache(maxsize=256)(_vetted)
