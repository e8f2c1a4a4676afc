"""
The vendors' fourteen pages: each example does what the page, the schemas and the rules say.

`seed_examples.json` holds what stands on them, with addresses and prose of our own:

- page 000: magi/extend-video
- page 001: magi-distilled/image-to-video
- page 002, ten of them: luma-dream-machine/ray-2/modify, wan-vace-14b,
  ltx-video-13b-distilled/multiconditioning, magi/extend-video again, pixverse/lipsync,
  pixverse/extend/fast, video-upscaler, ffmpeg-api/merge-audio-video, amt-interpolation,
  fast-animatediff/turbo/video-to-video
- page 003: magic-animate
- page 004: animatediff-v2v/turbo

What the families say about them beyond that stands in their own tests.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from framehook import Client, Registry

PAGES = json.loads((Path(__file__).parent / "seed_examples.json").read_text(encoding="utf-8"))
NAMES = [f"{page['page']}-{page['endpoint'].removeprefix('fal-ai/')}" for page in PAGES]
EMPTY = ("video_url", "")

each = pytest.mark.parametrize("page", PAGES, ids=NAMES)


@pytest.fixture(scope="module")
def registry():
    return Registry()


@each
def test_the_example_passes_or_fails_as_listed(page, registry):
    """Errors and warnings are exactly those that are known of the page, and no more."""
    endpoint = registry.endpoint(page["endpoint"])
    call, refused = endpoint.examine(page["input"])
    with Client(registry=registry, probe="never") as client:
        found = [*refused, *client.check(call).issues]
    known = [
        [issue.level, issue.code, issue.path]
        for issue in found
        if issue.checked and issue.level != "info"
    ]
    assert sorted(known) == page["finds"]


@each
def test_what_is_sent_is_what_stands_there(page, registry):
    """Nothing is added, dropped or written otherwise, but that an empty address counts as none."""
    given = {name: value for name, value in page["input"].items() if (name, value) != EMPTY}
    assert registry.endpoint(page["endpoint"]).parse(page["input"]).arguments() == given


@each
def test_the_example_output_is_read(page, registry):
    """Whatever it lacks or misnames, its file is found."""
    model = registry.endpoint(page["endpoint"]).result_model
    output = model.model_validate(page["output"])
    ((pointer, file),) = output.files()
    (given,) = [value for value in page["output"].values() if isinstance(value, dict)]
    assert file.url == given["url"]
    assert file.file_size == given.get("file_size")
    assert pointer in {"/video", "/image"}


def test_all_pages_are_there():
    """Ten pages in one document and one in each of four others; one endpoint has two pages."""
    assert Counter(page["page"] for page in PAGES) == {
        "000": 1,
        "001": 1,
        "002": 10,
        "003": 1,
        "004": 1,
    }
    assert len({page["endpoint"] for page in PAGES}) == 13
    assert [name for name, page in zip(NAMES, PAGES, strict=True) if page["finds"]] == [
        "002-ltx-video-13b-distilled/multiconditioning",
        "002-pixverse/lipsync",
        "002-wan-vace-14b",
    ]
