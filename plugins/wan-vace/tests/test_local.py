"""Drafts made on this machine keep what the request says."""

from __future__ import annotations

from zipfile import ZipFile

import av
import pytest
from execution import Work, prepared
from footage import frames_of, rows

import framehook_wan_vace as family
from framehook_wan_vace import local

SIZE = (160, 90)


def run(runner, endpoint, folder, media, *, is_probed=True, **arguments):
    """Run a call whose media are files by field; return work, result and frames."""
    filled = {"prompt": "a tide", **media, **arguments}
    call = endpoint.parse({k: v for k, v in filled.items() if k in endpoint.model.model_fields})
    expected = prepared(call, folder)[0].expected
    work, view, files = prepared(call, folder, is_probed=is_probed)
    result = endpoint.result_model.model_validate(runner.run(work, view, files))
    size, rate, shown = frames_of(folder / "video.mp4", rows)
    assert (len(shown), float(rate), size) == (expected.frames, expected.fps, expected.size)
    return work, result, shown


def distance(one, other):
    pairs = [
        abs(a - b)
        for left, right in zip(one, other, strict=True)
        for a, b in zip(left[::3], right[::3], strict=True)
    ]
    return sum(pairs) / len(pairs)


def part(frame, left, top, width, height):
    return [row[left : left + width] for row in frame[top : top + height]]


def write(path, count, draw, rate=16):
    """Write frames without colour, so that no matrix changes their values."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.options = {"crf": "10"}
        for number in range(count):
            frame = av.VideoFrame(*SIZE, "yuv420p")
            for plane in frame.planes[1:]:
                plane.update(bytes([128]) * plane.buffer_size)
            plane = frame.planes[0]
            view = memoryview(plane)
            for row in range(SIZE[1]):
                start = row * plane.line_size
                view[start : start + SIZE[0]] = draw(number, row)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def moving(number, row):
    line = bytearray(60 + column // 2 + row // 2 for column in range(SIZE[0]))
    if 20 <= row < 50:
        line[number * 4 : number * 4 + 30] = bytes([220]) * 30
    return bytes(line[: SIZE[0]])


def marked(_number, row):
    middle = bytes([235]) * 60 if 20 <= row < 60 else bytes([16]) * 60
    return bytes([16]) * 50 + middle + bytes([16]) * 50


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write(tmp_path_factory.mktemp("clip") / "shore.mp4", 24, moving)


@pytest.fixture(scope="module")
def mask(tmp_path_factory):
    return write(tmp_path_factory.mktemp("mask") / "mask.mp4", 24, marked)


@pytest.fixture(scope="module")
def bright(tmp_path_factory):
    return write(
        tmp_path_factory.mktemp("bright") / "bright.mp4", 1, lambda *_: bytes([210]) * SIZE[0]
    )


@pytest.fixture(scope="module")
def source(clip):
    return frames_of(clip, rows)[2]


def test_a_picture_grows_on_the_chosen_sides_alone(clip, source, tmp_path):
    """The source's pixels stand at the lower right of a canvas that grew left and up."""
    work, result, shown = run(
        local.outpainted,
        family.outpaint,
        tmp_path,
        {"video_url": clip},
        expand_left=True,
        expand_top=True,
        expand_ratio=0.2,
        num_frames=17,
        is_probed=False,
    )
    assert (result.video.width, result.video.height) == (192, 108)
    assert distance(part(shown[8], 32, 18, 160, 60), part(source[8], 0, 0, 160, 60)) < 4
    assert result.video.num_frames == 17
    assert any("No seed was given" in text for text in work.assumed)


def test_only_what_the_mask_marks_is_painted_anew(clip, mask, source, tmp_path):
    """Outside of it the source stays; inside something else is seen."""
    _, _, shown = run(
        local.followed,
        family.inpaint,
        tmp_path,
        {"video_url": clip, "mask_video_url": mask},
        match_input_num_frames=True,
        seed=3,
    )
    assert len(shown) == 24
    for left, width, changed in ((0, 48, False), (112, 48, False), (54, 50, True)):
        found = distance(
            part(shown[12], left, 22, width, 36), part(source[12], left, 22, width, 36)
        )
        assert (found > 15) is changed
        assert changed or found < 4


def test_first_and_last_frame_stand_at_both_ends(clip, bright, source, tmp_path):
    """Between them the source is seen, at its own pace."""
    work, _, shown = run(
        local.followed,
        family.follow_depth,
        tmp_path,
        {"video_url": clip, "first_frame_url": bright, "last_frame_url": bright},
        num_frames=33,
        seed=3,
        sampler="euler",
    )
    still = [bytes([210]) * 160] * 60
    assert distance(shown[0][:60], still) < 3
    assert distance(shown[-1][:60], still) < 3
    assert distance(shown[14][:60], source[14][:60]) < 4
    assert "'sampler' changes nothing in a draft." in work.assumed
    assert any("last one is held" in text for text in work.assumed)


def test_reframing_zooms_inserts_frames_and_packs_them(clip, tmp_path):
    """47 frames, each of them a picture in the ZIP."""
    work, result, shown = run(
        local.reframed,
        family.reframe,
        tmp_path,
        {"video_url": clip},
        aspect_ratio="1:1",
        num_interpolated_frames=1,
        return_frames_zip=True,
        video_quality="maximum",
        seed=3,
    )
    assert list(work.kept.values()) == ["application/zip", "video/mp4"]
    assert result.frames_zip.content_type == "application/zip"
    with ZipFile(tmp_path / "frames.zip") as archive:
        assert len(archive.namelist()) == len(shown) == 47
        assert archive.read("000047.png").startswith(b"\x89PNG")
    assert (result.seed, result.prompt) == (3, "a tide")


def test_images_alone_are_enough_for_the_general_endpoint(bright, tmp_path):
    """The draft begins with the first frame; with nothing at all there is none."""
    _, _, shown = run(
        local.followed,
        family.generate,
        tmp_path,
        {"first_frame_url": bright},
        num_frames=17,
        seed=1,
    )
    assert distance(shown[0][:60], [bytes([210]) * 160] * 60) < 3
    call = family.generate.parse({"prompt": "x"})
    with pytest.raises(ValueError, match="nothing to draft from"):
        local.followed.run(Work(tmp_path), call.view(), {})


@pytest.mark.parametrize(
    ("runner", "endpoint"),
    [
        (local.edited, family.edit_video),
        (local.long_reframed, family.reframe_long),
    ],
)
def test_the_applications_keep_the_length_of_the_source(runner, endpoint, clip, tmp_path):
    """Every frame of it, at its rate."""
    _, result, shown = run(runner, endpoint, tmp_path, {"video_url": clip})
    assert len(shown) == 24
    assert result.model_extra == {}
