"""Every variable of the page about settings changes what a command does."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import pytest
from blocks import ROOT, Place

from framehook.cli._main import main

PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
CALL = ("fal-ai/ffmpeg-api/metadata", "-a", "media_url=clip.mp4")
CHECK = ("check", *CALL, "--json")
RUN = ("run", *CALL, "--service", "local")
DOCTOR = ("doctor",)
FAL = {"FAL_KEY": "a:b"}


class Effect(NamedTuple):
    """
    What a variable does.

    Attributes:
        value: What it is set to.
        words: The command.
        shows: What the command then says, and does not say otherwise.
        others: What else is set, both times.
    """

    value: str
    words: tuple[str, ...]
    shows: str
    others: dict[str, str] = {}


EFFECTS = {
    "FRAMEHOOK_SERVICE": Effect(
        "elsewhere", ("run", *CALL), "No installed plugin provides the service 'elsewhere'"
    ),
    "FRAMEHOOK_LEDGER": Effect("other.sqlite", DOCTOR, "ledger         other.sqlite"),
    "FRAMEHOOK_PROBE": Effect("never", CHECK, '"media": {"/media_url": {"kind": null'),
    "FRAMEHOOK_PROGRESS": Effect("loud", RUN, "FRAMEHOOK_PROGRESS"),
    "FRAMEHOOK_MAX_COST": Effect("much", RUN, "FRAMEHOOK_MAX_COST must be an amount"),
    "FRAMEHOOK_DISABLE": Effect("ffmpeg-api", CHECK, "is off"),
    "FRAMEHOOK_PLUGINS": Effect("magi", CHECK, "is off"),
    "FRAMEHOOK_PREFER": Effect("a/b=framehook-c", ("plugins", "why", "magi"), "a/b=framehook-c"),
    "FRAMEHOOK_HOOKS": Effect("elsewhere", CHECK, "provides the hook 'elsewhere'"),
    "FRAMEHOOK_CONFIG": Effect("mine.toml", ("config",), "mine.toml"),
    "FRAMEHOOK_LOCAL_DIR": Effect("place", DOCTOR, "place"),
    "FRAMEHOOK_LOCAL_SLOTS": Effect("7", DOCTOR, "slots: 7"),
    "FRAMEHOOK_LOCAL_KEEP_DAYS": Effect("2", DOCTOR, "keep_days: 2"),
    "FRAMEHOOK_LOCAL_KEEP_GB": Effect("3", DOCTOR, "keep_bytes: 3000000000"),
    "FRAMEHOOK_LOCAL_MEMORY_MB": Effect("1024", DOCTOR, "memory_bytes: 1073741824"),
    "FRAMEHOOK_LOCAL_CPU_SECONDS": Effect("11", DOCTOR, "cpu_seconds: 11"),
    "FRAMEHOOK_LOCAL_RUN_SECONDS": Effect("12", DOCTOR, "run_seconds: 12"),
    "FAL_KEY": Effect("a:b", DOCTOR, "key: FAL_KEY"),
    "FAL_KEY_ID": Effect("a", DOCTOR, "key: FAL_KEY_ID and", {"FAL_KEY_SECRET": ""}),
    "FAL_KEY_SECRET": Effect("b", DOCTOR, "key: FAL_KEY_ID and", {"FAL_KEY_ID": ""}),
    "FAL_RUN_HOST": Effect("run.example", DOCTOR, "run: https://run.example", FAL),
    "FAL_QUEUE_RUN_HOST": Effect("q.example", DOCTOR, "queue: https://q.example", FAL),
    "FAL_REST_HOST": Effect("rest.example", DOCTOR, "rest: https://rest.example", FAL),
    "FAL_CDN_HOST": Effect("cdn.example", DOCTOR, "cdn: https://cdn.example", FAL),
    "FAL_PLATFORM_HOST": Effect("api.example/v9", DOCTOR, "platform: https://api.example/v9", FAL),
}
# These act on a network, a screen or a file of their own; what acts there has the test.
ELSEWHERE = {
    "FRAMEHOOK_FAL_WEBHOOK_SECRET": "plugins/fal/tests/test_receiver.py",
    "FRAMEHOOK_FAL_ALIASES": "plugins/fal/tests/test_hosts.py",
    "FRAMEHOOK_AUDIT_FILE": "plugins/audit/tests/test_audit_log.py",
    "NO_COLOR": "tests/core/cli/test_progress.py",
    "HTTPS_PROXY": "tests/core/transports/test_httpx_environment.py",
    "SSL_CERT_FILE": "tests/core/transports/test_httpx_environment.py",
}


def said(words):
    out, err = io.StringIO(), io.StringIO()
    main(words, stdin=io.StringIO(), stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


@pytest.mark.parametrize("variable", EFFECTS)
def test_a_variable_has_an_effect(variable, tmp_path, monkeypatch):
    """A command says something that it does not say without."""
    effect = EFFECTS[variable]
    place = Place(tmp_path, monkeypatch)
    (place.folder / "mine.toml").write_text('probe = "never"\n')
    monkeypatch.setenv("FRAMEHOOK_CONFIG", "none")
    for name, value in effect.others.items():
        monkeypatch.setenv(name, value)
    assert effect.shows not in said(effect.words)
    monkeypatch.setenv(variable, effect.value)
    assert effect.shows in said(effect.words)


def test_no_variable_is_left_out():
    """The page and these tests know the same ones."""
    named = re.findall(r"^\| (?:`\w+`)? \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted([*EFFECTS, *ELSEWHERE])
    for variable, file in ELSEWHERE.items():
        assert variable in (ROOT / file).read_text(encoding="utf-8"), file
