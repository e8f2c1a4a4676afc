"""What stands before the body of a request."""

from __future__ import annotations

__all__ = ("SCHEMES", "checked", "headers_of")

import re
from functools import lru_cache

from ..spi import Form, Request
from ._body import Plan
from ._verdict import Verdict

SCHEMES = frozenset({"http", "https"})

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
# `identity`: what is fetched in parts, or piece by piece, must not be compressed.
_DEFAULTS = (("accept", "*/*"), ("accept-encoding", "identity"), ("user-agent", "framehook"))


def checked(request: Request) -> None:
    """
    Refuse what cannot be put on the wire.

    Raises:
        TransportError: with `sent="no"`.
    """
    if request.scheme not in SCHEMES:
        raise Verdict(request).refused(
            f"the scheme {request.scheme!r} is neither 'http' nor 'https'."
        )
    for name, value in request.headers:
        if not _is_name(name):
            raise Verdict(request).refused(f"{name!r} cannot be the name of a header.")
        if not _VALUE.fullmatch(value):
            # The value may be a secret.
            raise Verdict(request).refused(
                f"the header {name!r} has a character that no header may have."
            )


def headers_of(request: Request, plan: Plan | None) -> list[tuple[str, str]]:
    """Return the headers to send, with what the body says about itself."""
    headers = [(name.lower(), value) for name, value in request.headers]
    names = {name for name, _ in headers}
    headers += [pair for pair in _DEFAULTS if pair[0] not in names]
    if plan is None:
        return headers
    own: dict[str, str] = {}
    if plan.media_type and (isinstance(request.body, Form) or "content-type" not in names):
        own["content-type"] = plan.media_type
    if plan.length is not None:
        own["content-length"] = str(plan.length)
    return [*(pair for pair in headers if pair[0] not in own), *own.items()]


@lru_cache(maxsize=256)
def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None
