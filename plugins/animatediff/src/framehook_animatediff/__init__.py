"""AnimateDiff: short videos from text, key images and videos. The quicker one is `turbo`."""

from __future__ import annotations

__all__ = ("evolved", "sparsectrl", "text_to_video", "turbo", "video_to_video")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import evolved, sparsectrl, turbo
    from .regular import text_to_video, video_to_video


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in ("evolved", "sparsectrl", "turbo"):
        return import_module(f".{name}", __name__)
    value = getattr(import_module(".regular", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
