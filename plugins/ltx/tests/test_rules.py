"""Each rule, in both directions and without facts."""

from __future__ import annotations

import pytest
from findings import CLIP, PICTURE, found

from framehook.spi import Facts
from framehook_ltx import (
    preview,
    trainer,
    v095,
    v097_dev,
    v097_distilled,
    v097_lora,
    v098_distilled,
)

TWO_PASS = (v097_dev, v097_distilled, v098_distilled)


def placed(module, *, images=(), videos=(), **arguments):
    """Return the issues of a call with images and videos at places."""
    return found(
        module.multiconditioning,
        images=[{"image_url": PICTURE, **image} for image in images],
        videos=[{"video_url": CLIP, **video} for video in videos],
        **arguments,
    )


def extended(module=v098_distilled, **video):
    return found(module.extend_video, video={"video_url": CLIP, **video})


@pytest.mark.parametrize("module", TWO_PASS)
@pytest.mark.parametrize(("skip", "steps", "is_fine"), [(7, 8, True), (8, 8, False), (9, 8, False)])
def test_a_step_of_the_second_pass_must_remain(module, skip, steps, is_fine):
    """As many skipped as there are is one too many."""
    issues = found(
        module.text_to_video,
        second_pass_skip_initial_steps=skip,
        second_pass_num_inference_steps=steps,
    )
    if is_fine:
        assert issues == {}
        return
    issue = issues["ltx.second_skip"]
    assert (issue.level, issue.basis) == ("error", "implied")
    assert (issue.path, issue.got) == ("/second_pass_skip_initial_steps", skip)
    assert str(steps) in str(issue.fix)


@pytest.mark.parametrize(("skip", "is_fine"), [(7, True), (8, False)])
def test_a_step_of_the_first_pass_must_remain_where_the_old_field_is_given(skip, is_fine):
    """It is warned of in any case, because the schema of 2026 has dropped it."""
    issues = found(
        v097_distilled.text_to_video,
        first_pass_skip_final_steps=skip,
        first_pass_num_inference_steps=8,
    )
    assert issues.pop("ltx.dropped_field").level == "warn"
    assert {code: issue.level for code, issue in issues.items()} == (
        {} if is_fine else {"ltx.first_skip": "error"}
    )


def test_the_default_of_a_field_that_is_not_sent_breaks_nothing():
    """Two steps and the three that were left out in 2025 would not go together."""
    issues = found(
        v097_dev.text_to_video,
        first_pass_num_inference_steps=2,
        second_pass_skip_initial_steps=0,
    )
    assert issues == {}


@pytest.mark.parametrize("frames", [9, 121, 161, 1441])
def test_lengths_of_8k_plus_1_are_fine(frames):
    """All that the vendor's documents name."""
    assert found(v098_distilled.text_to_video, num_frames=frames) == {}


def test_another_length_is_warned_of_with_its_neighbours():
    """120 is between 113 and 121."""
    issue = found(v098_distilled.text_to_video, num_frames=120)["ltx.frames_8k1"]
    assert (issue.level, issue.basis, issue.path) == ("warn", "implied", "/num_frames")
    assert issue.fix == "Use 113 or 121."


@pytest.mark.parametrize("module", [*TWO_PASS, v095])
def test_places_are_multiples_of_8(module):
    """Of images and of videos; 8 is one and 12 is none."""
    assert placed(module, images=[{"start_frame_num": 8}], videos=[{"start_frame_num": 16}]) == {}
    for name, key in (("images", "image_url"), ("videos", "video_url")):
        issue = placed(module, **{name: [{key: CLIP, "start_frame_num": 12}]})[
            "ltx.start_multiple_8"
        ]
        assert (issue.level, issue.basis) == ("error", "vendor")
        assert (issue.path, issue.got) == (f"/{name}/0/start_frame_num", 12)


@pytest.mark.parametrize("module", [*TWO_PASS, v095])
def test_the_place_of_an_extended_video_is_a_multiple_of_8(module):
    """The same rule for its one video."""
    assert extended(module, start_frame_num=24) == {}
    issue = extended(module, start_frame_num=25)["ltx.start_multiple_8"]
    assert (issue.path, issue.fix) == ("/video/start_frame_num", "Use 24.")


@pytest.mark.parametrize("module", TWO_PASS)
def test_a_condition_begins_inside_of_the_video(module):
    """Of 121 frames 120 is the last one."""
    assert placed(module, images=[{"start_frame_num": 120}], num_frames=121) == {}
    issue = placed(module, videos=[{"start_frame_num": 128}], num_frames=121)["ltx.start_in_range"]
    assert (issue.level, issue.basis) == ("error", "implied")
    assert (issue.path, issue.allowed) == ("/videos/0/start_frame_num", "0 to 120")


def test_lora_may_begin_anywhere_inside():
    """It has no stride, and names of its own."""
    assert placed(v097_lora, images=[{"start_frame_number": 13}]) == {}
    issue = placed(v097_lora, images=[{}, {"start_frame_number": 89}])["ltx.start_in_range"]
    assert (issue.path, issue.allowed) == ("/images/1/start_frame_number", "0 to 88")


@pytest.mark.parametrize(
    ("number", "switch"), [("max_num_frames", "limit_num_frames"), ("target_fps", "resample_fps")]
)
def test_a_number_counts_only_with_its_switch(number, switch):
    """The number alone is warned of, even at its default."""
    value = 1441 if number == "max_num_frames" else 24
    assert extended(**{number: value, switch: True}) == {}
    assert extended(**{switch: True}) == {}
    issue = extended(**{number: value})["ltx.limit"]
    assert (issue.level, issue.path) == ("warn", f"/video/{number}")
    assert switch in str(issue.fix)
    assert "ltx.limit" in placed(v097_dev, videos=[{number: value}])


def test_there_is_nothing_to_prepare_in_pictures():
    """Depth, poses and edges can be found, pictures are there already."""
    assert placed(v098_distilled, videos=[{"preprocess": True, "conditioning_type": "depth"}]) == {}
    issue = placed(v098_distilled, videos=[{"preprocess": True}])["ltx.preprocess_rgb"]
    assert (issue.level, issue.path) == ("warn", "/videos/0/preprocess")


@pytest.mark.parametrize("module", [*TWO_PASS, v097_lora])
def test_auto_follows_media_and_there_must_be_some(module):
    """A shape, or something to take it from."""
    assert placed(module, aspect_ratio="1:1") == {}
    assert placed(module, images=[{}]) == {}
    issue = placed(module)["ltx.auto_without_media"]
    assert (issue.level, issue.basis, issue.path) == ("warn", "implied", "/aspect_ratio")


@pytest.mark.parametrize("module", [*TWO_PASS, v097_lora])
def test_a_url_of_weights_has_no_file_to_choose(module):
    """In a repository there may be several."""
    assert found(module.text_to_video, loras=[{"path": "a/b", "weight_name": "c"}]) == {}
    weights = {"path": "https://media.example/c.safetensors", "weight_name": "c"}
    issue = found(module.text_to_video, loras=[{"path": "a/b"}, weights])["ltx.lora_weight_name"]
    assert (issue.level, issue.path) == ("info", "/loras/1/weight_name")


@pytest.mark.parametrize("value", [0, 0.05, 0.15, 0.1 + 0.2, 0.55, 1])
def test_factors_in_steps_of_0_05_are_fine(value):
    """Also those that floats cannot say exactly."""
    assert found(v098_distilled.text_to_video, temporal_adain_factor=value) == {}


@pytest.mark.parametrize("name", ["temporal_adain_factor", "tone_map_compression_ratio"])
def test_factors_between_two_steps_are_refused(name):
    """The nearest step is the way out."""
    issue = found(v097_dev.text_to_video, **{name: 0.33})["ltx.step_005"]
    assert (issue.level, issue.path, issue.fix) == ("error", f"/{name}", "Use 0.35.")


@pytest.mark.parametrize("module", TWO_PASS)
def test_the_detail_pass_says_what_it_costs(module):
    """Twice as much, as information."""
    issue = found(module.text_to_video, enable_detail_pass=True)["ltx.detail_price"]
    assert (issue.level, issue.is_blocking) == ("info", False)


@pytest.mark.parametrize(("size", "is_fine"), [((768, 512), True), ((512, 768), False)])
def test_the_preview_asks_for_images_of_768x512(size, is_fine):
    """Upright is another size."""
    facts = {"/image_url": Facts(kind="image", size=size)}
    issues = found(preview.image_to_video, facts, image_url=PICTURE)
    assert set(issues) == (set() if is_fine else {"ltx.i2v_768x512"})
    assert all(issue.level == "warn" for issue in issues.values())


def test_a_size_that_nobody_looked_at_is_not_checked():
    """The rule says so, and blocks nothing."""
    issue = found(preview.image_to_video, image_url=PICTURE)["ltx.i2v_768x512"]
    assert (issue.checked, issue.is_blocking) == (False, False)


@pytest.mark.parametrize(("images", "at"), [((), None), ((0,), 1), ((1,), 0), ((0, 1), None)])
def test_all_validations_have_an_image_or_none_has(images, at):
    """The one without is named."""
    validation = [
        {"prompt": "x", **({"image_url": PICTURE} if index in images else {})} for index in (0, 1)
    ]
    call = trainer.train.parse({"training_data_url": PICTURE, "validation": validation})
    issues = [issue for rule in trainer.train.rules for issue in rule.check(call.view())]
    assert [(issue.path, issue.level) for issue in issues] == (
        [] if at is None else [(f"/validation/{at}/image_url", "error")]
    )


@pytest.mark.parametrize(
    ("name", "newest"),
    [
        ("first_pass_num_inference_steps", 12),
        ("second_pass_num_inference_steps", 12),
        ("second_pass_skip_initial_steps", 11),
        ("constant_rate_factor", 51),
    ],
)
def test_what_only_2025_allowed_is_warned_of(name, newest):
    """The schema of 2026 is narrower; which one the service holds to is not known."""
    other = {"second_pass_num_inference_steps": 20} if "skip" in name else {}
    endpoint = v097_distilled.image_to_video
    for value, is_warned in ((newest, False), (newest + 1, True)):
        issues = found(endpoint, image_url=PICTURE, **other, **{name: value})
        warned = [
            issue
            for rule in endpoint.rules
            for issue in rule.check(
                endpoint.parse({"prompt": "x", "image_url": PICTURE, **other, name: value}).view()
            )
            if issue.code == "ltx.newest_bounds" and issue.path == f"/{name}"
        ]
        assert bool(warned) is is_warned
        assert all(issue.level in {"warn", "info"} for issue in issues.values())
