"""An input that refuses in many ways, and what it tells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from framehook.spi import AsInteger, Input, VideoInput, violations


class Point(Input):
    id: str
    at: Annotated[float, Field(gt=0, le=1)] = 1


class Circle(Input):
    radius: Annotated[int, Field(lt=9)]


class Dream(Input):
    prompt: Annotated[str, Field(min_length=1, max_length=5)] = "x"
    num_frames: Annotated[int, Field(ge=96, le=192)] = 96
    grid: Annotated[int, Field(multiple_of=8, ge=8, le=64)] = 8
    seed: Annotated[int, Field(ge=0, le=9)] | None = None
    steps: Annotated[Literal[4, 8, 16], AsInteger()] = 16
    tags: Annotated[
        list[Annotated[str, Field(max_length=2)]], Field(min_length=1, max_length=3)
    ] = ["a"]
    pair: Annotated[list[int], Field(min_length=2, max_length=2)] = [1, 2]
    notes: Annotated[list[str], Field(min_length=1)] = ["a"]
    scores: list[Annotated[int, Field(ge=0, le=5)]] = []
    points: list[Point] = []
    shape: Point | Circle | Literal["auto"] | None = None
    flag: bool = True
    video_url: VideoInput | None = None
    name: Annotated[str, Field(alias="label")] = "x"
    odd: int = 1

    @field_validator("odd")
    @classmethod
    def _is_odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("it is even")
        return value


def told(**arguments):
    """Return the issues for these arguments."""
    try:
        Dream.model_validate(arguments)
    except ValidationError as exc:
        return violations(Dream, arguments, exc)
    return []
