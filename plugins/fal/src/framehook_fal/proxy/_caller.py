"""Who asks."""

from __future__ import annotations

__all__ = ("Authenticate", "Callers")

import hmac
import inspect
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from framehook.errors import ConfigurationError
from framehook.spi import is_loopback

from ._refusal import Refusal

Authenticate: TypeAlias = Callable[[MutableMapping[str, Any]], str | None | Awaitable[str | None]]

_FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"})
_SHORTEST = 8


class Callers:
    """
    Finds out who asks.

    Args:
        authenticate: Returns the caller's name for the scope of a request, or `None`.
        token: A secret that all callers share.

    Raises:
        ConfigurationError: if both are given, or the token is too short to be a secret.
    """

    def __init__(self, authenticate: Authenticate | None, token: str | None) -> None:
        if authenticate is not None and token is not None:
            raise ConfigurationError(
                "The proxy is given both 'authenticate' and 'token'.", hint="Give one of them."
            )
        if token is not None and len(token) < _SHORTEST:
            raise ConfigurationError(
                f"The proxy's token has {len(token)} characters, and needs {_SHORTEST} or more.",
                hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe())'",
            )
        self._authenticate = authenticate
        self._token = token

    @property
    def is_open(self) -> bool:
        """Whether nobody has to say who they are."""
        return self._authenticate is None and self._token is None

    async def name(self, scope: MutableMapping[str, Any], headers: Mapping[str, str]) -> str:
        """
        Return the caller's name.

        Raises:
            Refusal: if nobody vouches for the caller.
        """
        if self._authenticate is not None:
            found = self._authenticate(scope)
            name = await found if inspect.isawaitable(found) else found
            if isinstance(name, str) and name:
                return name
        elif self._token is not None:
            scheme, _, given = headers.get("authorization", "").partition(" ")
            # Clients of fal say Key, everyone else Bearer.
            is_known = scheme.lower() in {"key", "bearer"}
            if is_known and hmac.compare_digest(given.strip().encode(), self._token.encode()):
                return "token"
        elif _is_here(scope, headers):
            return "local"
        raise Refusal(
            401,
            "Unauthorized. The proxy does not know who asks.",
            error_type="unauthorized",
            headers=(("www-authenticate", "Bearer"),),
        )


def _is_here(scope: MutableMapping[str, Any], headers: Mapping[str, str]) -> bool:
    # A page from elsewhere in a browser on this machine comes from loopback too, but says
    # where it is from, or calls this machine by another name.
    server, client = scope.get("server"), scope.get("client")
    if not server or not client or _FORWARDED & headers.keys():
        return False
    names = [str(server[0]), str(client[0]), headers.get("host", "")]
    if "origin" in headers:
        names.append(urlsplit(headers["origin"]).netloc)
    return all(is_loopback(name) for name in names)
