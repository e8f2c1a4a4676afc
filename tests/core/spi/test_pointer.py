"""JSON pointers."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from framehook.spi import each, join, put

KEYS = st.text(st.sampled_from("ab~/01*"), min_size=1, max_size=3)
VALUES = st.recursive(
    st.integers(), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=8
)


def leaves(value, path=""):
    """Yield pointer and value of every leaf, written anew."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, path + join(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, path + join(index))
    else:
        yield path, value


@given(VALUES)
def test_every_pointer_leads_back(value):
    """What `join` makes is what `each` follows, whatever the keys are."""
    for path, leaf in leaves(value):
        if "*" not in path:
            assert list(each(value, path)) == [(path, leaf)]


@given(VALUES)
def test_put_replaces_one_leaf_and_nothing_else(value):
    """Only the leaf that the pointer names is another one afterwards."""
    before = list(leaves(value))
    for path, _ in before:
        if path:
            changed = copy.deepcopy(value)
            put(changed, path, "new")
            assert list(leaves(changed)) == [
                (place, "new" if place == path else leaf) for place, leaf in before
            ]


class Item(BaseModel):
    id: str
    next: Item | None = None


DATA = {
    "tracks": [{"id": "a"}, {"id": None}, {"id": "c"}],
    "pair": (1, 2),
    "a/b": {"~": 5},
    "model": Item(id="x", next=Item(id="y")),
    "none": None,
}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("", [("", DATA)]),
        ("/tracks/*/id", [("/tracks/0/id", "a"), ("/tracks/2/id", "c")]),
        ("/tracks/2/id", [("/tracks/2/id", "c")]),
        ("/tracks/9/id", []),
        ("/tracks/x/id", []),
        ("/tracks/²/id", []),
        ("/pair/*", [("/pair/0", 1), ("/pair/1", 2)]),
        ("/a~1b/~0", [("/a~1b/~0", 5)]),
        ("/model/next/id", [("/model/next/id", "y")]),
        ("/model/next/next/id", []),
        ("/model/missing", []),
        ("/none/deeper", []),
        ("/missing", []),
        ("/pair/0/deeper", []),
    ],
)
def test_patterns_find_what_is_there(pattern, found):
    """Dicts, lists, tuples and models; what is `None` or missing is nothing."""
    assert list(each(DATA, pattern)) == found


def test_put_reaches_into_lists():
    """Items by index, keys with signs in them."""
    value = {"a": [{"b/c": 1}]}
    put(value, "/a/0/b~1c", 2)
    put(value, "/a/0/new", 3)
    assert value == {"a": [{"b/c": 2, "new": 3}]}
    put(value, "/a/0", 4)
    assert value == {"a": [4]}
