"""Luma's Ray 2, its quicker twin `ray_2_flash`, and `dream_machine`, which came before."""

from __future__ import annotations

__all__ = (
    "dream_machine",
    "image_to_video",
    "modify",
    "ray_2",
    "ray_2_flash",
    "reframe",
    "text_to_video",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import dream_machine, ray_2, ray_2_flash
    from .ray_2 import image_to_video, modify, reframe, text_to_video

_MODULES = {"dream_machine", "ray_2", "ray_2_flash"}


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    value = getattr(import_module(".ray_2", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
