"""The vendor's own example."""

from __future__ import annotations

from framehook_luma import ray_2

EXAMPLE = {
    "video_url": "https://media.example/walk.mp4",
    "image_url": "https://media.example/walk-first.jpg",
    "mode": "flex_1",
}


def test_the_example_of_modify_passes_as_it_is():
    """An edited first frame is guide enough; nothing is found."""
    call = ray_2.modify.parse(EXAMPLE)
    assert call.arguments() == EXAMPLE
    issues = [issue for rule in ray_2.modify.rules for issue in rule.check(call.view())]
    assert [(issue.code, issue.checked) for issue in issues] == [("luma.source_limits", False)]


def test_the_example_output_is_read():
    """A URL alone."""
    output = ray_2.modify.result_model.model_validate(
        {"video": {"url": "https://media.example/modified.mp4"}}
    )
    assert output.video.url == "https://media.example/modified.mp4"
    assert output.video.content_type is None
