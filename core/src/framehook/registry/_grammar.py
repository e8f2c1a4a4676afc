"""What the name of an entry point may look like."""

from __future__ import annotations

__all__ = ("FIDELITIES", "LIMIT", "flaw", "is_id", "normal")

import re

LIMIT = 200
FIDELITIES = ("exact", "model", "draft")

_SEGMENT = r"[a-z0-9][a-z0-9._-]*"
_ID = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})+")
_WORD = re.compile(_SEGMENT)
_VALUE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?")
_RUNS = re.compile(r"[-_.]+")


def is_id(text: str) -> bool:
    """Return whether `text` is an endpoint id: `owner/model`, lower case, ≤ 200 characters."""
    return len(text) <= LIMIT and _ID.fullmatch(text) is not None


def normal(distribution: str) -> str:
    """Return the name of a distribution in the one spelling that can be compared."""
    return _RUNS.sub("-", distribution).lower()


def flaw(kind: str, name: str, value: str) -> str | None:
    """Return what is wrong with an entry point as a sentence, or `None`."""
    if kind == "endpoints" and not is_id(name):
        return _not_an_id(name)
    if kind == "runners":
        target, _, fidelity = name.rpartition("@")
        if not is_id(target):
            return _not_an_id(target)
        if fidelity not in FIDELITIES:
            return f"{name!r} ends with the fidelity {fidelity!r}, not with draft, model or exact."
    elif kind != "endpoints" and (len(name) > LIMIT or _WORD.fullmatch(name) is None):
        return (
            f"{name!r} is not a name: lower-case letters, digits, '.', '_' and '-', "
            f"at most {LIMIT} characters."
        )
    if _VALUE.fullmatch(value) is None:
        return f"{name!r} points at {value!r}, which is not of the form 'module:object'."
    if ":" not in value and kind != "hooks":
        return f"{name!r} points at the module {value!r} and names no object in it."
    return None


def _not_an_id(name: str) -> str:
    if len(name) > LIMIT:
        return f"An endpoint id has {len(name)} characters, and {LIMIT} are allowed."
    return (
        f"{name!r} is not an endpoint id: two or more parts with '/' between them, each of "
        "lower-case letters, digits, '.', '_' and '-'."
    )
