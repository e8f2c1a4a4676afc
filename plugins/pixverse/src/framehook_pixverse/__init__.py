"""PixVerse: one module for each version of the model, and what works on any video."""

from __future__ import annotations

__all__ = (
    "c1",
    "extend",
    "extend_fast",
    "lipsync",
    "sound_effects",
    "swap",
    "v3_5",
    "v4",
    "v4_5",
    "v5",
    "v5_5",
    "v5_6",
    "v6",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import c1, v3_5, v4, v4_5, v5, v5_5, v5_6, v6
    from .video import extend, extend_fast, lipsync, sound_effects, swap

_VERSIONS = frozenset({"c1", "v3_5", "v4", "v4_5", "v5", "v5_5", "v5_6", "v6"})


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _VERSIONS:
        return import_module(f".{name}", __name__)
    value = getattr(import_module(".video", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
