"""Luma Ray 2 Flash: the same, quicker and cheaper."""

from __future__ import annotations

__all__ = (
    "ImageToVideo",
    "LumaOutput",
    "ModifyVideo",
    "ReframeVideo",
    "TextToVideo",
    "image_to_video",
    "modify",
    "reframe",
    "text_to_video",
)

from framehook.spi import Draft, Endpoint

from ._expect import from_ray, modified, reframed
from ._prices import FLASH_CLIP, FLASH_MODIFY, FLASH_REFRAME
from ._rules import IMAGE_RULES, MODIFY_RULES, REFRAME_RULES, TEXT_RULES
from ._schema import LumaOutput
from .ray_2 import ImageToVideo, ModifyVideo, ReframeVideo, TextToVideo

text_to_video = Endpoint(
    id="fal-ai/luma-dream-machine/ray-2-flash",
    input=TextToVideo,
    output=LumaOutput,
    service="fal",
    rules=TEXT_RULES,
    expect=from_ray,
    price=FLASH_CLIP,
    draft=Draft(seed=None),
    examples=(
        {"prompt": "Wild horses cross a dusty plain at noon."},
        {
            "prompt": "Waves roll in and out.",
            "duration": "9s",
            "aspect_ratio": "9:16",
            "loop": True,
        },
    ),
    title="Luma Ray 2 Flash",
    task="text-to-video",
    about="Makes a video of five or nine seconds from a prompt.",
)

image_to_video = Endpoint(
    id="fal-ai/luma-dream-machine/ray-2-flash/image-to-video",
    input=ImageToVideo,
    output=LumaOutput,
    service="fal",
    rules=IMAGE_RULES,
    expect=from_ray,
    price=FLASH_CLIP,
    draft=Draft(image="image_url", end_image="end_image_url", seed=None),
    examples=(
        {"prompt": "The camera moves closer.", "image_url": "sample:image"},
        {
            "prompt": "Evening falls.",
            "image_url": "sample:image",
            "end_image_url": "sample:image",
            "resolution": "720p",
        },
    ),
    title="Luma Ray 2 Flash (Image to Video)",
    task="image-to-video",
    about="Makes a video between a first and a last image, of which one may be left out.",
)

modify = Endpoint(
    id="fal-ai/luma-dream-machine/ray-2-flash/modify",
    input=ModifyVideo,
    output=LumaOutput,
    service="fal",
    rules=MODIFY_RULES,
    expect=modified,
    price=FLASH_MODIFY,
    draft=Draft(source="video_url", image="image_url", seed=None),
    examples=(
        {"video_url": "sample:video", "prompt": "Make it winter.", "mode": "flex_2"},
        {"video_url": "sample:video", "image_url": "sample:image"},
    ),
    title="Luma Ray 2 Flash Modify",
    task="video-to-video",
    about="Changes a video by words or by an edited first frame, and keeps its movement.",
)

reframe = Endpoint(
    id="fal-ai/luma-dream-machine/ray-2-flash/reframe",
    input=ReframeVideo,
    output=LumaOutput,
    service="fal",
    rules=REFRAME_RULES,
    expect=reframed,
    price=FLASH_REFRAME,
    draft=Draft(source="video_url", image="image_url", seed=None),
    examples=(
        {"video_url": "sample:video", "aspect_ratio": "9:16"},
        {
            "video_url": "sample:video",
            "aspect_ratio": "1:1",
            "x_start": 0,
            "x_end": 720,
            "y_start": 0,
            "y_end": 406,
            "prompt": "A calm sea below.",
        },
    ),
    title="Luma Ray 2 Flash Reframe",
    task="video-to-video",
    about="Puts a video into a frame of another shape and makes up what is missing around it.",
)
