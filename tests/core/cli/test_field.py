"""The fields of a model as its JSON Schema tells them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from framehook.cli._field import FieldRow, field_rows, shape_of
from framehook.spi import AudioInput, FrameCount, Input, MediaInput


class Point(Input):
    x: int = Field(ge=0, lt=10, description="How far.")
    inner: list[Point] = []


class Model(Input):
    count: Annotated[FrameCount, Field(multiple_of=8, gt=0)] = 8
    loud: bool = False
    size: Literal["a", "b"] | None = None
    fixed: Literal[4] = 4
    any_file: MediaInput | None = None
    sounds: list[AudioInput] = Field(min_length=1, max_length=3)
    point: Point | None = None
    free: object = None


def test_every_field_has_a_row() -> None:
    """Required ones first, nested ones with dots; a model in itself comes to an end."""
    rows = list(field_rows(Model.model_json_schema()))
    assert rows[:7] == [
        FieldRow("sounds", "list of audio", "required", "at least 1 items at most 3 items", ""),
        FieldRow("count", "integer", "8", "frames > 0 a multiple of 8", ""),
        FieldRow("loud", "boolean", "false", "", ""),
        FieldRow("size", "a | b", "", "", ""),
        FieldRow("fixed", "4", "4", "", ""),
        FieldRow("any_file", "file", "", "", ""),
        FieldRow("point", "object", "", "", ""),
    ]
    names = [row.name for row in rows]
    assert "point.x" in names
    assert "point.inner.0.x" in names
    assert max(name.count("inner") for name in names) == 3
    assert rows[7] == FieldRow("point.x", "integer", "required", "≥ 0 < 10", "How far.")
    assert rows[-1] == FieldRow("free", "anything", "", "", "")


def test_what_is_unknown_has_no_shape() -> None:
    """It takes anything, and is no list, no text and no file."""
    shape = shape_of(Model.model_json_schema()).child("nope")
    assert (shape.options, shape.is_list, shape.is_text, shape.media) == ([], False, False, None)
