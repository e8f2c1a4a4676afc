"""A public surface as it is written down."""

from __future__ import annotations

__all__ = ("exceptions", "merged", "read")

import tomllib
from collections.abc import Iterable, Mapping

from surface_drift import compare

NEW = "+ "


def read(text: str) -> dict[str, tuple[bool, str]]:
    """Return the lines of a record: whether each is released, and what it says."""
    found: dict[str, tuple[bool, str]] = {}
    for line in text.splitlines():
        name, _, said = line.removeprefix(NEW).partition("  ")
        found[name] = (not line.startswith(NEW), said)
    return found


def merged(
    recorded: Mapping[str, tuple[bool, str]], now: Mapping[str, str], *, release: bool
) -> str:
    """Return the record to write: new lines are marked, released ones that broke stay."""
    lines: dict[str, str] = {}
    wrong = {} if release else compare(recorded, now).broken
    for name, text in now.items():
        was = recorded.get(name)
        if name in wrong:
            if was is not None:
                lines[name] = f"{name}  {was[1]}"
            continue
        released = release or (was is not None and was[0])
        lines[name] = f"{'' if released else NEW}{name}  {text}"
    for name in wrong.keys() - now.keys():
        lines[name] = f"{name}  {recorded[name][1]}"
    return "".join(f"{line}\n" for _, line in sorted(lines.items()))


def exceptions(text: str) -> Iterable[Mapping[str, str]]:
    """Return the signed exceptions of a file."""
    return tomllib.loads(text).get("exception", [])
