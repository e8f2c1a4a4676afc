"""What a field is for, guessed from its name and from what the document says of it."""

from __future__ import annotations

__all__ = ("Roles", "media_of", "roles_of", "task_of", "unit_of")

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ._field import Field, Model

_UNITS = (
    (
        "frame index",
        re.compile(r"(start|end|first|last|from|to)_frame(_num|_index)?|frame_ind(ex|ices)"),
    ),
    ("frames per second", re.compile(r"(.*_)?(fps|frames_per_second|frame_rate|framerate)")),
    (
        "frames",
        re.compile(r"(num|number_of|max|min|total|target)_frames|frames|frame_count|video_length"),
    ),
    ("seconds", re.compile(r"(.*_)?(duration|seconds|length_seconds)(_seconds)?")),
    ("pixels", re.compile(r"(.*_)?(width|height)")),
    ("steps", re.compile(r"(num_|number_of_)?(.*_)?(inference_)?steps")),
    ("seed", re.compile(r"(.*_)?seed")),
)
_WORDS = {
    "duration": "seconds",
    "fps": "frames per second",
    "frame": "frame index",
    "frames": "frames",
    "height": "pixels",
    "milliseconds": "milliseconds",
    "ms": "milliseconds",
    "pixels": "pixels",
    "seconds": "seconds",
    "seed": "seed",
    "step": "steps",
    "steps": "steps",
    "time": "seconds",
    "timestamp": "seconds",
    "width": "pixels",
}
_MEDIA = {
    "audio": re.compile(r"audio|music|voice|speech|sound|song"),
    "video": re.compile(r"video|clip|footage|movie"),
    "image": re.compile(r"image|photo|picture|mask|frame|portrait|logo"),
}
_NO_MEDIA = re.compile(r"webhook|callback|lora|weights|model|config|checkpoint|page|website|link")
_LAST = re.compile(r"(^|_)(end|last|tail|final)(_|$)")


def unit_of(wire: str) -> str:
    """Return what a number of this name counts; empty if nobody can tell."""
    name = wire.lower()
    whole = next((unit for unit, names in _UNITS if names.fullmatch(name)), "")
    # Less sure is a name with such a word in it, which is no reason to leave out the unit.
    words = [_WORDS[word] for word in name.split("_") if word in _WORDS]
    return whole or (words[-1] if words else "")


def media_of(wire: str, description: Any) -> str | None:
    """Return what kind of media a text of this name stands for, `any` if that is open."""
    name = wire.lower()
    if not re.search(r"(^|_)urls?$", name) or _NO_MEDIA.search(name):
        return None
    said = description.lower() if isinstance(description, str) else ""
    for text in (name, said):
        places = {
            kind: found.start() for kind, words in _MEDIA.items() if (found := words.search(text))
        }
        if places:
            return min(places, key=lambda kind: places[kind])
    return "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """
    Which fields of an input mean what.

    Attributes:
        prompt: The text to show.
        source: The video to start from.
        image: The first picture.
        end_image: The last picture.
        audio: The sound to add.
        keep_before: Index of the first frame that is not kept.
        seed: What selects the random choices.
        frames: How many frames there will be.
        fps: How many a second.
        seconds: How long it will be.
        size: Width and height.
        output: The key of the result that holds the video, if there is one.
    """

    prompt: Field | None = None
    source: Field | None = None
    image: Field | None = None
    end_image: Field | None = None
    audio: Field | None = None
    keep_before: Field | None = None
    seed: Field | None = None
    frames: Field | None = None
    fps: Field | None = None
    seconds: Field | None = None
    size: tuple[Field, Field] | None = None
    output: Field | None = None

    def named(self) -> dict[str, Field]:
        """Return what was found, by role."""
        names = ("prompt", "source", "image", "end_image", "audio", "keep_before", "seed")
        found = {name: getattr(self, name) for name in (*names, "frames", "fps", "seconds")}
        sizes = dict(zip(("width", "height"), self.size or (), strict=False))
        return {name: each for name, each in {**found, **sizes}.items() if each is not None}


def roles_of(model: Model, output: Field | None) -> Roles:
    """Guess the roles of an input's fields."""
    images = [each for each in model.fields if each.kind.media == "image" and _is_media(each)]
    first = [each for each in images if not _LAST.search(each.wire)]
    last = [each for each in images if _LAST.search(each.wire)]
    source = _first(each for each in model.fields if _is_media(each) and each.kind.media == "video")
    start = _counting(model, "frame index")
    width, height = model.field("width"), model.field("height")
    return Roles(
        prompt=_text(model),
        source=source,
        image=_first(first),
        end_image=_first(last) if first else None,
        audio=_first(e for e in model.fields if _is_media(e) and e.kind.media == "audio"),
        keep_before=start if source and start and start.wire.startswith("start") else None,
        seed=_counting(model, "seed"),
        frames=_counting(model, "frames"),
        fps=_counting(model, "frames per second", "int", "float"),
        seconds=_counting(model, "seconds", "int", "float", "choice"),
        size=(width, height) if width and height and _is_whole(width, height) else None,
        output=output if output is not None and output.kind.name == "file" else None,
    )


def task_of(model: Model) -> str:
    """Return what an endpoint does, `image-to-video` for instance."""
    demanded = [each.kind for each in model.fields if each.is_required]
    if not any(kind.name in {"str", "media"} for kind in demanded):
        demanded = [each.kind for each in model.fields]
    found = {part.media for kind in demanded for part in kind.walk() if part.name == "media"}
    kind = next((kind for kind in ("video", "image", "audio") if kind in found), "text")
    return f"{kind}-to-video"


def _text(model: Model) -> Field | None:
    texts = [each for each in model.fields if each.kind.name == "str"]
    named = {each.wire: each for each in texts}
    return next((named[name] for name in ("prompt", "text", "description") if name in named), None)


def _counting(model: Model, unit: str, *kinds: str) -> Field | None:
    names = dict(_UNITS)[unit]
    return _first(
        each
        for each in model.fields
        if names.fullmatch(each.wire.lower())
        and each.kind.name in (kinds or ("int",))
        and all(re.fullmatch(r"\d{1,4}(\.\d+)?s?", str(one)) for one in each.kind.choices)
    )


def _is_media(field: Field) -> bool:
    return field.kind.name == "media"


def _is_whole(*fields: Field) -> bool:
    return all(each.kind.name == "int" for each in fields)


def _first(fields: Iterable[Field]) -> Field | None:
    return next(iter(fields), None)
