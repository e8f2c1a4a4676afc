"""What works on any video: going on, lip sync, sound, and swapping what it shows."""

from __future__ import annotations

__all__ = (
    "Extend",
    "ExtendFast",
    "Lipsync",
    "PixverseOutput",
    "SoundEffects",
    "Swap",
    "extend",
    "extend_fast",
    "lipsync",
    "sound_effects",
    "swap",
)

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from framehook.spi import AudioInput, Draft, Endpoint, ImageInput, Input, Unit

from ._expect import extension, kept, swapped
from ._prices import FAST, LIPSYNC, SEGMENTS, SOUND_EFFECTS, SWAP
from ._rules import EXTEND_FAST_RULES, EXTEND_RULES
from ._schema import (
    KeepSound,
    KeepSoundOfEffects,
    MakeSound,
    Model,
    NegativePrompt,
    PixverseOutput,
    Prompt,
    RandomSeed,
    Resolution,
    ResolutionFast,
    Seconds58,
    SourceVideo,
    Style,
    Voice,
)
from ._video_rules import LIPSYNC_RULES, SOUND_EFFECTS_RULES, SWAP_RULES

_NO_EFFECT = ("negative_prompt", "style", "model", "generate_audio_switch")

Speech: TypeAlias = Annotated[
    AudioInput | None,
    Field(description="The speech that the lips follow. Left out, `text` is spoken instead."),
]
SpokenText: TypeAlias = Annotated[
    str | None,
    Field(
        description="What is spoken where there is no audio. Each hundred characters are paid for."
    ),
]
SoundPrompt: TypeAlias = Annotated[
    str, Field(description="What should be heard. Left empty, the vendor draws an effect.")
]
Replaced: TypeAlias = Annotated[
    Literal["person", "object", "background"], Field(description="What is replaced.")
]
Keyframe: TypeAlias = Annotated[
    int,
    Unit("frame index at 24 frames a second, from 1"),
    Field(
        ge=1,
        description="The frame in which to look for what is replaced, counted from 1 in the video "
        "at 24 frames a second.",
    ),
]
Replacement: TypeAlias = Annotated[
    ImageInput, Field(description="What takes the place of the replaced thing.")
]


class Extend(Input):
    """Input of a video that goes on from another."""

    video_url: SourceVideo
    prompt: Prompt
    negative_prompt: NegativePrompt = ""
    style: Style = None
    resolution: Resolution = "720p"
    duration: Seconds58 = "5"
    model: Model = "v4.5"
    seed: RandomSeed = None
    generate_audio_switch: MakeSound = False


class ExtendFast(Input):
    """Input of a video that goes on from another, made quicker and dearer."""

    video_url: SourceVideo
    prompt: Prompt
    negative_prompt: NegativePrompt = ""
    style: Style = None
    resolution: ResolutionFast = "720p"
    model: Model = "v4.5"
    seed: RandomSeed = None
    generate_audio_switch: MakeSound = False


class Lipsync(Input):
    """Input of a video whose lips follow a speech."""

    video_url: SourceVideo
    audio_url: Speech = None
    voice_id: Voice = "Auto"
    text: SpokenText = None


class SoundEffects(Input):
    """Input of a video that gets a new sound."""

    video_url: SourceVideo
    original_sound_switch: KeepSoundOfEffects = False
    prompt: SoundPrompt = ""


class Swap(Input):
    """Input of a video in which an image takes the place of something."""

    video_url: SourceVideo
    image_url: Replacement
    mode: Replaced = "person"
    keyframe_id: Keyframe = 1
    resolution: ResolutionFast = "720p"
    seed: RandomSeed = None
    original_sound_switch: KeepSound = True


extend = Endpoint(
    id="fal-ai/pixverse/extend",
    input=Extend,
    output=PixverseOutput,
    service="fal",
    rules=EXTEND_RULES,
    expect=extension,
    price=SEGMENTS,
    draft=Draft(source="video_url", ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video_url": "sample:video",
            "resolution": "360p",
            "duration": "5",
            "seed": 7,
        },
    ),
    title="PixVerse Extend",
    task="video-to-video",
    about="Makes a video go on for five or eight seconds.",
)

extend_fast = Endpoint(
    id="fal-ai/pixverse/extend/fast",
    input=ExtendFast,
    output=PixverseOutput,
    service="fal",
    rules=EXTEND_FAST_RULES,
    expect=extension,
    price=FAST,
    draft=Draft(source="video_url", ignores=_NO_EFFECT),
    examples=(
        {
            "prompt": "The tide comes in.",
            "video_url": "sample:video",
            "resolution": "360p",
            "seed": 7,
        },
    ),
    title="PixVerse Extend Fast",
    task="video-to-video",
    about="Makes a video go on for five seconds, quickly and at twice the price.",
)

lipsync = Endpoint(
    id="fal-ai/pixverse/lipsync",
    input=Lipsync,
    output=PixverseOutput,
    service="fal",
    rules=LIPSYNC_RULES,
    expect=kept,
    price=LIPSYNC,
    draft=Draft(
        prompt="text", source="video_url", audio="audio_url", seed=None, ignores=("voice_id",)
    ),
    examples=(
        {"video_url": "sample:video", "audio_url": "sample:audio"},
        {"video_url": "sample:video", "text": "Good morning, sea.", "voice_id": "Ava"},
    ),
    title="PixVerse Lipsync",
    task="video-to-video",
    about="Makes the lips in a video follow a speech, or a text that is spoken.",
)

sound_effects = Endpoint(
    id="fal-ai/pixverse/sound-effects",
    input=SoundEffects,
    output=PixverseOutput,
    service="fal",
    rules=SOUND_EFFECTS_RULES,
    expect=kept,
    price=SOUND_EFFECTS,
    draft=Draft(source="video_url", seed=None, ignores=("original_sound_switch",)),
    examples=({"video_url": "sample:video", "prompt": "Waves on a shore."},),
    title="PixVerse Sound Effects",
    task="video-to-video",
    about="Puts sound to a video, in place of its own or on top of it.",
)

swap = Endpoint(
    id="fal-ai/pixverse/swap",
    input=Swap,
    output=PixverseOutput,
    service="fal",
    rules=SWAP_RULES,
    expect=swapped,
    price=SWAP,
    draft=Draft(
        prompt=None,
        source="video_url",
        ignores=("image_url", "mode", "keyframe_id", "original_sound_switch"),
    ),
    examples=(
        {
            "video_url": "sample:video",
            "image_url": "sample:image",
            "mode": "object",
            "keyframe_id": 12,
            "resolution": "360p",
            "seed": 7,
        },
    ),
    title="PixVerse Swap",
    task="image-to-video",
    about="Puts an image in the place of a person, a thing or the background of a video.",
)
