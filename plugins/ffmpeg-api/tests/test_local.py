"""The work done on this machine is the work that was asked for."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from fractions import Fraction

import av
import pytest
from av.audio.resampler import AudioResampler
from execution import Work, prepared
from footage import frames_of, packets_of

import framehook_ffmpeg_api as family
from framehook.errors import Cancelled
from framehook.testing import make_mp4, make_png, make_wav
from framehook_ffmpeg_api import local


@dataclass
class Done:
    """A finished execution: its output as the model reads it, and its files."""

    work: Work
    output: object

    def path(self, number=0):
        return self.work.file(self.output.files()[number][1].url)


@pytest.fixture
def run(tmp_path):
    """Run a call; paths among the arguments are its media."""

    def perform(name, cancel_at=None, **arguments):
        endpoint = getattr(family, name)
        folder = tmp_path / "work"
        folder.mkdir()
        work, view, media = prepared(endpoint.parse(arguments), folder, cancel_at=cancel_at)
        result = getattr(local, name).run(work, view, media)
        return Done(work, endpoint.result_model.model_validate(result))

    return perform


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A clip with a tone, a smaller and slower silent one, sounds and pictures."""
    folder = tmp_path_factory.mktemp("files")
    made = {
        "clip.mp4": make_mp4(128, 96, frames=50, fps=25, audio="pcm"),
        "slow.mp4": make_mp4(96, 96, frames=20, fps=10, seed=3),
        "click.wav": make_wav(1.0, click_at=0.25, tone=0),
        "tone.wav": make_wav(2.0, 44100, 2),
        "wide.png": make_png(64, 48),
        "tall.png": make_png(48, 64, seed=1),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return {name: folder / name for name in made}


def sound_of(path, rate=48000):
    """Return all samples of the sound as one channel."""
    samples = array("h")
    with av.open(str(path)) as container:
        resampler = AudioResampler("s16", "mono", rate)
        for frame in [*container.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
    return samples


def loudest(samples):
    return max(range(len(samples)), key=lambda index: abs(samples[index]))


def test_merging_leaves_the_pictures_and_puts_the_sound_where_it_was_asked(run, files):
    """Packets are the clip's own; a click at 0.25 s is heard half a second later."""
    done = run(
        "merge_audio_video",
        video_url=files["clip.mp4"],
        audio_url=files["click.wav"],
        start_offset=0.5,
    )
    assert packets_of(done.path()) == packets_of(files["clip.mp4"])
    assert loudest(sound_of(done.path())) == pytest.approx(0.75 * 48000, abs=480)
    assert len(frames_of(done.path())[2]) == done.work.expected.frames == 50
    assert done.work.logs
    assert done.work.assumed


def test_the_first_the_middle_and_the_last_frame_are_different_pictures(files, run, tmp_path):
    """Each comes as a PNG of the video's size."""
    pictures = set()
    for which in ("first", "middle", "last"):
        done = run("extract_frame", video_url=files["clip.mp4"], frame_type=which)
        (image,) = done.output.images
        assert (image.width, image.height, image.content_type) == (128, 96, "image/png")
        pictures.add(done.path().read_bytes())
        done.path().unlink()
        (tmp_path / "work").rmdir()
    assert len(pictures) == 3


def test_images_are_shown_as_long_as_asked(run, files):
    """Seven frames of the first image's size, at the asked rate."""
    done = run(
        "images_to_video",
        images=[
            {"url": files["wide.png"], "frames": 3},
            {"url": files["tall.png"], "frames": 4},
        ],
        fps=12.5,
    )
    shown, fps, frames = frames_of(done.path())
    assert (shown, fps, len(frames)) == ((64, 48), Fraction(25, 2), 7)
    assert done.work.expected.frames == 7


@pytest.mark.parametrize(
    ("arguments", "size", "rate", "count"),
    [
        ({}, (96, 96), 10, 40),
        ({"target_fps": 25, "resolution": {"width": 513, "height": 520}}, (512, 520), 25, 100),
        ({"resolution_aspect_ratio_video_index": 0}, (128, 96), 10, 40),
    ],
)
def test_videos_are_joined_at_one_rate_and_size(run, files, arguments, size, rate, count):
    """Left open, the lowest rate and the smallest size; expectation and result agree."""
    done = run("merge_videos", video_urls=[files["clip.mp4"], files["slow.mp4"]], **arguments)
    shown, fps, frames = frames_of(done.path())
    assert (shown, fps, len(frames)) == (size, rate, count)
    expected = done.work.expected
    assert (expected.fps, expected.duration) == (rate, 4.0)
    assert expected.size in {size, None}
    assert done.output.metadata["frames_of_each"] == [count // 2, count // 2]
    assert len(sound_of(done.path())) == pytest.approx(4 * 48000, abs=2048)


@pytest.mark.parametrize(
    ("name", "media_type", "rate"),
    [
        ("pcm_16000", "audio/wav", 16000),
        ("mp3_44100_64", "audio/mpeg", 44100),
        (None, "audio/mpeg", 44100),
    ],
)
def test_sounds_are_joined_in_the_asked_format(run, files, name, media_type, rate):
    """Three seconds of both; an open format is chosen, and said."""
    done = run(
        "merge_audios", audio_urls=[files["click.wav"], files["tone.wav"]], output_format=name
    )
    assert done.output.audio.content_type == media_type
    with av.open(str(done.path())) as container:
        assert container.streams.audio[0].rate == rate
    assert len(sound_of(done.path(), rate)) == pytest.approx(3 * rate, abs=rate / 10)
    assert bool(done.work.assumed) == (name is None)


def test_a_sound_gets_the_asked_loudness(run, files):
    """Measured again, it is within half a unit; the summary is there when asked for."""
    done = run("loudnorm", audio_url=files["tone.wav"], integrated_loudness=-23, print_summary=True)
    assert done.output.audio.content_type == "audio/wav"
    assert done.output.summary.output_integrated == pytest.approx(-23, abs=0.5)
    assert len(sound_of(done.path(), 44100)) == 2 * 44100


def test_measured_values_are_used_and_no_summary_comes_unasked(run, files):
    """One gain for all of a tone, from numbers that someone else measured."""
    done = run(
        "loudnorm",
        audio_url=files["tone.wav"],
        linear=True,
        measured_i=-15,
        measured_lra=0,
        measured_tp=-10,
        measured_thresh=-25,
    )
    assert done.output.summary is None
    assert len(sound_of(done.path(), 44100)) == 2 * 44100


def test_a_composition_lasts_as_long_as_its_tracks(run, files):
    """A video for a second with a click over it; the picture of it is a JPEG."""
    done = run(
        "compose",
        tracks=[
            {
                "id": "pictures",
                "type": "video",
                "keyframes": [{"timestamp": 0, "duration": 1000, "url": files["slow.mp4"]}],
            },
            {
                "id": "sound",
                "type": "audio",
                "keyframes": [{"timestamp": 500, "duration": 500, "url": files["click.wav"]}],
            },
        ],
    )
    size, rate, frames = frames_of(done.path())
    assert (size, len(frames) / rate) == ((96, 96), done.work.expected.duration)
    assert loudest(sound_of(done.path())) == pytest.approx(0.75 * 48000, abs=480)
    assert done.path(1).read_bytes()[:2] == b"\xff\xd8"


def test_a_time_line_with_nothing_on_it_is_the_arguments_fault(run):
    """A sentence, not a crash."""
    with pytest.raises(ValueError, match="nothing on the time line"):
        run("compose", tracks=[])


def test_a_video_is_described_and_its_ends_are_shown_if_asked(run, files):
    """Numbers are those of the clip; both pictures come as files."""
    media = run("metadata", media_url=files["clip.mp4"], extract_frames=True)
    video = media.output.media
    assert (video.media_type, video.frame_count, video.fps, video.duration) == ("video", 50, 25, 2)
    assert (video.resolution.width, video.resolution.aspect_ratio) == (128, "4:3")
    assert video.audio.channels == 2
    assert [path for path, _ in media.output.files()] == [
        "/media/start_frame_url",
        "/media/end_frame_url",
    ]
    assert media.path(0).read_bytes() != media.path(1).read_bytes()


def test_a_sound_is_described_without_frames(run, files):
    """Asking for frames of a sound gives none."""
    done = run("metadata", media_url=files["tone.wav"], extract_frames=True)
    sound = done.output.media
    assert (sound.media_type, sound.duration, sound.sample_rate) == ("audio", 2, 44100)
    assert done.output.files() == []


def test_an_address_that_was_given_is_repeated(files, tmp_path):
    """A local file has none to repeat."""
    call = family.metadata.parse({"media_url": "https://media.example/tone.wav"})
    result = local.metadata.run(Work(tmp_path), call.view(), {"/media_url": files["tone.wav"]})
    assert result["media"]["url"] == "https://media.example/tone.wav"


def test_the_outline_of_a_sound_has_as_many_points_as_asked(run, files):
    """The click stands out where it is."""
    done = run(
        "waveform",
        media_url=files["click.wav"],
        points_per_second=10,
        precision=3,
        smoothing_window=1,
    )
    output = done.output
    assert (output.points, output.duration, output.precision) == (10, 1.0, 3)
    assert len(output.waveform) == 10
    assert output.waveform.index(max(output.waveform)) == 2


def test_what_is_cancelled_leaves_no_file(run, files, tmp_path):
    """Neither a whole one nor a half one."""
    with pytest.raises(Cancelled):
        run("merge_videos", cancel_at=5, video_urls=[files["clip.mp4"], files["slow.mp4"]])
    assert list((tmp_path / "work").iterdir()) == []
