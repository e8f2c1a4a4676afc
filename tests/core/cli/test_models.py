"""`framehook models`, `show` and `schema`: what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dream import Dream, Dreamt, dream

from framehook.registry import Registry, Settings
from framehook.spi import Endpoint

OLD = Endpoint(
    id="my-team/old",
    input=Dream,
    output=Dreamt,
    service="scripted",
    title="Old Dream",
    task="text-to-video",
    about="Makes an old dream.",
    retired="2026-01",
    replacement="my-team/dream",
    examples=({"prompt": "a b", "video_url": "sample:video", "num_frames": 3},),
)


def test_models_is_one_object(framehook: Any) -> None:
    """A row for each endpoint."""
    ran = framehook("models", "--json", endpoints=(OLD,))
    assert ran.code == 0
    assert ran.json == {
        "v": 1,
        "models": [
            {
                "id": "my-team/old",
                "family": None,
                "distribution": None,
                "version": None,
                "state": "ready",
                "title": "Old Dream",
                "task": "text-to-video",
                "retired": "2026-01",
            }
        ],
    }


def test_models_are_filtered(framehook: Any) -> None:
    """By a part of what is shown, and by task."""
    both = (OLD, dream)
    assert len(framehook("models", "OLD", "--json", endpoints=both).json["models"]) == 1
    assert (
        len(framehook("models", "--task", "text-to-video", "--json", endpoints=both).json["models"])
        == 1
    )
    table = framehook("models", endpoints=both).out
    assert [line.split()[0] for line in table.splitlines()] == [
        "ID",
        "my-team/dream",
        "my-team/old",
    ]
    assert "retired 2026-01" in table


def test_an_empty_list_says_what_to_install(framehook: Any) -> None:
    """One line with a command."""
    ran = framehook("models", endpoints=())
    assert (ran.code, ran.out) == (0, "")
    assert "pip install" in ran.err
    nothing = framehook("models", "zzz").err
    assert nothing == "No endpoint matches. See all of them with: framehook models\n"


def test_a_row_that_cannot_be_used_says_why(framehook: Any, tmp_path: Path) -> None:
    """Beside the table, with what to do."""
    place = tmp_path / "acme-1.0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (place / "entry_points.txt").write_text("[framehook.endpoints.v9]\nacme/x = acme:x\n")
    registry = Registry(Settings(), path=[str(tmp_path)])
    ran = framehook("models", registry=registry)
    assert "incompatible" in ran.out
    assert "pip install -U framehook" in ran.err
    assert "incompatible" in framehook("plugins", registry=registry).out
    ran = framehook("doctor", "--json", registry=registry, environment={"FRAMEHOOK_LEDGER": "none"})
    assert ran.code == 5
    assert [row["state"] for row in ran.json["problems"]] == ["incompatible"]


def test_schema_is_one_object(framehook: Any) -> None:
    """JSON Schema for both ends, with rules, units and media of our own."""
    answer = framehook("schema", "my-team/dream", "--json").json
    assert set(answer) == {"v", "id", "input", "output"}
    assert answer["id"] == "my-team/dream"
    dialect = "https://json-schema.org/draft/2020-12/schema"
    assert (answer["input"]["$schema"], answer["output"]["$schema"]) == (dialect, dialect)
    assert answer["input"]["x-framehook-rules"] == [
        {
            "code": "dream.start_in_video",
            "level": "error",
            "basis": "implied",
            "source": "the word",
            "text": "start_frame lies in the video.",
        },
        {
            "code": "dream.loud",
            "level": "warn",
            "basis": "ours",
            "source": "taste",
            "text": "Prompts are not shouted.",
        },
    ]
    fields = answer["input"]["properties"]
    assert fields["num_frames"]["x-framehook-unit"] == "frames"
    assert fields["video_url"]["anyOf"][0]["x-framehook-media"] == "video"
    assert answer["output"]["required"] == ["video"]
    assert "Example" not in answer["output"]["$defs"]["File"]["description"]


def test_show_is_one_object(framehook: Any) -> None:
    """Fields, rules, price and a command to try."""
    answer = framehook("show", "my-team/old", "--json", endpoints=(OLD,)).json
    fields = answer.pop("fields")
    assert answer == {
        "v": 1,
        "id": "my-team/old",
        "title": "Old Dream",
        "task": "text-to-video",
        "about": "Makes an old dream.",
        "service": "scripted",
        "target": "my-team/old",
        "family": None,
        "distribution": None,
        "version": None,
        "state": "ready",
        "retired": "2026-01",
        "replacement": "my-team/dream",
        "rules": [],
        "price": None,
        "example": "framehook run my-team/old -a 'prompt=a b' -a video_url=clip.mp4 -a num_frames=3 -o result",
    }
    assert fields[1] == {
        "name": "num_frames",
        "takes": "integer",
        "default": "24",
        "limits": "frames ≥ 1 ≤ 240",
        "meaning": "",
    }
    answer = framehook("show", "my-team/dream", "--json").json
    assert answer["price"] == {
        "amount": "0.1",
        "currency": "USD",
        "unit": "frame",
        "basis": "made up",
        "as_of": None,
    }


def test_show_for_people(framehook: Any) -> None:
    """The same in columns."""
    text = framehook("show", "my-team/old", endpoints=(OLD,)).out
    assert "since 2026-01; use my-team/dream" in text
    assert "$ framehook run my-team/old" in text
    text = framehook("show", "my-team/dream").out
    assert "0.1 USD a frame (made up)" in text
    assert "dream.start_in_video" in text


def test_an_example_with_lists_is_a_command_too() -> None:
    """Texts are repeated, everything else is JSON."""
    from framehook.cli._show import example

    endpoint = Endpoint(
        id="my-team/x",
        input=Dream,
        output=Dreamt,
        service="s",
        examples=({"a": ["sample:image", "sample:image"], "b": [{"c": 1}], "d": [1, 2]},),
    )
    assert example(endpoint) == (
        "framehook run my-team/x -a a=picture.png -a a=picture.png "
        "-a 'b:=[{\"c\": 1}]' -a 'd:=[1, 2]' -o result"
    )


def test_an_example_with_nested_files_is_written_with_dots() -> None:
    """JSON names no files, and a text that begins with @ is no file either."""
    from framehook.cli._show import example

    endpoint = Endpoint(
        id="my-team/x",
        input=Dream,
        output=Dreamt,
        service="s",
        examples=(
            {
                "prompt": "@fox",
                "clip": {"video_url": "sample:video", "flip": True, "none": None},
                "images": [{"url": "sample:image", "at": [0, 8]}, {"url": "sample:image"}],
            },
        ),
    )
    assert example(endpoint) == (
        "framehook run my-team/x -a prompt=@@fox -a clip.video_url=clip.mp4 -a clip.flip=true "
        "-a clip.none:=null -a images.0.url=picture.png -a 'images.0.at:=[0, 8]' "
        "-a images.1.url=picture.png -o result"
    )
