"""How a long piece of work says how far it is."""

from __future__ import annotations

__all__ = ("Tick", "silent")

from collections.abc import Callable
from typing import TypeAlias

Tick: TypeAlias = Callable[[int, "int | None", str], None]
"""
Called with what is done, the total if it is known, and a text; once per frame or packet.

It may raise to cancel. Whatever it raises leaves the function that called it, and no
half file stays behind.
"""


def silent(done: int, total: int | None, text: str) -> None:
    """Take a tick and do nothing with it."""
