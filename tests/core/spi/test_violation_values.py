"""What a violation shows of the value that was given, and of unions and models."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from refusing import Dream, Point, told

from framehook.spi import Input, violations


def test_of_a_union_the_member_that_was_meant_speaks():
    """One that found fault further in was meant; if none did, all have their say."""
    issues = told(shape={"radius": 10})
    assert {issue.path for issue in issues} >= {"/shape/radius"}
    assert "/shape" not in {issue.path for issue in issues}
    (issue,) = told(shape="aut")
    assert issue.path == "/shape"
    assert issue.message == (
        "'shape' must be an object, not 'aut'. Or: 'shape' must be one of auto, not 'aut'."
    )
    assert issue.allowed == ["auto"]


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("x" * 300, "x" * 197 + "..."),
        ("data:video/mp4;base64," + "A" * 400, None),
        (b"secret", "<bytes>"),
        ({"a": (1, b"x")}, {"a": [1, "<bytes>"]}),
        (list(range(50)), list(range(20))),
        (1.5, 1.5),
    ],
)
def test_what_was_given_is_shown_in_short(value, got):
    """Long texts are cut, data is a digest, bytes are not shown."""
    (issue,) = told(flag=value)
    if got is None:
        assert issue.got.startswith("<data:video/mp4 0.0 MB sha256:")
    else:
        assert issue.got == got


def test_models_as_values_are_looked_into():
    """A nested object that is a model already has paths too."""
    bad = Dream.model_construct(points=[Point.model_construct(id="a", at=5.0)])

    class Outer(Input):
        dream: Dream

    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"dream": bad.model_dump()})
    (issue,) = violations(Outer, {"dream": bad}, caught.value)
    assert (issue.path, issue.got) == ("/dream/points/0/at", 5.0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*Dream.model_fields, "x", "a/b", "label"]), JSON))
def test_whatever_is_refused_can_be_told(arguments):
    """Every refusal has a path of its own and a sentence, and none is lost."""
    issues = told(**arguments)
    paths = [issue.path for issue in issues]
    assert len(paths) == len(set(paths))
    assert all(issue.message.endswith(".") and issue.to_json() for issue in issues)
    try:
        Dream.model_validate(arguments)
    except ValidationError:
        assert issues
