"""The label in a webhook's address that leads back to the attempt."""

from __future__ import annotations

__all__ = ("attempt_in", "labelled")

import hashlib
import hmac
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

NAME = "framehook"


def labelled(url: str, attempt: str, secret: str | None) -> str:
    """
    Return a webhook URL with the label of an attempt in its query.

    Args:
        url: Where notifications go.
        attempt: The label.
        secret: Signs the label, so that nobody can put another one there.
    """
    parts = urlsplit(url)
    label = attempt if secret is None else f"{attempt}.{_signature(attempt, secret)}"
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != NAME]
    return urlunsplit(parts._replace(query=urlencode([*query, (NAME, label)]), fragment=""))


def attempt_in(query: str, secret: str | None) -> str | None:
    """Return the attempt in the query of a webhook, or `None` if there is none to trust."""
    label = dict(parse_qsl(query)).get(NAME, "")
    attempt, mark, signature = label.rpartition(".")
    if secret is None:
        return (attempt if mark else label) or None
    good = mark and hmac.compare_digest(signature.encode(), _signature(attempt, secret).encode())
    return attempt if good else None


def _signature(attempt: str, secret: str) -> str:
    return hmac.digest(secret.encode(), attempt.encode(), hashlib.sha256).hex()[:32]
