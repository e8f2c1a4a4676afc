"""Replay Studio for framehook: the service, and its two models."""

from __future__ import annotations

__all__ = ("ReplayStudio", "dream", "extend", "service")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._service import ReplayStudio, service
    from .models import dream, extend

_HOMES = {
    "ReplayStudio": "._service",
    "dream": ".models",
    "extend": ".models",
    "service": "._service",
}


def __getattr__(name: str) -> Any:
    # Whoever only lists models pays for nothing here.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
