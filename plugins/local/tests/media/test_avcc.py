"""Parameter sets of H.264 are read, numbered and joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook_local.media._avcc import Avcc, free_set_id, pack_units, split_units

RECORD = bytes.fromhex("0142c01effe100056742c01e8c01000268ce")


def test_a_record_is_written_as_it_was_read() -> None:
    """With everything behind the sets."""
    assert Avcc.parse(RECORD).build() == RECORD
    assert Avcc.parse(RECORD + b"\xfd\xf8\xf8\x00").build() == RECORD + b"\xfd\xf8\xf8\x00"


def test_joined_sets_raise_the_level() -> None:
    """A decoder must know the highest level before it begins."""
    joined = Avcc.parse(RECORD).joined([bytes.fromhex("67640028ac"), bytes.fromhex("68ee")])
    again = Avcc.parse(joined.build())
    assert (len(again.sps), len(again.pps), again.head[3]) == (2, 2, 0x28)


def test_a_free_number_is_none_that_is_taken() -> None:
    """Number 0 is never given, and the record's own are left out."""
    record = Avcc.parse(RECORD)
    assert [free_set_id(record, taken=n) for n in range(3)] == [1, 2, 3]
    assert free_set_id(None) == 1
    taken = record.joined([bytes.fromhex("6742c01e4000"), bytes.fromhex("6860")])
    assert free_set_id(taken) == 3
    with pytest.raises(ValueError, match="31"):
        free_set_id(None, taken=31)


@given(st.binary(max_size=40))
def test_nonsense_is_refused_or_read_but_never_breaks(data: bytes) -> None:
    """Whatever the bytes."""
    for candidate in (data, RECORD[:6] + data):
        try:
            Avcc.parse(candidate)
        except ValueError as error:
            assert str(error).endswith(".")  # noqa: PT017 - most inputs are read


@given(st.lists(st.binary(min_size=1, max_size=9).filter(lambda b: b"\0" not in b)))
def test_units_survive_start_codes(units: list[bytes]) -> None:
    """Packing and splitting undo each other."""
    assert split_units(pack_units(units, None)) == units
    lengths = pack_units(units, 4)
    assert len(lengths) == sum(len(unit) + 4 for unit in units)
