"""Functions of plugins that core calls for every call: off until enabled by name."""

from __future__ import annotations

__all__ = ("HOOKS", "Hooks")

from ._contract import HOOKS
from ._hooks import Hooks
