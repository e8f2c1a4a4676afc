"""What pydantic refuses, told as issues."""

from __future__ import annotations

import pytest
from refusing import told


@pytest.mark.parametrize(
    ("arguments", "path", "code", "message", "fix"),
    [
        (
            {"num_frames": 999},
            "/num_frames",
            "schema.out_of_range",
            "'num_frames' must be between 96 and 192, not 999.",
            "Use a value between 96 and 192.",
        ),
        (
            {"num_frames": "9" * 5000},
            "/num_frames",
            "schema.int_parsing_size",
            f"'num_frames' must be an integer between 96 and 192, not {'9' * 197 + '...'!r}.",
            None,
        ),
        (
            {"num_frames": True},
            "/num_frames",
            "schema.int_type",
            "'num_frames' must be a valid integer between 96 and 192, not True.",
            None,
        ),
        (
            {"video_url": "clip.mp4"},
            "/video_url",
            "schema.media",
            "A string must be a URL or a data URI; 'clip.mp4' is neither.",
            "For a file on this machine pass Path('clip.mp4').",
        ),
        (
            {"video_url": "http:///clip.mp4"},
            "/video_url",
            "schema.media",
            "A string must be a URL or a data URI; 'http:///clip.mp4' is neither.",
            "For a file on this machine pass Path('http:///clip.mp4').",
        ),
        (
            {"prompt": "\udcff"},
            "/prompt",
            "schema.text_unpaired",
            "The text has half of a character in it, and cannot be sent.",
            "Look at where the text was cut, or how it was decoded.",
        ),
        (
            {"grid": 100},
            "/grid",
            "schema.out_of_range",
            "'grid' must be between 8 and 64 and a multiple of 8, not 100.",
            "Use a value between 8 and 64 and a multiple of 8.",
        ),
        (
            {"seed": -1},
            "/seed",
            "schema.out_of_range",
            "'seed' must be between 0 and 9, not -1.",
            "Use a value between 0 and 9.",
        ),
        (
            {"points": [{"id": "a", "at": 2}]},
            "/points/0/at",
            "schema.out_of_range",
            "'at' must be greater than 0 and at most 1, not 2.",
            "Use a value greater than 0 and at most 1.",
        ),
        (
            {"scores": [1, 6]},
            "/scores/1",
            "schema.out_of_range",
            "'scores[1]' must be between 0 and 5, not 6.",
            "Use a value between 0 and 5.",
        ),
        (
            {"prompt": "toolong"},
            "/prompt",
            "schema.length",
            "'prompt' must have 1 to 5 characters, not 7.",
            "Use 1 to 5 characters.",
        ),
        (
            {"tags": []},
            "/tags",
            "schema.length",
            "'tags' must have 1 to 3 items, not 0.",
            "Use 1 to 3 items.",
        ),
        (
            {"tags": ["abc"]},
            "/tags/0",
            "schema.length",
            "'tags[0]' must have at most 2 characters, not 3.",
            "Use at most 2 characters.",
        ),
        (
            {"pair": [1]},
            "/pair",
            "schema.length",
            "'pair' must have 2 items, not 1.",
            "Use 2 items.",
        ),
        (
            {"notes": []},
            "/notes",
            "schema.length",
            "'notes' must have at least 1 item, not 0.",
            "Use at least 1 item.",
        ),
        (
            {"steps": "5"},
            "/steps",
            "schema.not_allowed",
            "'steps' must be one of 4, 8, 16, not '5'.",
            "Use one of 4, 8, 16.",
        ),
        (
            {"points": [{}]},
            "/points/0/id",
            "schema.required",
            "'id' is required.",
            "Give 'id'.",
        ),
        (
            {"points": [{"id": "a", "att": 1}]},
            "/points/0/att",
            "schema.unknown_field",
            "There is no field 'att'.",
            "Did you mean 'at'?",
        ),
        (
            {"zzz": 1},
            "/zzz",
            "schema.unknown_field",
            "There is no field 'zzz'.",
            "Leave it out, or use call.with_extra().",
        ),
        (
            {"num_frames": "abc"},
            "/num_frames",
            "schema.int_parsing",
            "'num_frames' must be a valid integer between 96 and 192, not 'abc'.",
            None,
        ),
        (
            {"flag": "maybe"},
            "/flag",
            "schema.bool_parsing",
            "'flag' must be a valid boolean, not 'maybe'.",
            None,
        ),
        (
            {"points": ["x"]},
            "/points/0",
            "schema.model_type",
            "'points[0]' must be an object, not 'x'.",
            None,
        ),
        (
            {"label": 5},
            "/label",
            "schema.string_type",
            "'label' must be a valid string, not 5.",
            None,
        ),
        ({"odd": 2}, "/odd", "schema.value_error", "Value error, it is even.", None),
    ],
)
def test_each_refusal_is_a_sentence(arguments, path, code, message, fix):
    """Path, code, what is wrong, what is allowed and what to do."""
    (issue,) = told(**arguments)
    assert (issue.path, issue.code, issue.message, issue.fix) == (path, code, message, fix)
    assert (issue.level, issue.basis, issue.source) == ("error", "schema", "input schema")
    assert issue.is_blocking


def test_what_is_allowed_is_said_in_a_form_for_programs():
    """Choices as a list, names as a list, ranges as words."""
    (issue,) = told(steps=5)
    assert issue.allowed == [4, 8, 16]
    (issue,) = told(num_frames=1)
    assert issue.allowed == "between 96 and 192"
    (issue,) = told(zzz=1)
    assert "num_frames" in issue.allowed


@pytest.mark.parametrize("value", ["clip.mp4", "file:///a", 5])
def test_media_have_one_code(value):
    """Whatever is wrong with one."""
    (issue,) = told(video_url=value)
    assert issue.code == "schema.media"
    assert issue.path == "/video_url"


def test_one_issue_for_each_path_and_all_of_them():
    """In the order of the fields, the unknown ones last."""
    issues = told(num_frames=1, prompt="", zzz=1, points=[{"id": 1, "at": 5}], steps=1)
    assert [issue.path for issue in issues] == [
        "/prompt",
        "/num_frames",
        "/steps",
        "/points/0/id",
        "/points/0/at",
        "/zzz",
    ]
