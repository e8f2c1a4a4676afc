"""What callers hand in, made fit to be kept."""

from __future__ import annotations

__all__ = ("amount", "checked", "digest", "kept", "moment", "plain", "text")

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from types import NoneType
from typing import Any

from ..errors import LedgerError
from ..spi import Failure, NewIntent, Obj
from ..spi._record import variant

# What JSON gives back as it was, as it does numbers that are not too large.
_PLAIN = frozenset({bool, float, str, NoneType})
_LARGE = 1 << 64


def moment(when: datetime, zone: tzinfo | None = None) -> datetime:
    """
    Return a time in UTC.

    Raises:
        LedgerError: if it has no time zone, and none is given for that case.
    """
    if when.tzinfo is None:
        if zone is None:
            raise LedgerError(
                f"The ledger was given the time {when.isoformat()!r}, which has no time zone.",
                hint="Use datetime.now(timezone.utc).",
            )
        when = when.replace(tzinfo=zone)
    return when if when.tzinfo is UTC else when.astimezone(UTC)


def amount(value: Decimal | None) -> Decimal | None:
    """Return a number that makes sense, or `None`: a paid result is not lost over its price."""
    # Comparing numbers would make a context for them in each task.
    is_fine = value is not None and value.is_finite() and not (value and value.is_signed())
    return value if is_fine else None


def text(words: str) -> str:
    """Return words that can be written down as UTF-8."""
    return words.encode("utf-8", "backslashreplace").decode()


def plain(value: Obj) -> dict[str, Any]:
    """Return a copy that has only what JSON has, so that every ledger gives back the same."""
    try:
        copied: dict[str, Any] = _copied(value)
        return copied
    except (_NotPlainError, RecursionError):
        pass  # JSON decides what becomes of it.
    try:
        copy: dict[str, Any] = json.loads(json.dumps(value, default=_plainer))
    except (TypeError, ValueError, RecursionError) as exc:
        raise LedgerError(f"The ledger was given something that is not JSON: {exc}.") from exc
    return copy


def checked(new: NewIntent) -> NewIntent:
    """
    Return an intent that is fit to be planned.

    Raises:
        LedgerError: if its estimate is no amount of money.
    """
    if new.estimate is not None and amount(new.estimate) is None:
        raise LedgerError(
            f"The estimate for {new.endpoint!r} is {new.estimate}, which is no amount of money.",
            hint="Give a number that is not negative, or None where nobody knows.",
        )
    return variant(new, arguments=plain(new.arguments), leaves=dict(new.leaves))


def kept(failure: Failure) -> Failure:
    """Return a failure that can be written down."""
    detail = plain({"detail": failure.detail})["detail"]
    return failure._replace(words=text(failure.words), detail=detail)


def digest(body: Mapping[str, Any]) -> str:
    """Return a name for a notification that is the same for the same content."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


class _NotPlainError(Exception):
    """Something is not of a type that JSON gives back."""


def _copied(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN or (kind is int and -_LARGE < value < _LARGE):
        return value
    if kind is dict:
        copy = {}
        for key, item in value.items():
            if type(key) is not str:
                raise _NotPlainError
            copy[key] = item if type(item) in _PLAIN else _copied(item)
        return copy
    if kind is list:
        return [_copied(item) for item in value]
    raise _NotPlainError


def _plainer(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        return list(value)
    return str(value)
