"""Drafts made on this machine keep what the request says."""

from __future__ import annotations

from dataclasses import replace

import av
import pytest
from execution import prepared
from footage import frames_of, rows

from framehook.testing import make_png
from framehook_luma import local, ray_2


def run(runner, endpoint, folder, media, *, frames=None, size=None, **arguments):
    """Run a call whose media are files by field, shortened for the test; return the work."""
    work, view, files = prepared(endpoint.parse({**media, **arguments}), folder)
    expected = work.expected
    expected = replace(expected, frames=frames or expected.frames, size=size or expected.size)
    work.expected = expected
    result = runner.run(work, view, files)
    assert endpoint.result_model.model_validate(result).video.content_type == "video/mp4"
    size, rate, shown = frames_of(folder / "video.mp4", rows)
    assert (len(shown), float(rate), size) == (expected.frames, expected.fps, expected.size)
    return work, shown


def distance(one, other, top=0, bottom=None):
    """Return the mean difference of two frames between two rows."""
    pairs = [
        abs(a - b)
        for left, right in zip(one[top:bottom], other[top:bottom], strict=True)
        for a, b in zip(left[::4], right[::4], strict=True)
    ]
    return sum(pairs) / len(pairs)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "shore.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for number in range(12):
            out.mux(stream.encode(_grey(number)))
        out.mux(stream.encode(None))
    return path


def _grey(number):
    """A ramp without colour, so that no matrix changes it, and a square that moves over it."""
    frame = av.VideoFrame(160, 90, "yuv420p")
    for plane in frame.planes[1:]:
        plane.update(bytes([128]) * plane.buffer_size)
    view = memoryview(frame.planes[0])
    for row in range(90):
        line = bytearray(60 + column // 2 + row // 2 for column in range(160))
        if 20 <= row < 50:
            line[number * 8 : number * 8 + 30] = bytes([220]) * 30
        start = row * frame.planes[0].line_size
        view[start : start + 160] = bytes(line)
    return frame


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    with av.open(str(folder / "dark.png"), "w", format="image2") as out:
        _paint(out, 60)
    with av.open(str(folder / "bright.png"), "w", format="image2") as out:
        _paint(out, 200)
    return folder / "dark.png", folder / "bright.png"


def _paint(out, value):
    stream = out.add_stream("png", rate=1)
    stream.width, stream.height, stream.pix_fmt = 64, 36, "rgb24"
    frame = av.VideoFrame(64, 36, "rgb24")
    plane = frame.planes[0]
    plane.update(bytes([value]) * plane.buffer_size)
    out.mux([*stream.encode(frame), *stream.encode(None)])


def mean(frame):
    # The badge lies at the bottom.
    upper = b"".join(frame[: len(frame) // 2])
    return sum(upper) / len(upper)


def test_a_modified_video_keeps_frames_rate_and_size(clip, pictures, tmp_path):
    """The edited first frame is its first one; the source's frames follow."""
    _, bright = pictures
    work, shown = run(
        local.modified,
        ray_2.modify,
        tmp_path,
        {"video_url": clip, "image_url": bright},
        prompt="snow falls",
        mode="reimagine_3",
    )
    source = frames_of(clip, rows)[2]
    assert mean(shown[0]) > 180
    assert distance(shown[-1], source[-1], bottom=45) < 4
    assert any("mode" in note for note in work.assumed)


def test_a_reframed_video_shows_the_source_in_its_box(clip, tmp_path):
    """Its pixels stand where the edges say, and something else around them."""
    box = {"x_start": 10, "x_end": 90, "y_start": 0, "y_end": 45}
    work, shown = run(
        local.reframed, ray_2.reframe, tmp_path, {"video_url": clip}, aspect_ratio="1:1", **box
    )
    source = frames_of(clip, rows)[2]
    inside = [row[10:90] for row in shown[6][:45]]
    small = [row[::2] for row in source[6][::2]]
    assert distance(inside, small) < 6
    assert work.logs == ["The source stands at (10, 0), 80x45, in a frame of 90x90."]


@pytest.mark.parametrize("loop", [False, True])
def test_images_stand_at_both_ends(pictures, tmp_path, loop):
    """The first frame is the first image, the last one the last."""
    dark, bright = pictures
    work, shown = run(
        local.from_image,
        ray_2.image_to_video,
        tmp_path,
        {"image_url": dark, "end_image_url": bright},
        frames=12,
        size=(96, 54),
        prompt="a tide",
        loop=loop,
    )
    assert mean(shown[0]) < 80 < 180 < mean(shown[-1])
    assert any("'loop' is not honoured" in note for note in work.assumed) is loop


def test_one_image_is_at_its_end_and_in_a_loop_at_both(pictures, tmp_path):
    """A loop returns to the image that it begins with."""
    _, bright = pictures
    for name, loop in (("end_image_url", False), ("image_url", True)):
        folder = tmp_path / name
        folder.mkdir()
        _, shown = run(
            local.from_image,
            ray_2.image_to_video,
            folder,
            {name: bright},
            frames=8,
            size=(96, 54),
            prompt="a tide",
            loop=loop,
        )
        assert mean(shown[-1]) > 180


def test_a_loop_ends_where_it_begins(tmp_path):
    """The step from the last frame to the first is one like any other."""
    steps = {}
    for loop in (False, True):
        folder = tmp_path / str(loop)
        folder.mkdir()
        _, shown = run(
            local.from_text,
            ray_2.text_to_video,
            folder,
            {},
            frames=48,
            size=(160, 90),
            prompt="a tide comes in",
            loop=loop,
        )
        steps[loop] = distance(shown[-1], shown[0], bottom=60)
    assert steps[True] < steps[False] / 2


def test_a_picture_of_another_kind_is_read(tmp_path):
    """Words alone are drafted where no image is there to begin with."""
    image = tmp_path / "a.png"
    image.write_bytes(make_png(32, 18))
    run(
        local.from_image,
        ray_2.image_to_video,
        tmp_path,
        {"image_url": image},
        frames=2,
        size=(64, 36),
        prompt="a tide",
    )
