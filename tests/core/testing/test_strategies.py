"""Arguments that fit a model, and arguments that just miss it."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import TypeAliasType

from framehook.spi import AsRatio, AudioInput, Input, MediaInput, Pixels, VideoInput
from framehook.testing import Miss, arguments_for, just_outside


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


Unit = TypeAliasType("Unit", Literal["s", "ms"])


class Point(BaseModel):
    model_config = ConfigDict(extra="forbid")
    x: Annotated[int, Field(ge=0)] | None
    label: str = Field(default="", max_length=3)


class Tree(BaseModel):
    name: str
    branches: list[Tree] = []
    trunk: Tree | None = None


class Everything(Input):
    flag: bool
    ratio: Annotated[Literal["auto", "16:9"], AsRatio()]
    steps: Literal[4, 8]
    colour: Colour = Colour.RED
    width: Annotated[Pixels, Field(gt=15, lt=2048, multiple_of=16)]
    height: int = Field(ge=15, le=100, multiple_of=16)
    count: int = Field(gt=0, lt=3)
    strength: float = Field(ge=0, le=1)
    scale: float = Field(gt=0)
    shift: float = Field(lt=-1)
    open_share: float = Field(gt=0, lt=1)
    coarse: float = Field(default=0.5, multiple_of=0.25)
    narrow: float = Field(gt=0, le=1, multiple_of=0.5)
    anything: float = 1.0
    prompt: str = Field(min_length=2)
    short: str = Field(default="", max_length=80)
    code: str = Field(pattern=r"^[a-z]+$", max_length=9)
    free: str = Field(default="a", pattern=r"^[^!]*")
    points: list[Point] = Field(min_length=2, max_length=3)
    words: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    tags: dict[str, Annotated[int, Field(ge=0)]] = {}
    note: object
    notes: dict[str, Any]
    unit: Unit = "s"
    mixed: list[str] | dict[str, str] | str | float = ""
    size: Union[int, Literal["auto"]]  # noqa: UP007
    video: VideoInput
    sound: AudioInput | None = None
    media: MediaInput
    tree: Tree = Field(default=Tree(name="a"), alias="theTree")
    wide: Any = None
    loose: list = []  # type: ignore[type-arg]
    loose_dict: dict = {}  # type: ignore[type-arg]
    nothing: int | Literal["a"] | None = None


@settings(max_examples=60, deadline=None)
@given(arguments_for(Everything))
def test_what_is_generated_is_accepted(arguments):
    """A model accepts all of its arguments."""
    Everything.model_validate(arguments)


def test_every_field_varies():
    """Fields with a default are set to other values too, and are left out at times."""
    seen: dict[str, set[str]] = {}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(arguments_for(Everything))
    def collect(arguments):
        for name in Everything.model_fields:
            alias = "theTree" if name == "tree" else name
            value = repr(arguments[alias]) if alias in arguments else "left out"
            seen.setdefault(name, set()).add(value)

    collect()
    assert all(len(values) >= 2 for values in seen.values()), seen
    left_out = {name for name, values in seen.items() if "left out" in values}
    required = {name for name, info in Everything.model_fields.items() if info.is_required()}
    assert left_out == set(Everything.model_fields) - required


MISSES = just_outside(Everything)


@pytest.mark.parametrize("miss", MISSES, ids=lambda miss: f"{miss.path} {miss.why}")
def test_a_miss_is_refused_at_its_path_alone(miss):
    """Whatever misses by one value is refused at exactly that value."""
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate(miss.arguments)
    keys = miss.path.split("/")[1:]
    for error in caught.value.errors():
        found = [str(key) for key in error["loc"]]
        assert found[: len(keys)] == keys
        kinds = ("int", "literal['auto']", "literal['a']", "str", "function-before[")
        assert all(label.startswith(kinds) for label in found[len(keys) :])


def test_every_constraint_is_missed():
    """There is a miss for each bound, type, choice, length, item and unknown name."""
    whys = {(miss.path, miss.why) for miss in MISSES}
    assert {
        ("/flag", "no bool"),
        ("/flag", "missing"),
        ("/ratio", "no choice"),
        ("/steps", "no choice"),
        ("/width", "gt 15"),
        ("/width", "lt 2048"),
        ("/width", "multiple 16"),
        ("/height", "ge 15"),
        ("/height", "le 100"),
        ("/height", "multiple 16"),
        ("/strength", "ge 0"),
        ("/strength", "le 1"),
        ("/coarse", "multiple 0.25"),
        ("/prompt", "min_length 2"),
        ("/short", "max_length 80"),
        ("/code", "pattern ^[a-z]+$"),
        ("/points", "min_length 2"),
        ("/points", "max_length 3"),
        ("/points/0/x", "ge 0"),
        ("/points/0/label", "max_length 3"),
        ("/points/0/no_such_field", "unknown field"),
        ("/words/0", "no str"),
        ("/tags/key", "ge 0"),
        ("/size", "no member of the union"),
        ("/video", "no URL"),
        ("/media", "no media"),
        ("/theTree/name", "missing"),
        ("/no_such_field", "unknown field"),
    } <= whys
    assert not any(path.startswith("/theTree/branches/0/") for path, _ in whys)


def test_misses_lie_just_beyond_the_bound():
    """A whole number misses by one or by a step, a real one by as little as possible."""
    values = {
        (miss.path, miss.why): miss.arguments[miss.path[1:]]
        for miss in MISSES
        if miss.path.count("/") == 1 and miss.why.split()[0] in {"ge", "gt", "le", "lt"}
    }
    assert values["/height", "ge 15"] == 0
    assert values["/height", "le 100"] == 112
    assert values["/count", "gt 0"] == 0
    assert 1 < values["/strength", "le 1"] < 1 + 1e-12


class Dated(BaseModel):
    on: Decimal
    name: str = Field(pattern=r"^\d{9}$")
    size: int = Field(default=1, ge=1)


def test_a_field_of_an_unknown_type_is_named():
    """The error names the field and what to do."""
    with pytest.raises(TypeError, match=r"field 'on' of Dated.*Decimal.*name=strategy"):
        arguments_for(Dated)
    with pytest.raises(TypeError, match=r"field 'on' of Dated"):
        just_outside(Dated)


@given(arguments_for(Dated, on=st.just("1.5")))
def test_strategies_can_be_passed(arguments):
    """A strategy of one's own stands for a field."""
    assert Dated.model_validate(arguments).on == Decimal("1.5")


def test_right_arguments_can_be_passed():
    """They stand for what the kit cannot make up; what it knows is still missed."""
    base = {"on": "1.5", "name": "123456789"}
    assert just_outside(Dated, base) == [
        Miss({"name": "123456789"}, "/on", "missing"),
        Miss({"on": "1.5"}, "/name", "missing"),
        Miss({"on": "1.5", "name": ["no text"]}, "/name", "no str"),
        Miss({"on": "1.5", "name": "x"}, "/name", r"pattern ^\d{9}$"),
        Miss({**base, "size": "no number"}, "/size", "no int"),
        Miss({**base, "size": 0}, "/size", "ge 1"),
    ]
    with pytest.raises(TypeError, match="no text that matches"):
        just_outside(Dated, {"on": "1.5"})


class Narrow(Input):
    """Two limits on one side, of which one says it all."""

    whole: int = Field(ge=0, gt=3, le=20, lt=10)
    real: Annotated[float, Field(ge=0.5, le=4)] = Field(gt=0, ge=0.25, lt=9)


@given(arguments_for(Narrow))
def test_of_two_limits_the_tighter_one_counts(arguments):
    """What is generated is accepted, and what just misses has one error."""
    Narrow.model_validate(arguments)


def test_of_two_limits_only_the_tighter_one_is_missed():
    """The other one cannot be missed alone; whatever else is given is right."""
    misses = list(just_outside(Narrow))
    assert {miss.why for miss in misses if "no " not in miss.why} == {
        *("missing", "unknown field", "gt 3", "lt 10", "ge 0.5", "le 4"),
    }
    for miss in misses:
        with pytest.raises(ValidationError) as caught:
            Narrow.model_validate(miss.arguments)
        assert {f"/{error['loc'][0]}" for error in caught.value.errors()} == {miss.path}
