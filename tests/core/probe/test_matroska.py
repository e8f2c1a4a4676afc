"""Claims about Matroska and WebM files, most of them made here element by element."""

from __future__ import annotations

import struct

import pytest

from framehook.probe import probe, probe_bytes

HEAD, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SEEK_HEAD, SEEK, SEEK_ID, SEEK_AT = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
TIME, SIMPLE, GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1


@pytest.fixture
def entry(element):
    """Makes a video track."""

    def make(codec: bytes = b"V_VP9", step: int = 40_000_000, *more: bytes, private: bytes = b""):
        video = element(0xE0, element(0xB0, b"\1\x40"), element(0xBA, b"\xf0"), *more)
        fields = (element(0xD7, b"\1"), element(0x83, b"\1"), element(0x86, codec), video)
        fields += (element(0x23E383, struct.pack(">Q", step)),) if step else ()
        return element(0xAE, *fields, element(0x63A2, private))

    return make


@pytest.fixture
def clusters(element):
    """Makes clusters of blocks at given times in milliseconds, ten blocks each."""

    def make(times: list[int], payload: bytes = b"\xff" * 60, *, unknown: bool = False) -> bytes:
        parts: list[bytes] = []
        for first in range(0, len(times), 10):
            base = times[first]
            blocks = [
                element(SIMPLE, struct.pack(">BhB", 0x81, time - base, 0x80), payload)
                if time % 3
                else element(
                    GROUP, element(BLOCK, struct.pack(">BhB", 0x81, time - base, 0), payload)
                )
                for time in times[first : first + 10]
            ]
            clock = element(TIME, struct.pack(">Q", base))
            parts.append(element(CLUSTER, clock, *blocks, unknown=unknown))
        return b"".join(parts)

    return make


@pytest.fixture
def whole(element):
    def make(*parts: bytes, unknown: bool = False) -> bytes:
        return element(HEAD, element(0x4282, b"webm")) + element(SEGMENT, *parts, unknown=unknown)

    return make


def length(element, seconds: float) -> bytes:
    return element(
        INFO, element(0x2AD7B1, b"\x0f\x42\x40"), element(0x4489, struct.pack(">d", seconds * 1000))
    )


def test_blocks_are_counted_at_any_level(element, entry, clusters, whole):
    """Simple blocks and blocks in groups count, also in clusters of unknown length."""
    tracks = element(TRACKS, entry())
    times = [40 * index for index in range(47)]
    for unknown in (False, True):
        data = whole(tracks, clusters(times, unknown=unknown), unknown=unknown)
        facts = probe_bytes(data)
        assert (facts.frames, facts.exact, facts.fps, facts.variable_rate) == (
            47,
            True,
            25.0,
            False,
        )
        assert facts.duration == pytest.approx(1.88)
        assert facts.size == (320, 240)


def test_a_declared_rate_is_believed_only_if_it_is_true(element, entry, clusters, whole):
    """25 declared and 40 real frames a second are 40; 23.976 is not spoiled by milliseconds."""
    times = [25 * index for index in range(40)]
    data = whole(length(element, 1.0), element(TRACKS, entry()), clusters(times))
    assert probe_bytes(data).fps == pytest.approx(40)
    times = [round(index * 1001 / 24) for index in range(40)]
    data = whole(element(TRACKS, entry(b"V_VP9", 41_708_333)), clusters(times))
    facts = probe_bytes(data)
    assert facts.fps == pytest.approx(24000 / 1001, abs=1e-6)
    assert facts.variable_rate is False


def test_a_long_file_is_estimated_by_its_real_rate(disk, element, entry, clusters, whole):
    """What is too long to walk through costs one read; the walk itself can be asked for."""
    times = [25 * index for index in range(800)]
    tracks = element(TRACKS, entry())
    data = whole(length(element, 20.0), tracks, clusters(times, b"\xff" * 3000))
    facts = (drive := disk((0, data))).facts()
    assert (facts.frames, facts.exact, facts.duration) == (800, False, 20.0)
    assert facts.variable_rate is None
    assert "too long" in facts.why_unknown
    assert len(drive.reads) == 1
    counted = disk((0, data)).facts(probe(len(data), exhaustive=True))
    assert (counted.frames, counted.exact, counted.variable_rate) == (800, True, False)


def test_a_long_recording_without_a_length_is_measured_from_its_end(
    disk, element, entry, clusters, whole
):
    """A live recording has no length; its last blocks do for an estimate."""
    times = [40 * index for index in range(1000)]
    data = whole(
        element(TRACKS, entry()), clusters(times, b"\xff" * 3000, unknown=True), unknown=True
    )
    facts = (drive := disk((0, data))).facts()
    assert (facts.frames, facts.exact) == (1000, False)
    assert facts.duration == pytest.approx(40.0)
    assert len(drive.reads) == 2
    assert disk((0, data)).facts(probe(None)).frames is None


def test_headers_after_the_frames_are_found(element, entry, clusters, whole):
    """A writer may put the tracks last and say where."""
    frames = clusters([40 * index for index in range(30)])

    def seek(at: int) -> bytes:
        where = element(SEEK_ID, TRACKS.to_bytes(4)), element(SEEK_AT, struct.pack(">Q", at))
        return element(SEEK_HEAD, element(SEEK, *where))

    head = seek(0)
    data = whole(seek(len(head) + len(frames)), frames, element(TRACKS, entry()))
    assert probe_bytes(data).frames == 30
    # A position that leads nowhere leaves a file whose tracks come too late, but do come.
    assert probe_bytes(whole(seek(3), frames, element(TRACKS, entry()))).frames == 30


def test_frames_that_vp8_hides_do_not_count(element, entry, clusters, whole):
    """A reference picture of VP8 that is never shown is no frame."""
    shown, hidden = clusters([0, 40, 80], b"\x11" * 9), clusters([120], b"\x01" * 9)
    data = whole(element(TRACKS, entry(b"V_VP8")), shown, hidden)
    assert probe_bytes(data).frames == 3


def test_a_cut_file_is_not_exact(element, entry, clusters, whole):
    """The segment's declared length tells that frames are missing."""
    data = whole(element(TRACKS, entry()), clusters([40 * index for index in range(30)]))
    facts = probe_bytes(data[:-500])
    assert (facts.truncated, facts.exact) == (True, False)


def test_pixels_are_shaped_and_cropped(element, entry, clusters, whole):
    """Shown size, cropping, and the codec's own parameter set all bear on the size."""
    shape = element(0x54B0, b"\4"), element(0x54BA, b"\3"), element(0x54B2, b"\3")
    data = whole(element(TRACKS, entry(b"V_VP9", 0, *shape)), clusters([0, 40]))
    assert probe_bytes(data).size == (320, 240)
    wide = element(0x54B0, b"\2\x80"), element(0x54BA, b"\xf0")
    data = whole(element(TRACKS, entry(b"V_VP9", 0, *wide)), clusters([0, 40]))
    facts = probe_bytes(data)
    assert (facts.coded_size, facts.size, facts.sample_aspect) == ((320, 240), (640, 240), (2, 1))
    crop = element(0x54AA, b"\x10"), element(0x54CC, b"\x08")
    data = whole(element(TRACKS, entry(b"V_VP9", 0, *crop)), clusters([0, 40]))
    assert probe_bytes(data).size == (312, 224)


def test_sound_alone_is_sound(element, clusters, whole):
    """A file without video is audio; one with neither has a reason."""
    sound = element(
        0xE1,
        element(0xB5, struct.pack(">f", 44100.0)),
        element(0x9F, b"\1"),
        element(0x6264, b"\x18"),
    )
    track = element(
        0xAE, element(0xD7, b"\1"), element(0x83, b"\2"), element(0x86, b"A_PCM/INT/LIT"), sound
    )
    facts = probe_bytes(whole(length(element, 2.0), element(TRACKS, track), clusters([0, 40])))
    assert facts.kind == "audio"
    assert facts.audio is not None
    assert (facts.audio.codec, facts.audio.sample_rate, facts.audio.channels) == (
        "pcm_s24le",
        44100,
        1,
    )
    assert facts.duration == 2.0
    assert "no video track" in probe_bytes(whole(element(TRACKS, b""), clusters([0]))).why_unknown


def test_one_frame_has_the_declared_rate(element, entry, clusters, whole):
    """A single frame has no measurable rate, and a video of none has no frames."""
    facts = probe_bytes(whole(element(TRACKS, entry()), clusters([0])))
    assert (facts.frames, facts.fps, facts.variable_rate) == (1, 25.0, None)
    assert "no frames" in probe_bytes(whole(element(TRACKS, entry()))).why_unknown


def test_a_file_without_content_is_damaged(element):
    """After the first header there has to be a segment."""
    facts = probe_bytes(element(HEAD, b"") + element(0xEC, bytes(9)))
    assert "segment" in facts.why_unknown


def test_damage_on_the_way_is_told_from_the_end(element, entry, clusters, whole):
    """What is no element ends the count, and so does one that does not end."""
    tracks, frames = element(TRACKS, entry()), clusters([40 * index for index in range(30)])
    for broken in (b"\0" * 40, b"\xec\xff" + bytes(40)):
        facts = probe_bytes(whole(length(element, 1.2), tracks, frames, broken))
        assert (facts.frames, facts.exact) == (30, False)
        assert "damaged" in facts.why_unknown
    live = whole(tracks, clusters([40 * index for index in range(30)], unknown=True), unknown=True)
    facts = probe_bytes(live[:-9])
    assert (facts.truncated, facts.exact) == (True, False)
