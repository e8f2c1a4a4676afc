"""Claims about the frames of fragmented files."""

from __future__ import annotations

import struct

from framehook.probe._boxes import Tally
from framehook.probe._fragments import Fragments, declared_length, defaults, index_length, spread


def run(*rows: tuple[int, ...], flags: int, skip: bytes = b"") -> bytes:
    body = b"".join(struct.pack(f">{len(row)}i", *row) for row in rows)
    return struct.pack(">II", flags, len(rows)) + skip + body


def test_runs_of_every_shape(box):
    """Steps come from the run, the track or the file; a base time begins a new count."""
    fragments = Fragments(100)
    other = box(b"traf", box(b"tfhd", struct.pack(">II", 0, 9)), box(b"trun", run(flags=0)))
    orphan = box(b"traf", box(b"trun", run(flags=0)))
    plain = box(b"tfhd", struct.pack(">II", 0, 1)), box(b"trun", struct.pack(">II", 0, 3))
    spread(
        memoryview(box(b"traf", *plain) + other + orphan + box(b"mfhd")), {1: fragments}, Tally(99)
    )
    line = fragments.timeline()
    assert (line.count, line.ticks, line.times, line.end) == (3, 300, [0, 100, 200], 300)
    assert (line.shortest, line.longest) == (100, 100)
    own = box(b"tfhd", struct.pack(">IIQII", 0x0B, 1, 0, 1, 50))
    base = box(b"tfdt", struct.pack(">IQ", 1 << 24, 1000))
    sized = box(b"trun", run((7,), (8,), flags=0x205, skip=bytes(8)))
    shifted = box(b"trun", run((60, 30), (40, -60), flags=0x900))
    spread(memoryview(box(b"traf", own, base, sized, shifted)), {1: fragments}, Tally(99))
    line = fragments.timeline()
    assert line.times == [0, 100, 200, 1000, 1050, 1100, 1130]
    assert (line.count, line.ticks) == (7, 500)
    assert (line.shortest, line.longest) == (50, 100)


def test_claims_without_data_cost_nothing(box):
    """Billions of frames that are nowhere listed are counted, not built."""
    fragments = Fragments(2)
    huge = box(
        b"traf",
        box(b"tfhd", struct.pack(">II", 0, 1)),
        box(b"trun", struct.pack(">II", 0, 2**32 - 1)),
    )
    spread(memoryview(huge), {1: fragments}, Tally(99))
    spread(memoryview(huge), {1: fragments}, Tally(99))
    line = fragments.timeline()
    assert (line.count, line.times) == (2 * (2**32 - 1), None)
    short = Fragments(2)
    cut = box(
        b"traf",
        box(b"tfhd", struct.pack(">II", 0, 1)),
        box(b"trun", struct.pack(">III", 0x200, 2**32 - 1, 5)),
    )
    spread(memoryview(cut), {1: short}, Tally(99))
    assert short.count == 1


def test_declarations(box):
    """The usual steps and the length stand in the header, in narrow or wide numbers."""
    usual = box(b"trex", struct.pack(">6I", 0, 1, 1, 512, 0, 0))
    for length in (struct.pack(">II", 0, 9000), struct.pack(">IQ", 1 << 24, 9000)):
        found = defaults(memoryview(usual + box(b"mehd", length)), Tally(9))
        assert (dict(found.steps), found.length) == ({1: 512}, 9000)


def test_indexes():
    """An index counts only if it covers the file and has a clock."""
    entries = struct.pack(">3I", 5000, 3000, 0)
    wide = struct.pack(">IIIQQHH", 1 << 24, 1, 1000, 0, 0, 0, 1) + entries
    narrow = struct.pack(">IIIIIHH", 0, 1, 1000, 0, 0, 0, 1) + entries
    for body in (wide, narrow):
        assert declared_length(memoryview(body), 5000) == 3.0
        assert declared_length(memoryview(body), 9000) is None
        assert declared_length(memoryview(body), None) is None


def test_wide_random_access_entries(box):
    """The last entry of the right track tells when the last fragment begins."""
    times = b"".join(struct.pack(">QQHHH", 512 * n, 0, 1, 1, 1) for n in range(9))
    table = box(b"tfra", struct.pack(">4I", 1 << 24, 1, 0b010101, 9), times)
    other = box(b"tfra", struct.pack(">4I", 0, 2, 0, 0))
    assert index_length(memoryview(other + table), 1, 512, Tally(9)) == 8.0
    assert index_length(memoryview(other + table), 2, 512, Tally(9)) is None
    assert index_length(memoryview(table), 1, 0, Tally(9)) is None
