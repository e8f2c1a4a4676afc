"""Claims about the pixel shape in an H.264 parameter set."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook.probe._sps import pixel_shape


def golomb(number: int) -> str:
    digits = f"{number + 1:b}"
    return "0" * (len(digits) - 1) + digits


def record(bits: str) -> bytes:
    padded = bits + "1" + "0" * (-(len(bits) + 1) % 8)
    unit = b"\x67" + int(padded, 2).to_bytes(len(padded) // 8)
    escaped = unit.replace(b"\0\0\1", b"\0\0\3\1").replace(b"\0\0\0", b"\0\0\3\0")
    return b"\1\x42\0\x1e\xff\xe1" + struct.pack(">H", len(escaped)) + escaped


def parameters(
    usability: str, *, profile: int = 66, high: str = "", order: str = golomb(0) * 2, end="100"
) -> bytes:
    bits = f"{profile:08b}{30:016b}" + golomb(0) + high + golomb(0) + order + golomb(1) + "0"
    return record(bits + golomb(19) + golomb(10) + end + usability)


SHAPED = "11" + f"{14:08b}"


@pytest.mark.parametrize(
    ("configuration", "shape"),
    [
        (parameters(SHAPED), (4, 3)),
        (parameters("11" + f"{255:08b}{128:016b}{117:016b}"), (128, 117)),
        (parameters("11" + f"{1:08b}"), (1, 1)),
        (parameters("11" + f"{99:08b}"), None),
        (parameters("0"), None),
        (parameters("10"), None),
        # Coded by fields and cropped.
        (parameters(SHAPED, end="0011" + golomb(3) * 4), (4, 3)),
        # The order of pictures given in two other ways.
        (parameters(SHAPED, order=golomb(2)), (4, 3)),
        (
            parameters(SHAPED, order=golomb(1) + "0" + golomb(2) * 2 + golomb(3) + golomb(5) * 3),
            (4, 3),
        ),
        # High profile, without and with scaling lists; the latter for all colours in full.
        (parameters(SHAPED, profile=100, high=golomb(1) + golomb(0) * 2 + "00"), (4, 3)),
        (
            parameters(
                SHAPED,
                profile=244,
                high=golomb(3)
                + "0"
                + golomb(0) * 2
                + "01"
                + "1"
                + golomb(0) * 16
                + "0" * 10
                + "1"
                + golomb(16),
            ),
            (4, 3),
        ),
        (b"\1\x42\0\x1e\xff\xe0\0", None),
        (b"\1\x42", None),
    ],
)
def test_shapes(configuration, shape):
    """The shape is found behind whatever precedes it, and absent where it is not given."""
    assert pixel_shape(configuration) == shape


@given(st.binary(max_size=60))
def test_no_bytes_fail(noise):
    """Any bytes have a shape or none."""
    for data in (noise, b"\1\x64\0\x1e\xff\xe1\0\x40\x67" + noise):
        shape = pixel_shape(data)
        assert shape is None or min(shape) > 0
