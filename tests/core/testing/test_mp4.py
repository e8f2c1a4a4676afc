"""Made MP4 files, as an independent decoder sees them."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framehook.testing import make_mp4
from framehook.testing._h264 import Film


@dataclass(frozen=True)
class Decoded:
    frames: int
    size: tuple[int, int]
    fps: Fraction | None
    last: float


def frames_of(data: bytes) -> list[Any]:
    with av.open(io.BytesIO(data), format="mov") as file:
        return list(file.decode(file.streams.video[0]))


def decoded(data: bytes) -> Decoded:
    with av.open(io.BytesIO(data), format="mov") as file:
        stream = file.streams.video[0]
        frames = list(file.decode(stream))
        return Decoded(
            len(frames), (frames[0].width, frames[0].height), stream.average_rate, frames[-1].time
        )


def sound_of(data: bytes) -> tuple[str, int, Any]:
    with av.open(io.BytesIO(data), format="mov") as file:
        stream = file.streams.audio[0]
        parts = [frame.to_ndarray() for frame in file.decode(stream)]
        return stream.codec.name, stream.rate, np.concatenate(parts, axis=1)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 90).map(lambda n: 2 * n),
    st.integers(1, 70).map(lambda n: 2 * n),
    st.integers(1, 40),
    st.sampled_from([Fraction(24), Fraction(30000, 1001), Fraction(25, 2), Fraction(60)]),
    st.sampled_from(["moov-first", "moov-last", "fragmented"]),
    st.one_of(st.none(), st.integers(1, 10)),
)
def test_size_rate_and_number_of_frames_are_as_asked(width, height, frames, fps, layout, every):
    """A decoder finds the size, the rate and the number of frames that were asked for."""
    data = make_mp4(width, height, frames, fps, layout=layout, keyframe_every=every)
    last = float((frames - 1) / fps)
    seen = decoded(data)
    assert (seen.frames, seen.size) == (frames, (width, height))
    assert seen.last == pytest.approx(last)
    if frames > 1:
        assert seen.fps == fps


def test_every_sample_is_decoded_as_it_was_made():
    """Decoding gives back exactly the samples of every block of every frame."""
    film = Film(width=160, height=144, frames=40, fps=Fraction(24), seed=3)
    for number, frame in enumerate(frames_of(make_mp4(160, 144, 40, 24, seed=3))):
        luma = frame.to_ndarray(format="yuv420p")[:144]
        for row in range(film.rows):
            for column in range(film.columns):
                block = luma[row * 16 : row * 16 + 16, column * 16 : column * 16 + 16]
                assert block.tobytes() == film.block(number, column, row)[:256]


def test_every_frame_differs_from_the_one_before():
    """The picture moves: no two neighbouring frames are alike."""
    pictures = [frame.to_ndarray().tobytes() for frame in frames_of(make_mp4(16, 16, 80))]
    assert all(one != two for one, two in pairwise(pictures))


def test_equal_arguments_give_equal_bytes_everywhere():
    """The bytes depend on nothing but the arguments, and stay what they are."""
    data = make_mp4(audio="pcm")
    assert data == make_mp4(audio="pcm")
    digest = hashlib.sha256(make_mp4()).hexdigest()
    assert digest == "a2e6de80d0e4c083a25adcc3f5c7c83e2820bdceab6447bbfc3c874df0c283b4"


def test_another_seed_gives_other_pictures():
    """Files with different seeds differ from the first frame on."""
    first = {frames_of(make_mp4(seed=seed))[0].to_ndarray().tobytes() for seed in range(4)}
    assert len(first) == 4


@pytest.mark.parametrize("every", [None, 6])
def test_an_edit_list_hides_the_first_frames(every):
    """Players start at the frame after the skipped ones."""
    whole = frames_of(make_mp4(keyframe_every=every))
    rest = frames_of(make_mp4(keyframe_every=every, skip=7))
    assert len(rest) == 17
    assert np.array_equal(rest[0].to_ndarray(), whole[7].to_ndarray())


def test_rotation_is_written_into_the_track():
    """A clockwise turn is what the decoder calls a negative angle."""
    turns = {angle: frames_of(make_mp4(rotation=angle))[0].rotation for angle in (0, 90, 180, 270)}
    assert turns == {0: 0, 90: -90, 180: -180, 270: 90}


def test_pixels_need_not_be_square():
    """The shape of a pixel stands in the file."""
    with av.open(io.BytesIO(make_mp4(sample_aspect=(4, 3))), format="mov") as file:
        assert file.streams.video[0].sample_aspect_ratio == Fraction(4, 3)


def test_variable_rate_lets_every_third_frame_last_twice_as_long():
    """The times of the frames are uneven, and their number is not changed."""
    times = [frame.time for frame in frames_of(make_mp4(frames=6, fps=10, variable_rate=True))]
    assert times == pytest.approx([0, 0.1, 0.2, 0.4, 0.5, 0.6])


@pytest.mark.parametrize("layout", ["moov-first", "moov-last", "fragmented"])
def test_pcm_sound_is_a_tone_of_the_same_length(layout):
    """The sound is heard, and is as long as the video."""
    name, rate, samples = sound_of(make_mp4(layout=layout, audio="pcm", channels=1, frames=36))
    assert (name, rate, samples.size) == ("pcm_s16le", 48000, 72000)
    assert np.abs(samples).max() > 10000


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("layout", ["moov-first", "fragmented"])
def test_aac_sound_is_silence(layout, channels):
    """The frames of AAC are valid and silent."""
    data = make_mp4(layout=layout, audio="aac", channels=channels, audio_seconds=0.5)
    name, rate, samples = sound_of(data)
    assert (name, rate, samples.shape) == ("aac", 48000, (channels, 24 * 1024))
    assert not samples.any()


def test_a_flat_picture_stays_small():
    """A huge grey picture takes a byte a block, and decodes to its full size."""
    data = make_mp4(2048, 2048, 3, flat=True)
    assert len(data) < 20_000
    assert decoded(data).size == (2048, 2048)


def test_a_cut_file_is_the_beginning_of_the_whole_one():
    """What is kept of a truncated file is its beginning."""
    whole = make_mp4()
    cut = make_mp4(kept=0.5)
    assert whole.startswith(cut)
    assert len(cut) == len(whole) // 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"width": 63}, "even"),
        ({"height": 0}, "even"),
        ({"frames": 0}, "positive"),
        ({"fps": 0}, "positive"),
        ({"rotation": 45}, "rotation must be"),
        ({"skip": 24}, "between 0 and 23, not 24"),
        ({"kept": 1.5}, "kept"),
        ({"audio": "aac", "channels": 3}, "1 or 2 channels, not 3"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments, words):
    """Impossible arguments are named."""
    with pytest.raises(ValueError, match=words):
        make_mp4(**arguments)
