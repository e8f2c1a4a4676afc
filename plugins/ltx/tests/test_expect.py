"""What calls must yield; the most important field of each endpoint changes it."""

from __future__ import annotations

import pytest

from framehook.spi import Facts
from framehook_ltx import (
    preview,
    trainer,
    v095,
    v097,
    v097_dev,
    v097_distilled,
    v097_lora,
    v098_distilled,
)

CLIP = "https://media.example/shore.mp4"
PICTURE = "https://media.example/shore.png"
TWO_PASS = (v097_dev, v097_distilled, v098_distilled)
UPRIGHT = Facts(kind="image", size=(600, 800))
FILM = Facts(kind="video", frames=48, exact=True, fps=25.0, size=(2100, 900))


def expected(endpoint, facts=None, **arguments):
    return endpoint.expect(endpoint.parse({"prompt": "x", **arguments}).view(facts or {}))


@pytest.mark.parametrize("module", TWO_PASS)
def test_words_give_the_length_rate_and_size_that_were_asked_for(module):
    """Each of the fields has its consequence."""
    usual = expected(module.text_to_video)
    assert (usual.frames, usual.fps, usual.size) == (121, 24.0, (1280, 720))
    found = expected(
        module.text_to_video,
        num_frames=49,
        frame_rate=30,
        resolution="480p",
        aspect_ratio="9:16",
    )
    assert (found.frames, found.fps, found.size) == (49, 30.0, (480, 854))


@pytest.mark.parametrize("module", [*TWO_PASS, v097_lora])
def test_an_image_gives_its_shape_or_another_is_chosen(module):
    """Of an image that nobody looked at the shape stays unknown."""
    facts = {"/image_url": UPRIGHT}
    assert expected(module.image_to_video, facts, image_url=PICTURE).size == (720, 960)
    square = expected(module.image_to_video, facts, image_url=PICTURE, aspect_ratio="1:1")
    assert square.size == (720, 720)
    assert expected(module.image_to_video, image_url=PICTURE).size is None


@pytest.mark.parametrize("module", TWO_PASS)
def test_an_extension_has_the_length_of_the_whole(module):
    """The source's frames are in it, and where it fills all of it nothing is new."""
    facts = {"/video/video_url": FILM}
    found = expected(module.extend_video, facts, video={"video_url": CLIP}, num_frames=97)
    assert (found.frames, found.size) == (97, (1680, 720))
    assert not any("nothing is new" in note for note in found.notes)
    short = expected(module.extend_video, facts, video={"video_url": CLIP}, num_frames=41)
    assert any("48 frames and fills all 41" in note for note in short.notes)


@pytest.mark.parametrize("module", [*TWO_PASS, v097_lora])
def test_the_shape_follows_the_first_image_and_then_the_first_video(module):
    """Without both it is 16:9, and that is said."""
    facts = {"/images/0/image_url": UPRIGHT, "/videos/0/video_url": FILM}
    media = {"images": [{"image_url": PICTURE}], "videos": [{"video_url": CLIP}]}
    assert expected(module.multiconditioning, facts, **media).size == (720, 960)
    del media["images"]
    assert expected(module.multiconditioning, facts, **media).size == (1680, 720)
    bare = expected(module.multiconditioning)
    assert (bare.size, bare.effective["aspect_ratio"]) == ((1280, 720), "16:9")
    assert (
        expected(module.multiconditioning, aspect_ratio="1:1").effective.get("aspect_ratio") is None
    )


def test_a_rate_that_the_service_decides_is_its_present_one():
    """The page of 2025 says 30, the schema of 2026 says 24."""
    endpoint = v097_distilled.multiconditioning
    open_rate = expected(endpoint)
    assert (open_rate.fps, open_rate.effective["frame_rate"]) == (24.0, 24)
    assert any("30" in note for note in open_rate.notes)
    assert expected(endpoint, frame_rate=30).fps == 30.0


def test_lora_has_names_of_its_own_for_length_and_rate():
    """89 frames at 25 a second, or what is asked for."""
    usual = expected(v097_lora.text_to_video)
    assert (usual.frames, usual.fps) == (89, 25.0)
    found = expected(v097_lora.text_to_video, number_of_frames=33, frames_per_second=12)
    assert (found.frames, found.fps) == (33, 12.0)


@pytest.mark.parametrize("module", [v095, v097])
def test_early_versions_make_five_seconds_of_the_asked_shape(module):
    """Their length is an assumption, and said to be one."""
    found = expected(module.text_to_video, resolution="480p", aspect_ratio="9:16")
    assert (found.frames, found.fps, found.size) == (121, 24.0, (480, 854))
    assert any("not published" in note for note in found.notes)
    image = expected(module.image_to_video, image_url=PICTURE)
    assert image.size == (1280, 720)


def test_the_preview_has_one_size():
    """768x512 from words and from images."""
    assert expected(preview.text_to_video).size == (768, 512)
    assert expected(preview.image_to_video, image_url=PICTURE).size == (768, 512)


def test_a_length_off_the_grid_is_noted():
    """The service may round it."""
    assert any("8k + 1" in n for n in expected(v098_distilled.text_to_video, num_frames=50).notes)


@pytest.mark.parametrize(("count", "frames"), [(0, None), (1, 25), (2, 50)])
def test_validation_videos_follow_one_another(count, frames):
    """As many as there are prompts, at the tier and shape that were asked for."""
    call = trainer.train.parse(
        {
            "training_data_url": CLIP,
            "validation": [{"prompt": "x"}] * count,
            "validation_number_of_frames": 25,
            "validation_resolution": "medium",
            "validation_aspect_ratio": "16:9",
        }
    )
    found = trainer.train.expect(call.view())
    assert (found.frames, found.fps, found.size) == (frames, 25.0, (910, 512))
