"""Functions of plugins that core calls for every call: off until enabled by name."""

from __future__ import annotations

__all__ = ("HOOKS", "Hooks")

from typing import TYPE_CHECKING, Any

from .._exports import exported

if TYPE_CHECKING:
    from ._contract import HOOKS
    from ._hooks import Hooks

# What plugins are held to is loaded with the first of them.
_HOMES = {"._contract": "HOOKS", "._hooks": "Hooks"}


def __getattr__(name: str) -> Any:
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
