"""Bits in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.testing._bits import Bits


@given(
    st.lists(st.integers(1, 40).flatmap(lambda w: st.tuples(st.integers(0, 2**w - 1), st.just(w))))
)
def test_bits_come_out_in_the_order_they_went_in(pieces):
    """The bytes are the pieces one after the other, filled up with zeros."""
    bits = Bits()
    for value, width in pieces:
        bits.fixed(value, width)
    text = "".join(f"{value:0{width}b}" for value, width in pieces)
    text += "0" * (-len(text) % 8)
    expected = bytes(int(text[start : start + 8], 2) for start in range(0, len(text), 8))
    assert bits.align().to_bytes() == expected


@pytest.mark.parametrize(
    ("value", "code"), [(0, "1"), (1, "010"), (2, "011"), (3, "00100"), (7, "0001000")]
)
def test_exponential_golomb_codes(value, code):
    """Numbers get the codes of the standard's table."""
    assert Bits().unsigned(value).align().to_bytes() == bytes([int(code.ljust(8, "0"), 2)])


@pytest.mark.parametrize(("value", "number"), [(0, 0), (1, 1), (-1, 2), (2, 3), (-2, 4)])
def test_signed_numbers_alternate(value, number):
    """Signed numbers are counted 0, 1, -1, 2, -2."""
    assert Bits().signed(value).align().to_bytes() == Bits().unsigned(number).align().to_bytes()


def test_loose_bits_are_an_error():
    """Bytes can only be had at a byte's end."""
    with pytest.raises(ValueError, match="3 bits are left over"):
        Bits().fixed(1, 3).to_bytes()
