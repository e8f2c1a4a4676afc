"""The ffmpeg-api endpoints on this machine: the real work, not drafts of it."""

from __future__ import annotations

__all__ = (
    "ExactRunner",
    "compose",
    "extract_frame",
    "images_to_video",
    "loudnorm",
    "merge_audio_video",
    "merge_audios",
    "merge_videos",
    "metadata",
    "waveform",
)

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, Literal, TypeVar

from framehook.spi import Fidelity, Json, Media, Obj, View, Work
from framehook_local import spi as toolkit

from .measure import Metadata, Waveform
from .sound import Loudnorm, MergeAudios
from .video import Compose, ExtractFrame, ImageSize, ImagesToVideo, MergeAudioVideo, MergeVideos

In = TypeVar("In")

# Rates such as 29.97 stand for a fraction with this denominator.
_DENOMINATOR = 1001
_SOUND_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
}
_MEASURED = ("measured_i", "measured_lra", "measured_tp", "measured_thresh")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactRunner(Generic[In]):
    """
    A runner whose results are the real thing.

    Attributes:
        perform: Does the work and returns the result.
        fidelity: Always exact.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_ffmpeg_api.local import merge_audio_video

        assert merge_audio_video.fidelity.name == "EXACT"
        ```
    """

    perform: Callable[[Work, View[In], Mapping[str, Path]], Obj]
    fidelity: Fidelity = Fidelity.EXACT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[In], media: Mapping[str, Path]) -> Obj:
        """Do the work."""
        return self.perform(work, view, media)


def _assume(work: Work, *notes: str) -> None:
    for note in notes:
        work.assume(note)


def _compose(work: Work, view: View[Compose], media: Mapping[str, Path]) -> Obj:
    tracks = [
        toolkit.Track(
            kind=track.type,
            keyframes=[
                toolkit.Keyframe(
                    timestamp=frame.timestamp,
                    duration=frame.duration,
                    path=media[f"/tracks/{number}/keyframes/{index}/url"],
                )
                for index, frame in enumerate(track.keyframes)
            ],
        )
        for number, track in enumerate(view.input.tracks)
    ]
    video, picture = work.folder / "composed.mp4", work.folder / "thumbnail.jpg"
    made = toolkit.compose_tracks(tracks, video, picture, tick=work.progress)
    _assume(work, *made.notes)
    return {
        "video_url": work.keep(video, "video/mp4")["url"],
        "thumbnail_url": work.keep(picture, "image/jpeg")["url"],
    }


def _extract_frame(work: Work, view: View[ExtractFrame], media: Mapping[str, Path]) -> Obj:
    return {"images": [_picture(work, media["/video_url"], view.input.frame_type)]}


def _picture(work: Work, video: Path, which: Literal["first", "middle", "last"]) -> Obj:
    target = work.folder / f"{which}.png"
    made = toolkit.extract_frame(video, target, which=which, tick=work.progress)
    work.log(f"The {which} frame is frame {made.frame}, counted from 0.")
    width, height = made.size
    return {**work.keep(target, "image/png"), "width": width, "height": height}


def _images_to_video(work: Work, view: View[ImagesToVideo], media: Mapping[str, Path]) -> Obj:
    target = work.folder / "video.mp4"
    shown = [
        (media[f"/images/{index}/url"], image.frames)
        for index, image in enumerate(view.input.images)
    ]
    fps = _fraction(view.input.fps)
    made = toolkit.images_to_video(shown, target, fps=fps, tick=work.progress)
    _assume(
        work,
        f"The first image gives the size, {made.size[0]}x{made.size[1]}; "
        "others are scaled to fit and stand between black bars.",
    )
    return {"video": work.keep(target, "video/mp4")}


def _merge_audio_video(work: Work, view: View[MergeAudioVideo], media: Mapping[str, Path]) -> Obj:
    target = work.folder / "merged.mp4"
    made = toolkit.merge_audio_video(
        media["/video_url"],
        media["/audio_url"],
        target,
        start_offset=view.input.start_offset,
        tick=work.progress,
    )
    work.log(
        f"The sound starts at sample {made.first_sample} of {made.samples}, "
        f"{made.sample_rate} a second."
    )
    _assume(work, *made.notes)
    return {"video": work.keep(target, "video/mp4")}


def _merge_videos(work: Work, view: View[MergeVideos], media: Mapping[str, Path]) -> Obj:
    target, given = work.folder / "joined.mp4", view.input
    size = given.resolution
    made = toolkit.join_videos(
        [media[f"/video_urls/{index}"] for index in range(len(given.video_urls))],
        target,
        fps=None if given.target_fps is None else _fraction(given.target_fps),
        size=(size.width, size.height) if isinstance(size, ImageSize) else size,
        shape_of=given.resolution_aspect_ratio_video_index,
        tick=work.progress,
    )
    _assume(
        work,
        "Videos of another shape are scaled to fit and stand between black bars.",
        "A video without sound is silent." if made.has_sound else "No video has sound.",
    )
    about: Obj = {
        "frames": made.frames,
        "fps": float(made.fps),
        "width": made.size[0],
        "height": made.size[1],
        "frames_of_each": list(made.parts),
    }
    return {"video": work.keep(target, "video/mp4"), "metadata": about}


def _loudnorm(work: Work, view: View[Loudnorm], media: Mapping[str, Path]) -> Obj:
    given = view.input
    kind = view.facts("/audio_url").container or ""
    kind = kind if kind in _SOUND_TYPES else "wav"
    values = [getattr(given, name) for name in _MEASURED]
    target = work.folder / f"even.{kind}"
    made = toolkit.normalize_loudness(
        media["/audio_url"],
        target,
        wanted=toolkit.Loudness(
            integrated_loudness=given.integrated_loudness,
            true_peak=given.true_peak,
            loudness_range=given.loudness_range,
            offset=given.offset,
            linear=given.linear,
            dual_mono=given.dual_mono,
        ),
        measured=None if None in values else toolkit.Measured(**_measured(given)),
        tick=work.progress,
    )
    _assume(work, f"The result is a {kind} file of {made.sample_rate} samples a second.")
    result: dict[str, Obj] = {"audio": work.keep(target, _SOUND_TYPES[kind])}
    if given.print_summary:
        result["summary"] = made.summary
    return result


def _measured(given: Loudnorm) -> dict[str, float]:
    return {name.removeprefix("measured_"): getattr(given, name) for name in _MEASURED}


def _merge_audios(work: Work, view: View[MergeAudios], media: Mapping[str, Path]) -> Obj:
    part = work.folder / "joined"
    made = toolkit.join_audios(
        [media[f"/audio_urls/{index}"] for index in range(len(view.input.audio_urls))],
        part,
        output_format=view.input.output_format,
        tick=work.progress,
    )
    if view.input.output_format is None:
        shape = made.format
        _assume(work, f"No format was asked for: it is {shape.codec} at {shape.rate} samples.")
    # The format, and with it the ending, may be the toolkit's own choice.
    target = part.rename(part.with_suffix(made.format.suffix))
    return {"audio": work.keep(target, made.format.media_type)}


def _metadata(work: Work, view: View[Metadata], media: Mapping[str, Path]) -> Obj:
    path, given = media["/media_url"], view.input.media_url
    found: dict[str, Json] = dict(toolkit.describe_media(path, tick=work.progress))
    if isinstance(given, Media) and given.url is not None and not given.url.startswith("data:"):
        found["url"] = given.url
    if view.input.extract_frames and found["media_type"] == "video":
        found["start_frame_url"] = _picture(work, path, "first")["url"]
        found["end_frame_url"] = _picture(work, path, "last")["url"]
    return {"media": found}


def _waveform(work: Work, view: View[Waveform], media: Mapping[str, Path]) -> Obj:
    made = toolkit.measure_waveform(
        media["/media_url"],
        points_per_second=view.input.points_per_second,
        precision=view.input.precision,
        smoothing_window=view.input.smoothing_window,
        tick=work.progress,
    )
    _assume(work, "A point is the highest level around it, from 0 to 1.")
    return {
        "waveform": list(made.waveform),
        "duration": made.duration,
        "points": made.points,
        "precision": made.precision,
    }


def _fraction(rate: float) -> Fraction:
    return Fraction(rate).limit_denominator(_DENOMINATOR)


compose = ExactRunner(perform=_compose)
extract_frame = ExactRunner(perform=_extract_frame)
images_to_video = ExactRunner(perform=_images_to_video)
loudnorm = ExactRunner(perform=_loudnorm)
merge_audio_video = ExactRunner(perform=_merge_audio_video)
merge_audios = ExactRunner(perform=_merge_audios)
merge_videos = ExactRunner(perform=_merge_videos)
metadata = ExactRunner(perform=_metadata)
waveform = ExactRunner(perform=_waveform)
