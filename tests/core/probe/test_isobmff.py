"""Claims about MP4 and QuickTime files."""

from __future__ import annotations

import struct

import av
import pytest

from framehook.probe import probe, probe_bytes

GIGABYTE = 1 << 30


def find(data: bytes, kind: bytes) -> tuple[int, int]:
    """Offset and length of a box on the top level."""
    at = 0
    while data[at + 4 : at + 8] != kind:
        at += int.from_bytes(data[at : at + 4], "big")
    return at, int.from_bytes(data[at : at + 4], "big")


def test_a_long_file_takes_three_reads(clips, disk, box):
    """A gigabyte with its header at either end takes at most three reads."""
    data = clips["end.mp4"].read_bytes()
    at, length = find(data, b"moov")
    media = struct.pack(">I4sQ", 1, b"mdat", GIGABYTE)
    padding = box(b"free", bytes(200_000))
    grown = struct.pack(">I", length + len(padding)) + data[at + 4 : at + length] + padding
    begin = data[: find(data, b"free")[0]]
    for moov in (data[at : at + length], grown):
        after = disk((0, begin + media), (len(begin) + GIGABYTE, moov))
        before = disk((0, begin + moov + media), size=len(begin) + len(moov) + GIGABYTE)
        for drive in (after, before):
            facts = drive.facts()
            assert (facts.frames, facts.exact, facts.truncated) == (48, True, False)
            assert len(drive.reads) <= 3
            assert drive.taken < 400_000


def test_media_that_end_early_are_noticed_without_a_declared_size(clips, disk):
    """With the header in front, one byte at the end of the media tells whether they are whole."""
    data = clips["faststart.mp4"].read_bytes()
    assert not disk((0, data)).facts(probe(None)).truncated
    at, _ = find(data, b"mdat")
    huge = data[:at] + struct.pack(">I", GIGABYTE) + data[at + 4 :]
    drive = disk((0, huge), size=200_000)
    facts = drive.facts(probe(None))
    assert (facts.truncated, facts.exact, facts.frames) == (True, False, 48)


def test_no_header_means_truncated(clips):
    """A file whose header should come last and does not is truncated."""
    data = clips["end.mp4"].read_bytes()
    facts = probe_bytes(data[: find(data, b"moov")[0]])
    assert facts.truncated
    assert "no header (moov box)" in facts.why_unknown
    assert "within its header" in probe_bytes(data[:-10]).why_unknown


def test_a_huge_header_is_refused(disk):
    """A header of more than 64 MiB is not read."""
    head = struct.pack(">I4s", 65 << 20, b"moov")
    drive = disk((0, b"\0\0\0\x10ftypisom\0\0\0\0" + head), size=GIGABYTE)
    assert "more than the 67108864" in drive.facts().why_unknown
    assert drive.taken <= 65536


def test_countless_boxes_are_refused(disk, box):
    """A file of nothing but small boxes is given up on."""
    data = box(b"ftyp", b"isom", bytes(4)) + box(b"free") * 100_000
    facts = disk((0, data)).facts()
    assert "too many places" in facts.why_unknown


def patched(data: bytes, kind: bytes, skip: int, new: bytes) -> bytes:
    at = data.index(kind) + 4 + skip
    return data[:at] + new + data[at + len(new) :]


def test_frames_that_cannot_be_are_unknown(clips):
    """More frames than bytes are not believed, nor is a list of none."""
    data = clips["wide.mp4"].read_bytes()
    wrong = patched(data, b"stsz", 4, struct.pack(">II", 1, 2**31))
    assert "more than it has bytes" in probe_bytes(wrong).why_unknown
    none = patched(data, b"stsz", 4, struct.pack(">II", 1, 0))
    facts = probe_bytes(none)
    assert (facts.frames, facts.size) == (None, (213, 90))


def edited(data: bytes, length: int, start: int, rate: int = 1) -> bytes:
    """Put one edit: `length` in the movie's clock, `start` in the track's."""
    entry = struct.pack(">Iii", length, start, rate << 16)
    return patched(data, b"elst", 8, entry)


def test_an_edit_list_decides_what_is_shown(clips):
    """Cut, frozen, useless and empty edits are applied; a nonsensical one is owned up to."""
    data = clips["wide.mp4"].read_bytes()
    # The track's clock has 12800 ticks a second here, of which a frame lasts 512.
    assert struct.unpack(">I", data[data.index(b"mdhd") + 16 :][:4]) == (12800,)
    shift = struct.unpack(">i", data[data.index(b"elst") + 16 :][:4])[0]
    half = probe_bytes(edited(data, 960, shift))
    assert (half.frames, half.duration, half.fps, half.exact) == (24, 0.96, 25.0, True)
    late = probe_bytes(edited(data, 0, shift + 10 * 512))
    assert (late.frames, late.duration) == (38, 1.52)
    assert probe_bytes(edited(data, 2000, shift, rate=0)).frames == 1
    delayed = probe_bytes(edited(data, 5000, -1))
    assert (delayed.frames, delayed.exact) == (48, True)
    beyond = probe_bytes(edited(data, 1000, 10**9))
    assert (beyond.frames, beyond.exact) == (48, False)
    assert "edit list" in beyond.why_unknown


def test_a_compressed_header_is_named(box):
    """QuickTime's compressed headers are not read."""
    data = box(b"moov", box(b"cmov", bytes(20)))
    assert "compressed" in probe_bytes(data).why_unknown


def long_fragments(disk: type, clips, count: int, extra: bytes = b"", tail: bytes = b""):
    """The fragments of a clip again and again, each in front of a megabyte of media."""
    data = clips["fragmented.mp4"].read_bytes()
    at, length = find(data, b"moof")
    moof = data[at : at + length] + struct.pack(">I4s", 1 << 20, b"mdat")
    begin = data[:at] + extra
    stride = length + (1 << 20)
    pieces = [(len(begin) + index * stride, moof) for index in range(count)]
    end = len(begin) + count * stride
    return disk((0, begin), *pieces, (end, tail))


def test_few_fragments_are_counted(clips, disk):
    """As long as there are few, each fragment costs one read and the count is exact."""
    facts = (drive := long_fragments(disk, clips, 20)).facts()
    assert (facts.frames, facts.exact) == (20 * 12, True)
    assert len(drive.reads) <= 21


def test_many_fragments_are_estimated(clips, disk, box):
    """Beyond the limit frames are estimated: by bytes, or better by an index or declaration."""
    drive = long_fragments(disk, clips, 300)
    facts = drive.facts()
    assert not facts.exact
    assert facts.frames == pytest.approx(3600, rel=0.05)
    assert facts.fps == 25.0
    assert len(drive.reads) <= 64
    assert drive.taken <= 1 << 20
    reference = struct.pack(">3I", 290 << 20, 300 * 480, 0) + struct.pack(">3I", 10 << 20, 0, 0)
    sidx = box(b"sidx", bytes(4), struct.pack(">4IHH", 1, 1000, 0, 0, 0, 2), reference)
    assert long_fragments(disk, clips, 300, extra=sidx).facts().frames == 3600
    times = b"".join(struct.pack(">II3B", 480 * i * 128 // 10, 0, 1, 1, 1) for i in range(300))
    index = box(b"tfra", bytes(4), struct.pack(">III", 1, 0, 300), times)
    index += box(b"mfro", bytes(4), struct.pack(">I", len(index) + 24))
    facts = long_fragments(disk, clips, 300, tail=box(b"mfra", index)).facts()
    assert not facts.exact
    assert facts.duration == pytest.approx(299 * 0.48, rel=0.01)
    exhaustive = disk(*drive.pieces)
    facts = exhaustive.facts(probe(drive.size, exhaustive=True))
    assert (facts.frames, facts.exact) == (3600, True)


def test_a_cut_fragment_is_noticed(clips):
    """A fragmented file that ends within its media or a list of frames is truncated."""
    data = clips["fragmented.mp4"].read_bytes()
    at, length = find(data, b"moof")
    for end in (at + 20, at + length + 3000):
        facts = probe_bytes(data[:end])
        assert facts.truncated, end
        assert not facts.exact


def test_sound_in_quicktime_is_read(tmp_path, clips):
    """The three versions of QuickTime's sound descriptions are understood."""
    for codec, name in (("pcm_s16le", "pcm_s16le"), ("pcm_s24le", "pcm_s24le"), ("aac", "aac")):
        path = tmp_path / f"{codec}.mov"
        tune(path, codec)
        audio = probe_bytes(path.read_bytes()).audio
        assert audio is not None
        assert (audio.codec, audio.channels, audio.sample_rate) == (name, 2, 48000), codec
        assert audio.duration == pytest.approx(1.5, abs=0.03)


def tune(path, codec: str) -> None:
    with (
        av.open(str(path), "w") as out,
        av.open("sine=sample_rate=48000:d=1.5", format="lavfi") as tone,
    ):
        stream = out.add_stream(codec, rate=48000)
        for frame in tone.decode(audio=0):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def test_a_leftover_of_fragments_changes_nothing(clips, box):
    """A file with all frames in its header may still announce fragments."""
    data = clips["trimmed.mp4"].read_bytes()
    at, length = find(data, b"moov")
    more = box(b"mvex", box(b"trex", struct.pack(">6I", 0, 1, 1, 512, 0, 0)))
    grown = struct.pack(">I", length + len(more)) + data[at + 4 : at + length] + more
    facts, plain = probe_bytes(data[:at] + grown), probe_bytes(data)
    assert (facts.frames, facts.exact, facts.duration) == (plain.frames, True, plain.duration)


def test_the_size_on_screen_shapes_pixels_where_nothing_else_does(clips):
    """A size on screen counts, unless it is zero, rounded or turned by the writer."""
    data = clips["h265.mp4"].read_bytes()
    sizes = {(160, 90): (160, 90), (0, 0): (160, 90), (161, 90): (160, 90), (90, 160): (160, 90)}
    for (width, height), shown in (sizes | {(320, 90): (320, 90), (160, 180): (160, 180)}).items():
        screen = struct.pack(">II", width << 16, height << 16)
        assert probe_bytes(patched(data, b"tkhd", 76, screen)).size == shown


def test_one_broken_track_does_not_hide_the_other(clips):
    """If the video's header is damaged, the sound is still described."""
    data = clips["end.mp4"].read_bytes()
    facts = probe_bytes(data.replace(b"tkhd", b"tkxx", 1))
    assert (facts.kind, facts.has_audio) == ("audio", True)
    both = data.replace(b"tkhd", b"tkxx")
    assert "no video track" in probe_bytes(both).why_unknown


def test_a_broken_list_of_frames_is_as_good_as_none(clips):
    """What else the header says stays known."""
    data = clips["wide.mp4"].read_bytes()
    for kind in (b"stsz", b"stts"):
        at = data.index(kind) - 4
        broken = data[:at] + struct.pack(">I", 12) + data[at + 4 :]
        facts = probe_bytes(broken)
        assert (facts.codec, facts.size) == ("h264", (213, 90))
        assert not facts.exact or facts.frames == 48
        assert facts.why_unknown


def test_an_edit_list_over_countless_frames_is_not_applied(clips):
    """A list of times that would be too long is not built."""
    data = clips["wide.mp4"].read_bytes()
    wrong = patched(data, b"stsz", 4, struct.pack(">II", 1, 2_000_000)) + bytes(2_000_000)
    facts = probe_bytes(wrong)
    assert (facts.frames, facts.exact) == (2_000_000, False)


def test_a_size_that_reaches_to_the_end_is_understood(clips):
    """The last box need not say how long it is."""
    data = clips["end.mp4"].read_bytes()
    at, _ = find(data, b"moov")
    assert probe_bytes(data[:at] + bytes(4) + data[at + 4 :]).frames == 48
    data = clips["faststart.mp4"].read_bytes()
    at, _ = find(data, b"mdat")
    facts = probe_bytes(data[:at] + bytes(4) + data[at + 4 :])
    assert (facts.frames, facts.truncated) == (48, False)
    data = clips["fragmented.mp4"].read_bytes()
    at = data.rindex(b"mdat") - 4
    assert probe_bytes(data[:at] + bytes(4) + data[at + 4 :]).frames == 48
    assert probe_bytes(b"\0\0\0\0mdat").truncated
