"""Frozen records, held to what the standard library's dataclasses do."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.spi import IntentState, NewIntent, Ticket
from framehook.spi._record import record, variant

T = TypeVar("T")
TICKET = Ticket("fal", "a/b", "r1", {"target": "a/b"}, intent="k")


@record(frozen=True, slots=True)
class Ours(Generic[T]):
    """The same fields, under names that the making must not trip over."""

    name: str
    tags: list[str] = field(default_factory=list)
    size: float = field(default=1.5, repr=False)
    note: str = field(default="", compare=False)
    seen: int = field(default=7, init=False)


@dataclass(frozen=True, slots=True)
class Theirs(Generic[T]):
    """The standard library's."""

    name: str
    tags: list[str] = field(default_factory=list)
    size: float = field(default=1.5, repr=False)
    note: str = field(default="", compare=False)
    seen: int = field(default=7, init=False)


@record(frozen=True, slots=True, kw_only=True)
class Hostile:
    """Fields with the names of builtins and of what the standard library uses inside."""

    open: int
    type: int = 2
    object: list[int] = field(default_factory=list)
    changes: int = 4
    new: int = 5


GIVEN = st.fixed_dictionaries(
    {"name": st.text()},
    optional={
        "tags": st.lists(st.text(), max_size=2),
        "size": st.floats(),
        "note": st.text(),
    },
)


def values(one):
    """Return what is in each field."""
    return [getattr(one, each.name) for each in fields(one)]


@given(GIVEN, GIVEN)
def test_a_record_is_what_a_frozen_dataclass_is(left, right):
    """What is in it, how it is shown, what is equal and how it is hashed are the same."""
    ours, theirs = (Ours(**left), Ours(**right)), (Theirs(**left), Theirs(**right))
    for mine, other in zip(ours, theirs, strict=True):
        assert repr(values(mine)) == repr(values(other))
        assert repr(mine).replace("Ours", "Theirs") == repr(other)
    assert (ours[0] == ours[1]) is (theirs[0] == theirs[1])
    assert ours[0] != theirs[0]


@given(GIVEN)
def test_a_record_is_copied_and_pickled(given_values):
    """It comes back whole, and closed."""
    one = Ours(**given_values)
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert repr(values(other)) == repr(values(one))
        assert type(other) is Ours
        with pytest.raises(FrozenInstanceError):
            other.name = "x"


def test_a_record_is_closed():
    """Nothing can be assigned to, deleted or added."""
    one = Ours("a")
    for name in ("name", "seen", "more"):
        with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(one, name, 1)
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del one.name
    assert not hasattr(one, "__dict__")


def test_a_record_shows_how_it_is_made():
    """Tools find the fields, the parameters and whether it is frozen."""
    assert is_dataclass(Ours)
    assert [each.name for each in fields(Ours)] == [each.name for each in fields(Theirs)]
    ours, theirs = inspect.signature(Ours), inspect.signature(Theirs)
    assert str(ours) == str(theirs)
    assert Ours.__match_args__ == Theirs.__match_args__
    assert Ours.__init__.__qualname__ == "Ours.__init__"
    assert hash(Hostile(open=1, object=())) == hash(Hostile(open=1, object=()))


@pytest.mark.parametrize("wrong", [{}, {"name": "a", "seen": 1}, {"name": "a", "colour": 1}])
def test_wrong_arguments_are_refused(wrong):
    """A record takes its own fields alone."""
    with pytest.raises(TypeError, match=r"Ours\.__init__\(\)"):
        Ours(**wrong)


def test_fields_may_have_any_name():
    """What a record is made with is in nobody's way."""
    one = Hostile(open=1)
    assert values(variant(one, new=6, type=3)) == [1, 3, [], 4, 6]
    assert values(replace(one, changes=0)) == [1, 2, [], 0, 5]
    with pytest.raises(TypeError, match="positional"):
        Hostile(1)


def test_a_class_derived_from_a_record_works():
    """With attributes and slots of its own, and as a record again."""

    class Loose(Ours[int]):
        def __init__(self, name):
            super().__init__(name, size=2.0)
            self.extra = name * 2

    one = Loose("a")
    assert (one.name, one.size, one.extra, one.seen) == ("a", 2.0, "aa", 7)
    with pytest.raises(FrozenInstanceError):
        one.name = "b"
    assert type(variant(one, name="c")) is Loose

    @record(frozen=True, slots=True)
    class More(Ours[int]):
        more: int = 1

    two = More("a", more=2)
    assert values(variant(two, name="b")) == ["b", [], 1.5, "", 7, 2]
    with pytest.raises(FrozenInstanceError):
        two.more = 3


def test_what_is_checked_while_it_is_made_sees_a_whole_record():
    """`__post_init__` runs last; what it raises leaves nothing behind."""

    @record(frozen=True, slots=True)
    class Checked:
        number: int

        def __post_init__(self) -> None:
            assert type(self) is Checked
            if self.number < 0:
                raise ValueError(self.number)

    assert Checked(1).number == 1
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)


@given(
    st.fixed_dictionaries({}, optional={"id": st.text(), "intent": st.text(), "state": st.none()})
)
def test_a_variant_is_what_replace_makes(changes):
    """The standard library's way and the short one agree, and the first one stays as it is."""
    before = repr(TICKET)
    assert variant(TICKET, **changes) == replace(TICKET, **changes)
    assert repr(TICKET) == before


def test_a_variant_of_an_intent_keeps_the_rest():
    """Fields that were not set have their defaults in the copy, too."""
    new = NewIntent(service="fal", endpoint="a/b")
    assert variant(new, batch="night") == replace(new, batch="night")


def test_a_name_that_is_no_field_is_refused():
    """A misspelt field does not get lost."""
    with pytest.raises(TypeError, match="Ticket has no field 'intend'"):
        variant(TICKET, intend=IntentState.PLANNED)
