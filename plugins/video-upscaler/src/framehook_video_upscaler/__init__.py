"""The video upscaler: the same video with more pixels."""

from __future__ import annotations

__all__ = ("upscale_video",)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .upscaler import upscale_video


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(".upscaler", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
