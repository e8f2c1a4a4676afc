"""What stands before the body of a request."""

from __future__ import annotations

__all__ = ("SCHEMES", "checked", "headers_of")

import re
from functools import lru_cache

from ..spi import Form, Request
from ._body import Plan
from ._verdict import Verdict

SCHEMES = frozenset({"http", "https"})

_USUAL = ("https://", "http://")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
# `identity`: what is fetched in parts, or piece by piece, must not be compressed.
_DEFAULTS = (("accept", "*/*"), ("accept-encoding", "identity"), ("user-agent", "framehook"))


def checked(request: Request) -> list[tuple[str, str]]:
    """
    Return the headers of a request, with names in lower case, if it can be put on the wire.

    Raises:
        TransportError: with `sent="no"`, if it cannot.
    """
    if not request.url.startswith(_USUAL) and request.scheme not in SCHEMES:
        raise Verdict(request).refused(
            f"the scheme {request.scheme!r} is neither 'http' nor 'https'."
        )
    headers = []
    for name, value in request.headers:
        lowered = _lowered(name)
        if not lowered:
            raise Verdict(request).refused(f"{name!r} cannot be the name of a header.")
        # Nearly all values are this plain, which is found out at once.
        if not (value.isascii() and value.isprintable()) and not _VALUE.fullmatch(value):
            # The value may be a secret.
            raise Verdict(request).refused(
                f"the header {name!r} has a character that no header may have."
            )
        headers.append((lowered, value))
    return headers


def headers_of(
    request: Request, given: list[tuple[str, str]], plan: Plan | None
) -> list[tuple[str, str]]:
    """
    Return the headers to send, with what the body says about itself.

    Args:
        request: The request.
        given: Its own headers, as `checked` returns them.
        plan: Of its body; bytes need none.
    """
    names = {name for name, _ in given}
    headers = given.copy()
    for pair in _DEFAULTS:
        if pair[0] not in names:
            headers.append(pair)
    if request.body is None:
        return headers
    own: dict[str, str] = {}
    if isinstance(request.body, bytes):
        own["content-length"] = str(len(request.body))
    elif plan is not None:
        if plan.media_type and (isinstance(request.body, Form) or "content-type" not in names):
            own["content-type"] = plan.media_type
        if plan.length is not None:
            own["content-length"] = str(plan.length)
    if not names.isdisjoint(own):
        headers = [pair for pair in headers if pair[0] not in own]
    headers += own.items()
    return headers


@lru_cache(maxsize=256)
def _lowered(name: str) -> str:
    """Return a name in lower case, and nothing for what is none."""
    return name.lower() if _NAME.fullmatch(name) else ""
