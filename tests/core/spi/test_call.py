"""Calls: what is sent, and which media are in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from dream import Dreamt, dream
from pydantic import Field

from framehook.spi import Always, Endpoint, Facts, ImageInput, Input, VideoInput


class Frame(Input):
    image: ImageInput
    at: int = 0


class Cut(Input):
    clips: list[VideoInput] = []
    frames: list[Frame] = []
    named: dict[str, VideoInput] = {}
    cover: Frame | None = None
    fmt: Annotated[str, Always()] = Field(default="mp4", alias="format")


cut = Endpoint(id="my-team/cut", input=Cut, output=Dreamt, service="s")


def test_only_what_was_set_is_sent():
    """Defaults stay at home, except those that are always sent; extras win."""
    call = dream(prompt="x")
    assert call.arguments() == {"prompt": "x", "safe": True}
    more = call.with_extra({"newer": 1}).with_extra({"newest": 2, "safe": False})
    assert more.arguments() == {"prompt": "x", "safe": False, "newer": 1, "newest": 2}
    assert call.extra == {}


def test_rules_can_be_left_out():
    """Codes add up, and the first call stays as it is."""
    call = dream(prompt="x")
    assert call.without("a").without("b", "c").skipped == {"a", "b", "c"}
    assert call.skipped == frozenset()


def test_media_are_found_wherever_they_are():
    """In fields, lists, dicts and nested objects, in the order of the fields."""
    call = cut(
        clips=["https://x.example/1", Path("2.mp4")],
        frames=[{"image": b"3"}],
        named={"a/b": b"4"},
        cover={"image": b"5"},
    )
    media = call.media()
    assert list(media) == [
        "/clips/0",
        "/clips/1",
        "/frames/0/image",
        "/named/a~1b",
        "/cover/image",
    ]
    assert media["/clips/0"].kind == "video"
    assert media["/frames/0/image"].kind == "image"


def test_placed_media_stand_in_their_places():
    """What a file store says stands for a file, text or object; an alias is the wire's name."""
    call = cut(clips=["https://x.example/1", Path("2.mp4")], named={"a/b": b"4"})
    shown = call.arguments()
    assert shown == {
        "clips": ["https://x.example/1", "2.mp4"],
        "named": {"a/b": "data"},
        "format": "mp4",
    }
    placed = {"/clips/1": "https://s.example/2", "/named/a~1b": {"bytes": "NA=="}}
    assert call.arguments(placed) == {
        "clips": ["https://x.example/1", "https://s.example/2"],
        "named": {"a/b": {"bytes": "NA=="}},
        "format": "mp4",
    }


def test_a_view_has_what_is_known():
    """Input, names and media facts for rules and prices."""
    facts = {"/video_url": Facts(frames=5)}
    view = dream(prompt="x", video_url=b"x").view(facts)
    assert view.endpoint == "my-team/dream"
    assert view.given == {"prompt", "video_url"}
    assert view.facts("/video_url").frames == 5
    assert dream(prompt="x").view().media == {}


def test_a_file_is_placed_under_its_name_in_json():
    """Where a field has another name in Python, at the top and inside of others."""

    class Part(Input):
        own: ImageInput = Field(validation_alias="own-url", serialization_alias="own-url")

    class Show(Input):
        clip: VideoInput = Field(validation_alias="clip-url", serialization_alias="clip-url")
        parts: list[Part] = Field(validation_alias="the parts", serialization_alias="the parts")

    show = Endpoint(id="my-team/show", input=Show, output=Dreamt, service="fal")
    call = show.parse({"clip-url": "https://x.example/a", "the parts": [{"own-url": "data:,x"}]})
    assert list(call.media()) == ["/clip", "/parts/0/own"]
    assert call.arguments(
        {"/clip": "https://y.example/a", "/parts/0/own": "https://y.example/b"}
    ) == {
        "clip-url": "https://y.example/a",
        "the parts": [{"own-url": "https://y.example/b"}],
    }
