"""Wan VACE: videos made from other videos, by depth, pose, mask, shape or words."""

from __future__ import annotations

__all__ = (
    "edit_video",
    "follow_depth",
    "follow_depth_fun",
    "follow_pose",
    "follow_pose_fun",
    "generate",
    "generate_first",
    "generate_small",
    "inpaint",
    "inpaint_fun",
    "outpaint",
    "outpaint_fun",
    "reframe",
    "reframe_fun",
    "reframe_long",
)

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .apps import edit_video, reframe_long
    from .depth import follow_depth, follow_depth_fun
    from .general import generate
    from .inpainting import inpaint, inpaint_fun
    from .legacy import generate_first, generate_small
    from .outpainting import outpaint, outpaint_fun
    from .pose import follow_pose, follow_pose_fun
    from .reframing import reframe, reframe_fun

_HOMES = {
    "apps": "edit_video reframe_long",
    "depth": "follow_depth follow_depth_fun",
    "general": "generate",
    "inpainting": "inpaint inpaint_fun",
    "legacy": "generate_first generate_small",
    "outpainting": "outpaint outpaint_fun",
    "pose": "follow_pose follow_pose_fun",
    "reframing": "reframe reframe_fun",
}


def __getattr__(name: str) -> Any:
    # Schemas cost time to build, and a listing needs none of them.
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(f".{module}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
