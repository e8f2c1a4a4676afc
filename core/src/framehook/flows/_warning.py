"""Telling what nobody asked for and somebody has to know."""

from __future__ import annotations

__all__ = ("warn",)

from ..spi._command import Flow
from ._commands import Emit


def warn(text: str) -> Flow[None]:
    """Tell the caller and the hooks, and whoever reads the log of the process."""
    yield from Emit("log", {"text": text, "level": "warning"})
