"""What the schemas of ffmpeg-api cannot say."""

from __future__ import annotations

__all__ = (
    "COMPOSE_RULES",
    "LOUDNORM_RULES",
    "MERGE_AUDIO_VIDEO_RULES",
    "MERGE_VIDEOS_RULES",
    "METADATA_RULES",
    "WAVEFORM_RULES",
)

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from framehook.spi import Basis, Issue, Level, Problem, Rule, View, each, required_if, rule

_SIDES = (512, 2048)
_KINDS = ("video", "audio", "image")


@rule(
    "ff.compose_track_types",
    level="error",
    basis="vendor",
    source="input schema of 2026: video, audio and image; the page of 2025 has the first two",
    text="The 'type' of a track is 'video', 'audio' or 'image'.",
)
def track_types(view: View[Any]) -> Iterator[Problem]:
    """Refuse tracks of a type that got past the schema."""
    for pointer, kind in each(view.input, "/tracks/*/type"):
        if kind not in _KINDS:
            message = f"A track cannot be of the type {kind!r}."
            yield Problem(pointer, message, str(kind), list(_KINDS), "Use one of these types.")


@rule(
    "ff.compose_overlap",
    level="warn",
    basis="implied",
    source="meaning of the fields",
    text="Tracks have names of their own, and keyframes of one track last and do not overlap.",
)
def overlap(view: View[Any]) -> Iterator[Problem]:
    """Warn of times that no time line can have, and of names that occur twice."""
    names: set[str] = set()
    for number, track in enumerate(view.input.tracks):
        if track.id in names:
            message = f"The name {track.id!r} stands for two tracks."
            yield Problem(f"/tracks/{number}/id", message, track.id, fix="Use another name.")
        names.add(track.id)
        yield from _bad_times(track.keyframes, f"/tracks/{number}/keyframes")


def _bad_times(keyframes: Sequence[Any], path: str) -> Iterator[Problem]:
    for index, frame in enumerate(keyframes):
        if frame.timestamp < 0:
            message = f"A keyframe cannot start at {frame.timestamp:g} ms, before the result."
            pointer = f"{path}/{index}/timestamp"
            yield Problem(pointer, message, frame.timestamp, "at least 0", "Use 0 or more.")
        if frame.duration <= 0:
            message = f"A keyframe of {frame.duration:g} ms is never seen or heard."
            pointer = f"{path}/{index}/duration"
            yield Problem(pointer, message, frame.duration, "above 0", "Give milliseconds above 0.")
    ordered = sorted(enumerate(keyframes), key=lambda item: item[1].timestamp)
    for (_, first), (index, second) in pairwise(ordered):
        end = first.timestamp + first.duration
        if second.timestamp < end:
            message = (
                f"The keyframe starts at {second.timestamp:g} ms, and the one before it on its "
                f"track lasts until {end:g} ms."
            )
            pointer = f"{path}/{index}/timestamp"
            fix = f"Start it at {end:g} ms, or use another track."
            yield Problem(pointer, message, second.timestamp, f"at least {end:g}", fix)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLength:
    """
    A keyframe of a video or a sound is no longer than its file. Images last as they like.

    Example:
        ```python
        assert SourceLength().code == "ff.compose_source_length"
        ```
    """

    code: str = "ff.compose_source_length"
    level: Level = "warn"
    basis: Basis = "implied"
    source: str = "meaning of the fields"
    text: str = "A keyframe of a video or a sound lasts no longer than its file. (Milliseconds!)"

    def needs(self, view: View[Any]) -> Iterator[tuple[str, str]]:
        """Yield the duration of every file that has one."""
        for pointer, _ in _timed(view):
            yield pointer, "duration"

    def check(self, view: View[Any]) -> Iterator[Issue]:
        """Compare every keyframe with its file."""
        for pointer, duration in _timed(view):
            facts = view.facts(pointer)
            if facts.duration is None:
                why = facts.why_unknown or "The media was not looked at."
                message = f"Not checked, duration is unknown: {self.text} {why}"
                yield self._issue(pointer, message, checked=False)
            elif duration > facts.duration * 1000:
                longest = round(facts.duration * 1000, 3)
                yield self._issue(
                    pointer.removesuffix("/url") + "/duration",
                    f"The keyframe lasts {duration:g} ms and its file {longest:g} ms.",
                    got=duration,
                    allowed=f"at most {longest:g}",
                    fix=f"Use {longest:g} or less.",
                )

    def _issue(self, path: str, message: str, **rest: Any) -> Issue:
        return Issue(
            code=self.code,
            level=self.level,
            basis=self.basis,
            source=self.source,
            path=path,
            message=message,
            **rest,
        )


def _timed(view: View[Any]) -> Iterator[tuple[str, float]]:
    for number, track in enumerate(view.input.tracks):
        if track.type != "image":
            for index, frame in enumerate(track.keyframes):
                yield f"/tracks/{number}/keyframes/{index}/url", frame.duration


@rule(
    "ff.merge_av_offset",
    level="warn",
    basis="implied",
    source="meaning of the field",
    text="'start_offset' lies before the end of 'video_url', or the video stays silent.",
    wants=(("/video_url", "duration"),),
    when=lambda view: view.input.start_offset > 0,
)
def merge_av_offset(view: View[Any]) -> Iterator[Problem]:
    """Warn of sound that starts when the video is over."""
    duration, offset = view.facts("/video_url").duration, view.input.start_offset
    if duration is not None and offset >= duration:
        message = f"The sound starts after {offset:g} s, and the video ends after {duration:g} s."
        fix = f"Use less than {duration:g}."
        yield Problem("/start_offset", message, offset, f"less than {duration:g}", fix)


@rule(
    "ff.merge_size",
    level="error",
    basis="vendor",
    source="text of the input schema; the type ImageSize allows more",
    text="A 'resolution' given in pixels has sides of 512 to 2048.",
)
def merge_size(view: View[Any]) -> Iterator[Problem]:
    """Refuse sides that the joined video cannot have."""
    size = view.input.resolution
    if size is None or isinstance(size, str):
        return
    low, high = _SIDES
    for side, value in (("width", size.width), ("height", size.height)):
        if not low <= value <= high:
            message = f"The {side} of 'resolution' must be {low} to {high} pixels, not {value}."
            fix = f"Use a value from {low} to {high}."
            yield Problem(f"/resolution/{side}", message, value, f"{low} to {high}", fix)


@rule(
    "ff.merge_index",
    level="error",
    basis="vendor",
    source="SDK of 2026-08",
    text="'resolution_aspect_ratio_video_index' counts 'video_urls' from 0, without 'resolution'.",
)
def merge_index(view: View[Any]) -> Iterator[Problem]:
    """Refuse an index of no video, and one beside a resolution."""
    index, path = view.input.resolution_aspect_ratio_video_index, _INDEX
    if index is None:
        return
    if view.input.resolution is not None:
        message = f"{path[1:]!r} counts only without 'resolution', and both are given."
        yield Problem(path, message, index, fix="Leave out one of the two.")
    count = len(view.input.video_urls)
    if index >= count:
        message = f"{path[1:]!r} is {index}, and there are {count} videos, counted from 0."
        fix = f"Use a value from 0 to {count - 1}."
        yield Problem(path, message, index, f"0 to {count - 1}", fix)


_INDEX = "/resolution_aspect_ratio_video_index"


@rule(
    "ff.metadata_frames",
    level="info",
    basis="vendor",
    source="text of the input schema",
    text="'extract_frames' gives the first and last frame of a video only.",
    wants=(("/media_url", "kind"),),
    when=lambda view: view.input.extract_frames,
)
def metadata_frames(view: View[Any]) -> Iterator[Problem]:
    """Say that there will be no frames where there is no video."""
    kind = view.facts("/media_url").kind
    if kind != "video":
        message = f"'media_url' is of the kind {kind!r}: there are no frames to give."
        yield Problem("/extract_frames", message, True, False, "Leave out 'extract_frames'.")


@rule(
    "ff.waveform_odd",
    level="error",
    basis="vendor",
    source="text of the input schema",
    text="'smoothing_window' is odd.",
)
def waveform_odd(view: View[Any]) -> Iterator[Problem]:
    """Refuse a window that has no middle."""
    window = view.input.smoothing_window
    if window % 2 == 0:
        message = f"'smoothing_window' must be odd, not {window}."
        fix = f"Use {window - 1} or {window + 1}."
        yield Problem("/smoothing_window", message, window, "odd, from 1 to 21", fix)


loudnorm_linear = required_if(
    "ff.loudnorm_linear",
    ("measured_i", "measured_lra", "measured_tp", "measured_thresh"),
    "with linear=True",
    lambda given: bool(given.linear),
    level="error",
    basis="vendor",
    source="text of the input schema",
    text="With linear=True all four measured values must be given.",
)

COMPOSE_RULES: Sequence[Rule[Any]] = (track_types, overlap, SourceLength())
LOUDNORM_RULES: Sequence[Rule[Any]] = (loudnorm_linear,)
MERGE_AUDIO_VIDEO_RULES: Sequence[Rule[Any]] = (merge_av_offset,)
MERGE_VIDEOS_RULES: Sequence[Rule[Any]] = (merge_size, merge_index)
METADATA_RULES: Sequence[Rule[Any]] = (metadata_frames,)
WAVEFORM_RULES: Sequence[Rule[Any]] = (waveform_odd,)
