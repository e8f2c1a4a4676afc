"""MagicAnimate: a picture of a person that moves like a recorded one."""

from __future__ import annotations

__all__ = ("animate_image",)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .animation import animate_image


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(".animation", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
