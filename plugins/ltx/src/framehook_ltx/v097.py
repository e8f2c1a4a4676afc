"""LTX Video 0.9.7: five seconds at a time, from a prompt that is rewritten first."""

from __future__ import annotations

__all__ = (
    "ExtendVideo",
    "ImageToVideo",
    "LtxOutput",
    "Multiconditioning",
    "TextToVideo",
    "extend_video",
    "image_to_video",
    "multiconditioning",
    "text_to_video",
)

from framehook.spi import Draft, Endpoint

from ._expect import five_seconds
from ._prices import UNPRICED
from ._rules import EARLY_CONDITION_RULES, EARLY_EXTEND_RULES
from ._schema import LtxOutput
from .v095 import NO_EFFECT, ExtendVideo, ImageToVideo, Multiconditioning, TextToVideo

text_to_video = Endpoint(
    id="fal-ai/ltx-video-v097",
    input=TextToVideo,
    output=LtxOutput,
    service="fal",
    expect=five_seconds,
    price=UNPRICED,
    draft=Draft(ignores=NO_EFFECT),
    examples=({"prompt": "A cat walks along a sunny wall.", "resolution": "480p", "seed": 7},),
    title="LTX Video-0.9.7",
    task="text-to-video",
    about="Makes a video of five seconds from a prompt.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled",
)

image_to_video = Endpoint(
    id="fal-ai/ltx-video-v097/image-to-video",
    input=ImageToVideo,
    output=LtxOutput,
    service="fal",
    expect=five_seconds,
    price=UNPRICED,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {"prompt": "The camera moves closer.", "image_url": "sample:image", "resolution": "480p"},
    ),
    title="LTX Video-0.9.7",
    task="image-to-video",
    about="Makes a video of five seconds that starts with an image.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/image-to-video",
)

extend_video = Endpoint(
    id="fal-ai/ltx-video-v097/extend",
    input=ExtendVideo,
    output=LtxOutput,
    service="fal",
    rules=EARLY_EXTEND_RULES,
    expect=five_seconds,
    price=UNPRICED,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video": {"video_url": "sample:video", "start_frame_num": 24},
            "resolution": "480p",
        },
    ),
    title="LTX Video-0.9.7",
    task="video-to-video",
    about="Makes a video of five seconds that holds another one from a place on.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/extend",
)

multiconditioning = Endpoint(
    id="fal-ai/ltx-video-v097/multiconditioning",
    input=Multiconditioning,
    output=LtxOutput,
    service="fal",
    rules=EARLY_CONDITION_RULES,
    expect=five_seconds,
    price=UNPRICED,
    draft=Draft(ignores=NO_EFFECT),
    examples=(
        {
            "prompt": "Morning turns to evening.",
            "images": [
                {"image_url": "sample:image", "start_frame_num": 0},
                {"image_url": "sample:image", "start_frame_num": 120},
            ],
            "resolution": "480p",
        },
    ),
    title="LTX Video-0.9.7",
    task="video-to-video",
    about="Makes a video of five seconds with images and videos at places of it.",
    retired="2026-06",
    replacement="fal-ai/ltxv-13b-098-distilled/multiconditioning",
)
