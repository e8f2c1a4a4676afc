"""
A proxy that keeps the key on a server, as an ASGI application.

Browsers point the official client's `proxyUrl` at it, and other programs their base URLs.
Calls are checked against the installed families and held to spending limits before they
cost anything.
"""

from __future__ import annotations

__all__ = ("Authenticate", "Proxy")

from ._caller import Authenticate
from ._proxy import Proxy
