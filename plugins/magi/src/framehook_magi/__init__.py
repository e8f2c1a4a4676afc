"""MAGI-1: videos from text or an image, and videos that go on. The quicker one is `distilled`."""

from __future__ import annotations

__all__ = ("distilled", "extend_video", "image_to_video", "text_to_video")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import distilled
    from .magi import extend_video, image_to_video, text_to_video


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "distilled":
        return import_module(".distilled", __name__)
    value = getattr(import_module(".magi", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
