"""Drafts made on this machine have the given media at their places."""

from __future__ import annotations

import io
import json
import zipfile

import av
import pytest
from av.video.frame import VideoFrame
from execution import made
from footage import frames_of, rows

from framehook.errors import Cancelled
from framehook.testing import make_png
from framehook_ltx import (
    local,
    trainer,
    v095,
    v097_distilled,
    v097_lora,
    v098_distilled,
)

URL = "https://media.example/x"
# Brightness of the ramp's first frame, and how much brighter each next one is.
DARK, STEP = 40, 4


def run(runner, endpoint, folder, media=(), *, is_probed=True, cancel_at=None, **arguments):
    """Run a call whose media are files by pointer; return the work and the result."""
    if "resolution" in endpoint.model.model_fields and endpoint is not trainer.train:
        arguments = {"prompt": "the tide comes in", "resolution": "480p", **arguments}
    call = endpoint.parse(arguments)
    media = dict(media)
    assert set(call.media()) == set(media)
    return made(runner, call, folder, media, is_probed=is_probed, cancel_at=cancel_at)


def shown(path):
    """Return size, rate and the mean brightness of each frame's upper half."""
    return frames_of(path, upper)


def upper(frame):
    half = b"".join(rows(frame)[: frame.height // 2])
    return sum(half) / len(half)


def is_frame(level, number):
    """Say whether a brightness is that of a frame of the ramp."""
    return abs(level - (DARK + STEP * number)) < STEP / 2


@pytest.fixture(scope="module")
def ramp(tmp_path_factory):
    """A clip of 40 grey frames at 24 a second, each brighter than the one before."""
    path = tmp_path_factory.mktemp("ramp") / "ramp.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=24, options={"qp": "4", "g": "8"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(40):
            frame = VideoFrame(320, 180, "yuv420p")
            for index, plane in enumerate(frame.planes):
                level = 128 if index else DARK + STEP * number
                plane.update(bytes([level]) * plane.buffer_size)
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "shore.png"
    path.write_bytes(make_png(96, 54))
    return path


def test_an_extension_keeps_the_limited_beginning_and_goes_on(ramp, tmp_path):
    """Ten frames of the clip, then drafted ones, as many as there is room for."""
    video = {"video_url": URL, "limit_num_frames": True, "max_num_frames": 10}
    work, result = run(
        local.from_video,
        v098_distilled.extend_video,
        tmp_path,
        {"/video/video_url": ramp},
        video=video,
        num_frames=25,
        seed=5,
        constant_rate_factor=40,
    )
    size, rate, levels = shown(tmp_path / "video.mp4")
    expected = work.expected
    assert (len(levels), float(rate), size) == (expected.frames, expected.fps, expected.size)
    assert (len(levels), rate, size) == (25, 24, (854, 480))
    assert all(is_frame(levels[number], number) for number in range(10))
    assert not is_frame(levels[10], 10)
    assert (result["seed"], result["prompt"]) == (5, "the tide comes in")
    assert "'constant_rate_factor' changes nothing in a draft." in work.assumed


@pytest.mark.parametrize("is_probed", [True, False])
def test_pictures_and_clips_stand_at_their_places(ramp, picture, tmp_path, is_probed):
    """A clip from frame 8 on, at half its rate and backwards; a picture where it ends."""
    video = {
        "video_url": URL,
        "start_frame_num": 8,
        "resample_fps": True,
        "target_fps": 12,
        "limit_num_frames": True,
        "max_num_frames": 12,
        "reverse_video": True,
    }
    work, _ = run(
        local.from_page_conditions,
        v097_distilled.multiconditioning,
        tmp_path,
        {"/images/0/image_url": picture, "/videos/0/video_url": ramp},
        is_probed=is_probed,
        images=[{"image_url": URL, "start_frame_num": 16}],
        videos=[video],
        num_frames=25,
    )
    size, rate, levels = shown(tmp_path / "video.mp4")
    assert (len(levels), rate, size) == (25, 24, (854, 480))
    for number in (*range(8, 16), 17, 18, 19):
        assert is_frame(levels[number], 2 * (11 - (number - 8)))
    assert not is_frame(levels[16], 6)
    assert any("limited first" in text for text in work.assumed)
    assert any("No seed was given" in text for text in work.assumed)


def test_the_finished_video_is_played_backwards(ramp, tmp_path):
    """What stood at the beginning stands at the end, in the other direction."""
    run(
        local.from_conditions,
        v097_lora.multiconditioning,
        tmp_path,
        {"/videos/0/video_url": ramp},
        videos=[{"video_url": URL, "start_frame_number": 5}],
        number_of_frames=25,
        frames_per_second=30,
        reverse_video=True,
    )
    size, rate, levels = shown(tmp_path / "video.mp4")
    assert (len(levels), rate, size) == (25, 30, (854, 480))
    assert all(is_frame(levels[number], 19 - number) for number in range(20))
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]


def test_what_has_no_strength_is_not_shown(ramp, picture, tmp_path):
    """And what has some is shown in full; both are said, as is a clip that is no picture."""
    work, _ = run(
        local.from_conditions,
        v098_distilled.multiconditioning,
        tmp_path,
        {"/images/0/image_url": picture, "/videos/0/video_url": ramp},
        images=[{"image_url": URL, "strength": 0}],
        videos=[{"video_url": URL, "strength": 0.5, "conditioning_type": "depth"}],
        num_frames=9,
    )
    levels = shown(tmp_path / "video.mp4")[2]
    assert all(is_frame(level, number) for number, level in enumerate(levels))
    assert "'images/0' has strength 0 and is not shown." in work.assumed
    assert "'videos/0' has strength 0.5 and is shown in full." in work.assumed
    assert any("no depth guides" in text for text in work.assumed)


def test_a_place_behind_the_end_is_the_arguments_fault(picture, tmp_path):
    """Where no rule has caught it, the runner does, and leaves no file."""
    with pytest.raises(ValueError, match="0 to 8"):
        run(
            local.from_conditions,
            v098_distilled.multiconditioning,
            tmp_path,
            {"/images/0/image_url": picture},
            images=[{"image_url": URL, "start_frame_num": 16}],
            num_frames=9,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_cancelled_draft_leaves_no_file(tmp_path, is_reversed):
    """Cancelling in the middle of the encoding ends it there."""
    with pytest.raises(Cancelled):
        run(
            local.from_text,
            v098_distilled.text_to_video,
            tmp_path,
            num_frames=9,
            cancel_at=5,
            reverse_video=is_reversed,
        )
    assert list(tmp_path.iterdir()) == []


def test_an_image_begins_five_seconds_of_an_early_version(picture, tmp_path):
    """121 frames, the first one is the picture, and the result repeats no prompt."""
    work, result = run(
        local.five_seconds,
        v095.image_to_video,
        tmp_path,
        {"/image_url": picture},
        image_url=URL,
        aspect_ratio="9:16",
        num_inference_steps=20,
    )
    size, rate, levels = shown(tmp_path / "video.mp4")
    assert (len(levels), rate, size) == (121, 24, (480, 854))
    assert "prompt" not in result
    assert work.ticks[-1] == (121, 121)
    assert "'num_inference_steps' changes nothing in a draft." in work.assumed


def archive(folder, *names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name in names:
            packed.writestr(name, b"x")
    path = folder / "clips.zip"
    path.write_bytes(data.getvalue())
    return path


def test_a_training_hands_over_its_settings_and_weights_that_hold_none(tmp_path, tmp_path_factory):
    """Two validation videos one after another, JSON, and a readable file that says draft."""
    data = archive(tmp_path_factory.mktemp("data"), "a/one.MP4", "two.png", "two.txt")
    work, result = run(
        local.train,
        trainer.train,
        tmp_path,
        {"/training_data_url": data},
        training_data_url=URL,
        rank=16,
        validation=[{"prompt": "one"}, {"prompt": "two"}],
        validation_number_of_frames=9,
        validation_resolution="low",
        learning_rate=0.001,
    )
    size, _, levels = shown(tmp_path / "validations.mp4")
    assert (size, len(levels)) == ((384, 384), 18)
    config = json.loads((tmp_path / "config.json").read_text())
    assert (config["rank"], config["clips"], config["pictures"]) == (16, 1, 1)
    assert config["validation"] == ["one", "two"]
    weights = (tmp_path / "lora.safetensors").read_bytes()
    length = int.from_bytes(weights[:8], "little")
    header = json.loads(weights[8:])
    assert (len(weights), list(header)) == (8 + length, ["__metadata__"])
    assert "Nothing was trained" in header["__metadata__"]["draft"]
    assert set(result) == {"video", "lora_file", "config_file"}
    assert "'learning_rate' changes nothing in a draft." in work.assumed
    assert work.logs == ["Clips in the archive: 1; pictures: 1."]


def test_a_training_without_validation_says_what_its_video_is(tmp_path, tmp_path_factory):
    """There has to be one, and it shows the words that call up what was learned."""
    data = archive(tmp_path_factory.mktemp("data"), "one.png")
    work, _ = run(
        local.train,
        trainer.train,
        tmp_path,
        {"/training_data_url": data},
        training_data_url=URL,
        validation_number_of_frames=9,
        validation_resolution="low",
    )
    assert any("No validation was given" in text for text in work.assumed)


@pytest.mark.parametrize(
    ("names", "words"), [(("notes.txt",), "none of them"), (None, "must be a zip archive")]
)
def test_what_holds_nothing_to_learn_from_is_refused(tmp_path, picture, names, words):
    """A sentence that names the field."""
    data = picture if names is None else archive(tmp_path, *names)
    with pytest.raises(ValueError, match=f"training_data_url.*{words}|{words}.*training_data_url"):
        run(
            local.train,
            trainer.train,
            tmp_path,
            {"/training_data_url": data},
            training_data_url=URL,
        )
