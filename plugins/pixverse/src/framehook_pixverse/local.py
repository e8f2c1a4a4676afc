"""PixVerse on this machine: drafts of the length, shape and kept parts of the real thing."""

from __future__ import annotations

__all__ = (
    "DraftRunner",
    "extend",
    "image_to_video",
    "lipsync",
    "reference_to_video",
    "sound_effects",
    "swap",
    "text_to_video",
    "transition",
)

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import added_frames, canvas, seconds_of
from ._local_sound import add_tones, has_sound, lay_under, length_of, spoken_tones
from ._local_speech import can_speak, speak

_CAPTION = 48
_RATE = Fraction(24)
_WIDE = (16, 9)
_UNUSED = (
    "negative_prompt",
    "style",
    "model",
    "camera_movement",
    "generate_multi_clip_switch",
    "thinking_type",
    "keyframe_id",
)

_Media: TypeAlias = Mapping[str, Path]
_Render: TypeAlias = Callable[[Work, View[Any], _Media, Path], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRunner:
    """
    A runner that renders a draft and says so.

    Attributes:
        render: Writes the video to the given path, and returns what it assumed.
        is_seeded: Whether the seed decides anything.
        fidelity: Always a draft.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_pixverse.local import extend

        assert extend.requires == ("av",)
        ```
    """

    render: _Render
    is_seeded: bool = True
    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[Any], media: _Media) -> Obj:
        """Render the draft and hand it over."""
        target = work.folder / "video.mp4"
        for note in self.render(work, view, media, target):
            work.assume(note)
        for name in _UNUSED if self.is_seeded else (*_UNUSED, "seed"):
            if name in view.given:
                work.assume(f"{name!r} changes nothing in a draft.")
        fields = type(view.input).model_fields
        if self.is_seeded and "seed" in fields and view.input.seed is None:
            work.assume(f"No seed was given: {_seed(view)} follows from the other arguments.")
        return {"video": work.keep(target, "video/mp4")}


def _seed(view: View[Any]) -> int:
    return toolkit.seed_of(view)


def _caption(view: View[Any]) -> str:
    return str(view.input.prompt)[:_CAPTION]


def _size(work: Work, view: View[Any], source: Path | None) -> tuple[int, int]:
    if work.expected is not None and work.expected.size is not None:
        return work.expected.size
    shown = _WIDE if source is None else toolkit.scan_clip(source).display_size
    return canvas(view.input.resolution, Fraction(*shown))


def _frames(view: View[Any]) -> int:
    return added_frames(seconds_of(view.input), float(_RATE))


def _added(work: Work, view: View[Any], source: Path) -> int:
    clip = toolkit.scan_clip(source)
    if work.expected is not None and work.expected.frames is not None:
        return work.expected.frames - clip.frames
    return added_frames(seconds_of(view.input), float(clip.fps))


def _drafted(draw: _Render) -> DraftRunner:
    """Make a runner that says at which rate it draws, and adds sound where that is asked for."""

    def render(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
        notes = [f"The frame rate is not published: the draft has {_RATE} frames a second."]
        if not view.input.generate_audio_switch:
            return [*notes, *draw(work, view, media, target)]
        silent = work.folder / "silent.mp4"
        notes += draw(work, view, media, silent)
        return [*notes, *add_tones(work, silent, target, seed=_seed(view))]

    return DraftRunner(render=render)


def _text(work: Work, view: View[Any], _media: _Media, target: Path) -> Sequence[str]:
    return toolkit.draft_text(
        target,
        num_frames=_frames(view),
        size=_size(work, view, None),
        fps=_RATE,
        prompt=_caption(view),
        seed=_seed(view),
        tick=work.progress,
    ).notes


def _image(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    return _moved(work, view, media["/image_url"], target)


def _moved(work: Work, view: View[Any], picture: Path, target: Path) -> Sequence[str]:
    return toolkit.draft_image(
        picture,
        target,
        num_frames=_frames(view),
        size=_size(work, view, picture),
        fps=_RATE,
        prompt=_caption(view),
        seed=_seed(view),
        tick=work.progress,
    ).notes


def _transition(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    count = _frames(view)
    return toolkit.draft_keyed(
        {0: media["/first_image_url"], count - 1: media["/end_image_url"]},
        target,
        num_frames=count,
        size=_size(work, view, None),
        fps=_RATE,
        prompt=_caption(view),
        seed=_seed(view),
        tick=work.progress,
    ).notes


def _reference(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    references = view.input.image_references
    grounds = [index for index, one in enumerate(references) if one.type == "background"]
    shown = grounds[0] if grounds else 0
    picture = media[f"/image_references/{shown}/image_url"]
    notes = [f"The draft shows the reference {references[shown].ref_name!r} and moves over it."]
    for index, one in enumerate(references):
        if index != shown:
            notes.append(f"The reference {one.ref_name!r} is not shown in a draft.")
    return [*notes, *_moved(work, view, picture, target)]


def _extend(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    source = media["/video_url"]
    made_into = work.folder / "silent.mp4" if view.input.generate_audio_switch else target
    made = toolkit.extend_video(
        source,
        made_into,
        num_frames=_added(work, view, source),
        keep_all=True,
        size=_size(work, view, source),
        seed=_seed(view),
        caption=_caption(view),
        tick=work.progress,
    )
    added = made.frames - made.start_frame
    work.log(
        f"{made.start_frame} frames kept, {made.exact_prefix_frames} of them bit by bit; "
        f"{added} drafted."
    )
    if not view.input.generate_audio_switch:
        return made.notes
    over = source if has_sound(source) else None
    start = float(made.start_frame / made.fps)
    sound = add_tones(work, made_into, target, seed=_seed(view), over=over, start=start)
    return [*made.notes, *sound]


def _lipsync(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    video, notes = media["/video_url"], ["The pictures stay as they are: no lips are moved."]
    speech = media.get("/audio_url")
    if speech is not None:
        unheard = [name for name in ("text", "voice_id") if name in view.given]
        notes += [f"{name!r} changes nothing where there is audio." for name in unheard]
        merged = toolkit.merge_audio_video(video, speech, target, tick=work.progress)
        return [*notes, *merged.notes]
    if can_speak():
        said = work.folder / "said.wav"
        speak(view.input.text or "", said, voice=view.input.voice_id)
        notes.append("The text is spoken by a synthesizer, at a pitch that the voice's name gives.")
        merged = toolkit.merge_audio_video(video, said, target, tick=work.progress)
        return [*notes, *merged.notes]
    notes.append(
        "The text is not spoken: there is a tone for each word of it. To hear it: pip install "
        "'framehook-pixverse[speech]'."
    )
    tones = spoken_tones(view.input.text or "", view.input.voice_id)
    if tones and tones[-1].start + tones[-1].length > length_of(video):
        notes.append("The text takes longer than the video, and is cut where the video ends.")
    return [*notes, *lay_under(work, video, target, tones)]


def _sound_effects(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    video = media["/video_url"]
    over = video if view.input.original_sound_switch and has_sound(video) else None
    notes = ["The video's own sound is kept under the new one."] if over else []
    return [*notes, *add_tones(work, video, target, seed=_seed(view), over=over)]


def _swap(work: Work, view: View[Any], media: _Media, target: Path) -> Sequence[str]:
    source = media["/video_url"]
    silent = work.folder / "silent.mp4"
    made = toolkit.inset_picture(
        source,
        media["/image_url"],
        silent,
        size=_size(work, view, source),
        is_behind=view.input.mode == "background",
        prompt=f"swap {view.input.mode}",
        tick=work.progress,
    )
    if not (view.input.original_sound_switch and has_sound(source)):
        silent.rename(target)
        return [*made.notes, "The result has no sound."]
    return [*made.notes, *toolkit.merge_audio_video(silent, source, target).notes]


extend = DraftRunner(render=_extend)
image_to_video = _drafted(_image)
lipsync = DraftRunner(render=_lipsync)
reference_to_video = _drafted(_reference)
sound_effects = DraftRunner(render=_sound_effects)
swap = DraftRunner(render=_swap, is_seeded=False)
text_to_video = _drafted(_text)
transition = _drafted(_transition)
