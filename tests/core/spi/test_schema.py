"""Input models refuse what they do not know, and output models lose nothing."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from framehook.spi import (
    File,
    Fps,
    FrameCount,
    FrameIndex,
    Input,
    IsFile,
    Output,
    Pixels,
    Seconds,
    Seed,
    Steps,
    Unit,
)

URL = "https://x.example/a.mp4"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class Point(Input):
    x: int
    y: int = 0


class Dream(Input):
    prompt: str
    at: Point | None = None
    gain: Annotated[float, Unit("dB")] = 0


class Part(Output):
    primary = ""
    id: int | None = None


class Dreamt(Output):
    preview: File | None = None
    video_small: File | None = None
    video: File
    seed: int | None = None
    scores: list[float] = Field(default_factory=list)
    parts: list[Part] | None = None
    by_name: dict[str, File] | None = None
    more: list[File] | None = None
    log_url: Annotated[str | None, IsFile()] = None


def test_nulls_are_not_given_at_any_depth():
    """`None` counts as if the name were not there."""
    dream = Dream.model_validate({"prompt": "x", "gain": None, "at": {"x": 1, "y": None}})
    assert dream.model_fields_set == {"prompt", "at"}
    assert dream.at is not None
    assert dream.at.model_fields_set == {"x"}


@pytest.mark.parametrize("value", [{"prompt": "x", "a": 1}, {"prompt": None}, "x", 5])
def test_unknown_and_missing_names_are_errors(value):
    """What the model does not know is refused, and what is no object too."""
    with pytest.raises(ValidationError):
        Dream.model_validate(value)


def test_an_input_cannot_be_changed():
    """A call is a value."""
    with pytest.raises(ValidationError):
        Dream(prompt="x").prompt = "y"


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        (FrameCount, "frames"),
        (FrameIndex, "frame index"),
        (Fps, "frames per second"),
        (Seconds, "seconds"),
        (Pixels, "pixels"),
        (Steps, "steps"),
        (Seed, "seed"),
        (Annotated[float, Unit("dB")], "dB"),
    ],
)
def test_the_schema_says_what_a_number_counts(kind, unit):
    """Every number with a unit has it in the JSON Schema."""
    model = type("Model", (Input,), {"__annotations__": {"n": kind}})
    assert model.model_json_schema()["properties"]["n"]["x-framehook-unit"] == unit


@given(
    st.dictionaries(st.sampled_from([*Dreamt.model_fields, "else", "files", "model_config"]), JSON)
)
def test_a_paid_result_is_never_lost_to_a_schema(payload):
    """With a right primary field every payload is read, and all that is unknown is kept."""
    value = {**payload, "video": {"url": URL}}
    dreamt = Dreamt.model_validate(value)
    assert dreamt.video.url == URL
    assert dreamt.files()[0] == ("/video", dreamt.video)
    unknown = {key: item for key, item in value.items() if key not in Dreamt.model_fields}
    assert dreamt.model_extra == unknown
    if type(payload.get("seed")) is int:
        assert dreamt.seed == payload["seed"]


@given(JSON)
def test_a_file_needs_its_url_alone(value):
    """Whatever else a service says of a file, in whatever shape, the file is there."""
    file = File.model_validate(
        {"url": URL, "file_size": value, "content_type": value, "new": value}
    )
    assert file.url == URL
    assert file.file_size is None or isinstance(file.file_size, int)
    assert file.model_extra == {"new": value}


@pytest.mark.parametrize("video", [None, "https://x.example/a", {}, {"url": 5}, []])
def test_without_its_primary_field_a_result_is_unreadable(video):
    """The one field that was paid for is required, in its shape."""
    with pytest.raises(ValidationError):
        Dreamt.model_validate({"video": video})


def test_a_field_of_another_shape_is_none():
    """It costs the field and nothing else."""
    dreamt = Dreamt.model_validate({"video": {"url": URL}, "seed": "?", "scores": [1, "x"]})
    assert dreamt.seed is None
    assert dreamt.model_dump()["scores"] is None


def test_nested_objects_forgive_too():
    """A part of a result keeps what is right in it."""
    value: dict[str, Any] = {"video": {"url": URL}, "parts": [{"id": "x", "a": 1}, {"id": 2}]}
    dreamt = Dreamt.model_validate(value)
    assert [part.model_dump() for part in dreamt.parts or ()] == [{"id": None, "a": 1}, {"id": 2}]


def test_every_file_is_found_the_primary_one_first():
    """In fields, lists and dicts, and texts that are marked as files."""
    file = {"url": URL}
    dreamt = Dreamt.model_validate(
        {
            "preview": file,
            "video_small": file,
            "video": file,
            "by_name": {"a/b": file},
            "more": [file, file],
            "log_url": "https://x.example/log",
        }
    )
    assert [path for path, _ in dreamt.files()] == [
        "/video",
        "/preview",
        "/video_small",
        "/by_name/a~1b",
        "/more/0",
        "/more/1",
        "/log_url",
    ]
    assert dreamt.files()[-1][1].url == "https://x.example/log"


class Nested(Input):
    count: int = 0


class Exact(Input):
    type: str = ""
    default: int = 0
    gain: float = 1.0
    counts: list[int] = []
    either: int | bool = 1
    is_on: bool = True
    inner: Nested | None = None


@pytest.mark.parametrize(
    "arguments",
    [
        {"default": True},
        {"gain": False},
        {"counts": [1, True]},
        {"inner": {"count": True}},
        {"type": "a\ud800b"},
    ],
)
def test_a_truth_is_no_number_and_a_text_is_whole(arguments: Any) -> None:
    """`true` is not 1 frame, and half of a character never reaches the wire."""
    with pytest.raises(ValidationError) as caught:
        Exact(**arguments)
    assert len(caught.value.errors()) == 1
    assert caught.value.errors()[0]["type"] in {"int_type", "float_type", "text_unpaired"}


def test_what_is_meant_passes() -> None:
    """A truth where one is asked for, a whole number for a float, and any whole text."""
    exact = Exact(type="ü😀", gain=2, either=True, is_on=False, inner={"count": "3"})
    assert (exact.gain, exact.either, exact.is_on, exact.inner) == (
        2.0,
        True,
        False,
        Nested(count=3),
    )
    assert Exact.model_json_schema()["properties"]["default"]["type"] == "integer"
