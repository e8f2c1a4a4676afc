"""The label of a call, by which it is found in the bill."""

from __future__ import annotations

__all__ = ("labelled",)

from framehook.spi import Request

from .._options import INTENT_TAG

_NAME = "x-fal-tags"
_MOST, _LONGEST = 10, 1024


def labelled(request: Request, label: str) -> Request:
    """
    Return a request with a label among its tags, beside those of the caller.

    Nobody else's label is passed on: it would lead to another call. Where there is no room
    left, the caller's tags stay, and the call has no label.
    """
    given = next((text for name, text in request.headers if name.lower() == _NAME), "")
    tags = [each for each in given.split(",") if each and not each.startswith(f"{INTENT_TAG}=")]
    whole = [*tags, f"{INTENT_TAG}={label}"]
    if len(whole) > _MOST or len(",".join(whole)) > _LONGEST:
        whole = tags
    return request.with_headers((_NAME, ",".join(whole)))
