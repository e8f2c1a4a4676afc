"""`framehook check`: everything at once, and nothing sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dream import dream

from framehook.testing import ScriptedService, make_mp4


def test_every_violation_is_told_at_once(framehook: Any, tmp_path: Path) -> None:
    """Schema and rules together; rules are silent about what the schema has refused."""
    (tmp_path / "clip.mp4").write_bytes(make_mp4(frames=24))
    service = ScriptedService()
    ran = framehook(
        "check",
        "my-team/dream",
        *("-a", "prompt=LOUD", "-a", "num_frames=500", "-a", "start_frame=24"),
        *("-a", "video_url=clip.mp4", "-a", "promt=x", "--json"),
        service=service,
    )
    assert ran.code == 2
    _, refused = dream.examine({"prompt": "x", "num_frames": 500, "promt": "x"})
    assert [issue.path for issue in refused] == ["/num_frames", "/promt"]
    answer = ran.json
    media = answer.pop("media")
    assert answer == {
        "v": 1,
        "ok": False,
        "issues": [
            *(issue.to_json() for issue in refused),
            {
                "code": "dream.start_in_video",
                "level": "error",
                "path": "/start_frame",
                "message": "The video has 24 frames.",
                "got": 24,
                "allowed": "0 to 23",
                "fix": "Use at most 23.",
                "basis": "implied",
                "source": "the word",
                "checked": True,
            },
            {
                "code": "dream.loud",
                "level": "warn",
                "path": "/prompt",
                "message": "The prompt is in capitals.",
                "got": None,
                "allowed": None,
                "fix": None,
                "basis": "ours",
                "source": "taste",
                "checked": True,
            },
        ],
        "changes": [],
    }
    assert media["/video_url"]["frames"] == 24
    assert media["/video_url"]["exact"] is True
    assert service.tries == ()


def test_a_good_call_is_ok(framehook: Any) -> None:
    """With exit code 0, and the coercions that were made."""
    ran = framehook(
        *("check", "my-team/dream", "-a", "prompt=x", "-a", 'num_frames:="24"', "--json"),
        service=ScriptedService(),
    )
    assert ran.code == 0
    assert ran.json == {
        "v": 1,
        "ok": True,
        "issues": [],
        "media": {},
        "changes": [{"path": "/num_frames", "got": "24", "sent": 24}],
    }


def test_a_call_that_cannot_be_made_is_still_told(framehook: Any) -> None:
    """Without a required field there is no call, only what the schema says."""
    ran = framehook("check", "my-team/dream", "--json", service=ScriptedService())
    assert ran.code == 2
    assert [issue["code"] for issue in ran.json["issues"]] == ["schema.required"]
    assert ran.json["changes"] == []


def test_people_get_a_table(framehook: Any, tmp_path: Path) -> None:
    """Level, code, path, message and fix in columns; facts and coercions beside it."""
    (tmp_path / "clip.mp4").write_bytes(make_mp4(frames=24))
    words = ("check", "my-team/dream", "-a", "video_url=clip.mp4", "-a", "prompt=x")
    ran = framehook(*words, "-a", "start_frame=99", "-a", "new=1", service=ScriptedService())
    head, *rows = ran.out.splitlines()
    assert head.split() == ["LEVEL", "CODE", "PATH", "MESSAGE", "FIX"]
    assert [row.split()[:3] for row in rows] == [
        ["error", "schema.unknown_field", "/new"],
        ["error", "dream.start_in_video", "/start_frame"],
    ]
    assert "--extra" in rows[0]
    assert "/video_url: mp4, h264, 24 frames" in ran.err
    assert framehook(*words, "-a", 'num_frames:="24"', service=ScriptedService()).out == "ok\n"


def test_checking_needs_no_service(framehook: Any) -> None:
    """An endpoint's service need not be installed, and a ledger is not made."""
    assert framehook("check", "my-team/dream", "-a", "prompt=x").code == 0
    ran = framehook("check", "my-team/dream", "-a", "prompt=x", "--without", "dream.loud")
    assert ran.out == "ok\n"


def test_extra_fields_are_sent_as_they_are(framehook: Any) -> None:
    """And have to be JSON where they say so."""
    words = ("run", "my-team/dream", "-a", "prompt=x", "--show-request", "--json")
    ran = framehook(*words, "--extra", "newer:=[1]", "--extra", "b=c", service=ScriptedService())
    assert ran.json == {
        "v": 1,
        "endpoint": "my-team/dream",
        "target": "my-team/dream",
        "request": {"prompt": "x", "safe": True, "newer": [1], "b": "c"},
    }
    assert framehook(*words, "--extra", "a:=x", service=ScriptedService()).code == 2
    assert framehook(*words, "--extra", "a", service=ScriptedService()).code == 2


def test_a_file_that_cannot_be_used_is_told_once(framehook: Any, tmp_path: Path) -> None:
    """Rules that would have looked into it say nothing more."""
    (tmp_path / "clip.mp4").write_text("#EXTM3U\n")
    words = ("check", "my-team/dream", "-a", "prompt=x", "-a", "start_frame=1", "--json")
    for name in ("clip.mp4", "nowhere.mp4"):
        ran = framehook(*words, "-a", f"video_url={name}", service=ScriptedService())
        assert ran.code == 2
        assert [issue["code"] for issue in ran.json["issues"]] == ["media.unreadable"]
