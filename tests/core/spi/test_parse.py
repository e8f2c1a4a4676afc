"""JSON that came from somebody else, held to the standard library's reading of it."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framehook.spi._parse import parsed

NUMBERS = st.one_of(st.integers(), st.floats())
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
# Pieces of JSON, whole and broken, in any order.
TOKENS = """ NaN Infinity -Infinity inf nan null true 1 - -0 0.1 1e5 1E400 01 "a" "\\ud800" "\\u00e9"
"\\x" "a":1 {"a":1,"a":2} 'a' //x 999999999999999999999999999999 { } [ ] , : """
PIECES = st.lists(
    st.sampled_from([*TOKENS.split(), '"', " ", "\n", "\ufeff", "\x00"]), max_size=6
).map("".join)


def outcome(read, text):
    """Return what came of reading, in a form in which numbers of different kinds differ."""
    try:
        return repr(read(text))
    except ValueError:
        return "not JSON"


@given(VALUES, st.booleans())
def test_a_text_is_read_as_it_was_written(value, is_plain):
    """Every value comes back, of the same types and in the same order."""
    text = json.dumps(value, ensure_ascii=is_plain)
    assert repr(parsed(text.encode("utf-8", "surrogatepass"))) == repr(json.loads(text))


@given(PIECES)
@example("-0")
@example("-0.0")
@example("1e400")
@example("")
@example("[1] 2")
@example('{"b":1,"a":2,"b":3}')
def test_what_is_no_json_is_refused_alike(text):
    """Whatever the standard library takes is taken, and nothing else."""
    assert outcome(parsed, text) == outcome(json.loads, text)


@given(st.binary(max_size=12))
@example("{}".encode("utf-16"))
@example(b"\xef\xbb\xbf{}")
def test_bytes_are_read_alike(data):
    """In any encoding that JSON may have."""
    assert outcome(parsed, data) == outcome(json.loads, data)


@given(st.floats())
def test_numbers_keep_every_digit(value):
    """A float comes back as it was."""
    again = parsed(json.dumps(value))
    assert again == value or (math.isnan(again) and math.isnan(value))


def test_what_is_nested_deeply_is_read_or_refused():
    """The stack does not run out."""
    assert parsed("[" * 500 + "]" * 500) == json.loads("[" * 500 + "]" * 500)
    with pytest.raises((RecursionError, ValueError)):
        parsed("[" * 200_000)
