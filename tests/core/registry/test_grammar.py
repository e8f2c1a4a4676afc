from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.registry._grammar import LIMIT, flaw, is_id, normal

HEAD = "abcdefghijklmnopqrstuvwxyz0123456789"
SEGMENTS = st.builds(
    lambda head, tail: head + tail, st.sampled_from(HEAD), st.text(HEAD + "._-", max_size=12)
)


@given(st.lists(SEGMENTS, min_size=2, max_size=5).map("/".join))
def test_segments_joined_by_slashes_are_an_id(name):
    """Whatever is built by the grammar is an id."""
    assert is_id(name)
    assert flaw("endpoints", name, "package.module:name") is None


@given(st.text(max_size=30))
def test_an_id_is_nothing_but_segments_joined_by_slashes(text):
    """What is accepted has two or more segments of the allowed characters, and no more."""
    parts = text.split("/")
    right = len(parts) > 1 and all(
        part and part[0] in HEAD and set(part) <= set(HEAD + "._-") for part in parts
    )
    assert is_id(text) == right


@pytest.mark.parametrize(
    "name",
    ["", "magi", "/magi", "a/", "a//b", "A/b", "a/b\n", "a/b ", "a b/c", "ä/b", "a/.b", "a/٣"],
)
def test_near_misses_are_no_ids(name):
    """One wrong character is enough, a line feed at the end included."""
    assert not is_id(name)
    assert "is not an endpoint id" in (flaw("endpoints", name, "m:x") or "")


def test_an_id_ends_at_its_limit():
    """The longest id has 200 characters; one more is refused with both numbers."""
    longest = "a/" + "b" * (LIMIT - 2)
    assert is_id(longest)
    assert flaw("endpoints", longest + "b", "m:x") == (
        "An endpoint id has 201 characters, and 200 are allowed."
    )


@pytest.mark.parametrize(
    ("kind", "name", "value", "word"),
    [
        ("runners", "a/b@draft", "m:x", None),
        ("runners", "a/b", "m:x", "not an endpoint id"),
        ("runners", "a/b@best", "m:x", "'best'"),
        ("services", "fal", "m.n:x.y", None),
        ("services", "a/b", "m:x", "is not a name"),
        ("hooks", "audit", "m", None),
        ("commands", "audit", "m", "no object"),
        ("endpoints", "a/b", "", "module:object"),
        ("endpoints", "a/b", "m-n:x", "module:object"),
        ("endpoints", "a/b", "m:", "module:object"),
        ("endpoints", "a/b", "1m:x", "module:object"),
        ("endpoints", "a/b", "mödul:größe", None),
    ],
)
def test_each_kind_has_its_grammar(kind, name, value, word):
    """A flaw is told in words that name what is wrong."""
    found = flaw(kind, name, value)
    assert found is None if word is None else word in (found or "")


def test_one_distribution_has_one_spelling():
    """Runs of separators and upper case do not matter."""
    assert normal("Framehook_Wan.-vace") == normal("framehook-wan-vace") == "framehook-wan-vace"
