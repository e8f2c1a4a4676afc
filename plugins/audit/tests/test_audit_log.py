"""The audit log."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from framehook.errors import HookError
from framehook.hooks import Hooks
from framehook.spi import Call, Endpoint, Event, Input, Output, Request, VideoInput, hookimpl
from framehook_audit import AuditLog, plugin
from framehook_audit._redaction import redacted

DATA = "data:video/mp4;base64," + "QUJD" * 1000
EVENT = Event("status", datetime(2026, 1, 1, tzinfo=UTC), {"phase": "running", "position": 3})


class ShowInput(Input):
    prompt: str
    video_url: VideoInput | None = None


class ShowOutput(Output):
    url: str


SHOW = Endpoint(id="acme/show", input=ShowInput, output=ShowOutput, service="acme")


class Service:
    name = "acme"


@pytest.fixture
def path(tmp_path, monkeypatch):
    path = tmp_path / "state" / "calls.jsonl"
    monkeypatch.setenv("FRAMEHOOK_AUDIT_FILE", str(path))
    return path


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def call(**arguments) -> Call[ShowOutput]:
    return SHOW(prompt="the tide", **arguments)


def test_the_entry_point_names_the_hook():
    """It is enabled under the name `audit`."""
    (entry,) = entry_points(group="framehook.hooks.v1", name="audit")
    assert entry.load() is plugin


def test_every_call_and_event_is_one_line(path):
    """With version, time and process; nothing is changed on the way."""
    hooks = Hooks({"audit": AuditLog()})
    hooks.configure({})
    made = call(video_url=Path("shore.mp4")).without("acme.rule")
    assert hooks.check(made) == []
    assert hooks.build_request(made, Service()) is None
    hooks.event(EVENT)
    checked, sent, happened = lines(path)
    told = {
        "endpoint": "acme/show",
        "arguments": {"prompt": "the tide", "video_url": "shore.mp4"},
        "without": ["acme.rule"],
    }
    for line in (checked, sent, happened):
        assert line.pop("v") == 1
        assert isinstance(line.pop("process"), int)
        assert datetime.fromisoformat(line.pop("at")).tzinfo is not None
    assert checked == {"kind": "check", **told}
    assert sent == {"kind": "call", "service": "acme", **told}
    assert happened == {
        "kind": "event",
        "event": "status",
        "happened": "2026-01-01T00:00:00+00:00",
        "data": {"phase": "running", "position": 3},
    }


def test_a_request_of_another_plugin_passes(path):
    """And the call is written down all the same."""

    class Maker:
        @hookimpl(tryfirst=True)
        def framehook_build_request(self, call):
            return Request("POST", "https://api.example/")

    hooks = Hooks({"audit": AuditLog(), "maker": Maker()})
    hooks.configure({})
    assert hooks.build_request(call(), Service()) == Request("POST", "https://api.example/")
    assert [line["kind"] for line in lines(path)] == ["call"]


def test_the_log_has_no_secrets_and_no_media(path):
    """Neither in arguments, nor in extra fields, nor in what a service says."""
    hooks = Hooks({"audit": AuditLog()})
    signed = "https://cdn.example/a.mp4?sig=hush"
    made = call(video_url=DATA).with_extra(
        {"api_key": "hush", "urls": [signed], "max_tokens": 5, "note": f"see {DATA}"}
    )
    hooks.configure({})
    hooks.build_request(made, Service())
    log = Event("log", EVENT.at, {"text": f"GET {signed} with Bearer hush-hush-hush"})
    hooks.event(log)
    text = path.read_text()
    assert "hush" not in text
    assert "QUJDQUJD" not in text
    sent, happened = lines(path)
    short = sent["arguments"]["video_url"]
    assert short.startswith("<data:video/mp4 0.0 MB sha256:")
    assert sent["arguments"] == {
        "prompt": "the tide",
        "video_url": short,
        "api_key": "REDACTED",
        "urls": ["https://cdn.example/a.mp4?…"],
        "max_tokens": 5,
        "note": f"see {short}",
    }
    assert happened["data"]["text"] == "GET https://cdn.example/a.mp4?… with Bearer REDACTED"
    assert path.stat().st_mode & 0o077 == 0


def test_redaction_keeps_what_is_no_secret():
    """Numbers, nothing, and words that merely sound like it."""
    value = {"a": None, "token": 3, "list": [1, "data: none"], "text": "the key to it"}
    assert redacted(value) == value


def test_the_file_is_named_or_in_the_state_folder(path, tmp_path, monkeypatch):
    """An argument counts more than the environment, and that more than the default."""
    assert AuditLog(tmp_path / "mine.jsonl").path == tmp_path / "mine.jsonl"
    assert AuditLog().path == path
    monkeypatch.delenv("FRAMEHOOK_AUDIT_FILE")
    assert AuditLog().path.parts[-2:] == ("framehook", "audit.jsonl")


def test_a_change_of_folder_does_not_split_the_log(tmp_path, monkeypatch):
    """A relative path is that of the moment the client was made."""
    monkeypatch.chdir(tmp_path)
    log = AuditLog("calls.jsonl")
    log.framehook_configure({})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    log.framehook_event(EVENT)
    assert len(lines(tmp_path / "calls.jsonl")) == 1


def test_a_log_that_cannot_be_written_stops_everything(path, tmp_path):
    """No client is made, and no call is sent."""
    hooks = Hooks({"audit": AuditLog(tmp_path)})
    with pytest.raises(HookError, match="'audit' raised IsADirectoryError"):
        hooks.configure({})
    assert [issue.code for issue in hooks.check(call())] == ["hook.failed"]
    with pytest.raises(HookError):
        hooks.build_request(call(), Service())


def test_a_full_disk_is_noticed(path, monkeypatch):
    """Half a line is an error."""
    log = AuditLog()
    log.framehook_configure({})
    monkeypatch.setattr("framehook_audit._log.os.write", lambda descriptor, line: len(line) - 1)
    with pytest.raises(OSError, match="bytes of a line fit"):
        log.framehook_event(EVENT)


WRITE_MANY = """
import sys
from datetime import UTC, datetime
from framehook.spi import Event
from framehook_audit import AuditLog

log = AuditLog(sys.argv[1])
for count in range(50):
    text = f"{sys.argv[2]}/{count} " + "x" * 20_000
    log.framehook_event(Event("log", datetime.now(UTC), {"text": text}))
"""


def test_several_processes_write_whole_lines(path):
    """Long lines of four processes at once."""
    path.parent.mkdir()
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITE_MANY, str(path), str(number)])
        for number in range(4)
    ]
    assert [process.wait(timeout=30) for process in processes] == [0] * 4
    texts = [line["data"]["text"].partition(" ")[0] for line in lines(path)]
    assert sorted(texts) == sorted(
        f"{number}/{count}" for number in range(4) for count in range(50)
    )


def test_a_client_writes_it_when_it_is_enabled_by_name(path):
    """As the README says."""
    from framehook import Client

    with Client(service="local", hooks=["audit"]) as client:
        client.check(call())
    assert [line["kind"] for line in lines(path)] == ["check"]
