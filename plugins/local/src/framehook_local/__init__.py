"""Runs framehook calls on this machine: real work where it can, honest drafts elsewhere."""

from __future__ import annotations

__all__ = ("LocalService", "describe", "service")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._description import describe
    from ._service import LocalService

    service: LocalService

_HOMES = {"LocalService": "._service", "service": "._service", "describe": "._description"}


def __getattr__(name: str) -> Any:
    # A worker that waits for its turn imports this package and needs none of it.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
