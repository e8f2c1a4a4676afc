"""LTX Video: text, image and video to video, from the first preview to 0.9.8, and its trainer."""

from __future__ import annotations

__all__ = (
    "extend_video",
    "image_to_video",
    "multiconditioning",
    "preview",
    "text_to_video",
    "trainer",
    "v095",
    "v097",
    "v097_dev",
    "v097_distilled",
    "v097_lora",
    "v098_distilled",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import preview, trainer, v095, v097, v097_dev, v097_distilled, v097_lora, v098_distilled
    from .v098_distilled import extend_video, image_to_video, multiconditioning, text_to_video

_NEWEST = ("extend_video", "image_to_video", "multiconditioning", "text_to_video")


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name not in _NEWEST:
        return import_module(f".{name}", __name__)
    value = getattr(import_module(".v098_distilled", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
