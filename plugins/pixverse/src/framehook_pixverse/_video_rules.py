"""Rules of the endpoints that work on a video: lip sync, sound and swaps."""

from __future__ import annotations

__all__ = ("LIPSYNC_RULES", "SOUND_EFFECTS_RULES", "SWAP_RULES")

from collections.abc import Iterator, Sequence
from math import floor
from typing import Any

from framehook.spi import Problem, Rule, View, rule

from ._rules import known
from ._schema import VOICES

_PAGES = "pages of PixVerse, 2025"
_SCHEMA = "input schema of 2026"
_GUIDE = "PixVerse's own platform guide; the service may allow more"
_KEYFRAMES_PER_SECOND = 24
_LONGEST_SOUND = 30
_LARGEST_SOUND = 50_000_000
_SOUNDS = ("mp3", "wav")
_VIDEOS = ("mp4", "mov")
_CHEAP_SECONDS = 5


@rule(
    "px.lipsync_source",
    level="error",
    basis="implied",
    source=f"{_PAGES}: without audio the text is spoken",
    text="At least one of 'audio_url', 'text' is needed: without audio the text is spoken.",
)
def something_to_say(view: View[Any]) -> Iterator[Problem]:
    """Refuse a call in which nothing would be said."""
    if view.input.audio_url is None and not view.input.text:
        message = "There is neither 'audio_url' nor 'text', and so nothing to say."
        allowed = ["audio_url", "text"]
        yield Problem("", message, view.input.text, allowed, "Give 'audio_url' or 'text'.")


@rule(
    "px.lipsync_text_ignored",
    level="warn",
    basis="vendor",
    source=f"{_PAGES}: text and voice are for calls without audio; the example has all three",
    text="'text' and 'voice_id' have no effect where 'audio_url' is given.",
)
def text_unspoken(view: View[Any]) -> Iterator[Problem]:
    """Warn of a text and a voice that the audio makes useless."""
    if view.input.audio_url is None:
        return
    for name in ("text", "voice_id"):
        if name in view.given:
            message = f"{name!r} has no effect: 'audio_url' is given."
            value = getattr(view.input, name)
            yield Problem(f"/{name}", message, value, fix=f"Leave out {name!r} or 'audio_url'.")


@rule(
    "px.lipsync_upstream",
    level="warn",
    basis="upstream",
    source=_GUIDE,
    text="Audio should be mp3 or wav of at most 30 seconds and 50 MB, and the video mp4 or mov.",
    wants=(("/audio_url", "duration"), ("/audio_url", "bytes")),
)
def within_upstream_limits(view: View[Any]) -> Iterator[Problem]:
    """Warn of media beyond the limits of the model's own maker."""
    sound, video = view.facts("/audio_url"), view.facts("/video_url")
    if sound.duration is not None and sound.duration > _LONGEST_SOUND:
        message = f"'audio_url' lasts {sound.duration:g} seconds; PixVerse itself takes 30."
        yield Problem("/audio_url", message, sound.duration, "at most 30", "Use a shorter one.")
    if sound.bytes is not None and sound.bytes > _LARGEST_SOUND:
        message = f"'audio_url' has {sound.bytes} bytes; PixVerse itself takes 50 MB."
        yield Problem("/audio_url", message, sound.bytes, "at most 50000000", "Use mp3.")
    for name, facts, allowed in (("audio_url", sound, _SOUNDS), ("video_url", video, _VIDEOS)):
        if facts.container is not None and facts.container not in allowed:
            listed = " and ".join(allowed)
            message = f"{name!r} is {facts.container}; PixVerse itself takes {listed}."
            yield Problem(f"/{name}", message, facts.container, [*allowed], f"Use {allowed[0]}.")


@rule(
    "px.swap_keyframe",
    level="error",
    basis="vendor",
    source=f"{_SCHEMA}: a frame of the input at 24 frames a second, counted from 1",
    text="'keyframe_id' is a frame of 'video_url' at 24 frames a second: 1 to duration * 24.",
    wants=(("/video_url", "duration"),),
    # The first frame, which is the default, every video has.
    when=lambda view: view.input.keyframe_id > 1,
)
def keyframe_in_video(view: View[Any]) -> Iterator[Problem]:
    """Refuse a keyframe past the end."""
    duration, keyframe = view.facts("/video_url").duration, view.input.keyframe_id
    assert duration is not None
    # Lengths are rounded to whole ticks of a file's clock.
    last = max(1, floor(duration * _KEYFRAMES_PER_SECOND + 0.01))
    if keyframe > last:
        message = (
            f"'keyframe_id' is {keyframe}, and 'video_url' has {last} frames at 24 a second: it "
            f"lasts {duration:g} seconds."
        )
        fix = f"Use a value from 1 to {last}."
        yield Problem("/keyframe_id", message, keyframe, f"1 to {last}", fix)


@rule(
    "px.swap_price",
    level="info",
    basis="vendor",
    source="price text of 2026-01",
    text="A 'video_url' longer than 5 seconds doubles the price.",
    wants=(("/video_url", "duration"),),
)
def long_costs_double(view: View[Any]) -> Iterator[Problem]:
    """Say that a long video costs twice as much."""
    duration = view.facts("/video_url").duration
    if duration is not None and duration > _CHEAP_SECONDS:
        message = f"'video_url' lasts {duration:g} seconds; above 5 the price is doubled."
        yield Problem("/video_url", message, duration, "at most 5", "Cut it, to pay half.")


@rule(
    "px.original_sound",
    level="warn",
    basis="implied",
    source="follows from original_sound_switch",
    text="'original_sound_switch' keeps the sound of 'video_url', which should have one.",
    wants=(("/video_url", "has_audio"),),
    when=lambda view: view.input.original_sound_switch and "original_sound_switch" in view.given,
)
def sound_to_keep(view: View[Any]) -> Iterator[Problem]:
    """Warn where there is no sound to keep."""
    if not view.facts("/video_url").has_audio:
        message = "'original_sound_switch' keeps a sound, and 'video_url' has none."
        yield Problem("/original_sound_switch", message, got=True, fix="Leave it out.")


LIPSYNC_RULES: Sequence[Rule[Any]] = (
    something_to_say,
    text_unspoken,
    within_upstream_limits,
    known("px.voice_known", "voice_id", VOICES),
)
SOUND_EFFECTS_RULES: Sequence[Rule[Any]] = (sound_to_keep,)
SWAP_RULES: Sequence[Rule[Any]] = (keyframe_in_video, long_costs_double, sound_to_keep)
