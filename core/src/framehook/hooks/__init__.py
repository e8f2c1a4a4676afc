"""Functions of plugins that core calls for every call: off until enabled by name."""

from __future__ import annotations

__all__ = ("HOOKS", "Hooks")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._contract import HOOKS
    from ._hooks import Hooks

# What plugins are held to is loaded with the first of them.
_HOMES = {"._contract": "HOOKS", "._hooks": "Hooks"}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(module, __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
