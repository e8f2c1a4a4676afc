"""Whether a URL of somebody else leads to this machine's neighbours."""

from __future__ import annotations

__all__ = ("leads_inside",)

from urllib.parse import urlsplit

from ..spi._command import Flow
from ..spi._host import is_private
from ._commands import Blocking
from ._terms import Terms


def leads_inside(url: str, terms: Terms) -> Flow[bool]:
    """
    Return whether a URL is on an address that is not on the internet, by number or by name.

    A name may have another address the next time it is looked up: who must be certain lets
    requests pass through a proxy that knows.
    """
    parts = urlsplit(url)
    if terms.probe_private or parts.scheme not in {"http", "https"}:
        return False
    if is_private(parts.netloc.rpartition("@")[2]):
        return True
    host = parts.hostname or ""
    found = yield from Blocking(lambda: terms.addresses(host))
    return any(is_private(address) for address in found)
