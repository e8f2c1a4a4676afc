"""Every exit code of the page about errors is the end of a real command."""

from __future__ import annotations

import json
import re
import shutil
import signal
from pathlib import Path

import pytest
from blocks import ROOT
from hosting import Host
from installed import ENDPOINTS

from framehook.cli._verbs import overview

PAGE = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
# A service that plays a script, as a plugin of its own.
PLUGIN = """
from framehook.testing import ScriptedService, acts

service = ScriptedService({script})
"""
RUN = ("run", "my-team/dream", "-a", "prompt=tide", "--service", "scripted", "--progress", "none")
# The words of a command, the script of its service, and the code of the error it prints.
ENDS = {
    0: ((*RUN, "-o", "film.mp4"), "", None),
    1: (RUN, "[acts.failed()]", "job-failed"),
    2: ((*RUN, "-a", "num_frames=0"), "", "check-failed"),
    3: (RUN, "submits=[acts.lost()]", "submission-unknown"),
    4: ((*RUN, "-o", "film.mp4"), "results=[acts.missing()]", "result-expired"),
    5: (RUN, "", "hook"),
    75: ((*RUN, "--for", "0.05"), "[acts.running()]", "job-timeout"),
    130: (RUN, "[acts.running()]", "interrupted"),
}
HOOK = """
from framehook.spi import hookimpl

@hookimpl
def framehook_configure(settings):
    raise RuntimeError("no luck")
"""


@pytest.fixture
def host(tmp_path):
    """A machine on which a family and a hook that fails are installed."""
    host = Host(tmp_path)
    host.site.install(
        "framehook-dream",
        {
            ENDPOINTS: {"my-team/dream": "dreaming:dream"},
            "framehook.hooks.v1": {"sad": "sad"},
            "framehook.services.v1": {"scripted": "scripted:service"},
        },
        modules={"sad.py": HOOK},
    )
    shutil.copy(ROOT / "tests" / "core" / "dream.py", host.site.root / "dreaming.py")
    return host


@pytest.mark.parametrize("code", ENDS)
def test_every_exit_code_happens(host, code):
    """The installed command ends with it, and its one object says why."""
    words, script, error = ENDS[code]
    (host.site.root / "scripted.py").write_text(PLUGIN.format(script=script))
    environment = {"FRAMEHOOK_HOOKS": "sad"} if code == 5 else {}
    process = host.start(*words, "--json", **environment)
    with process:
        if code == 130:
            while not process.stderr.readline().startswith("ticket "):
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=40)
    answer = json.loads(out)
    assert (process.returncode, answer["ok"]) == (code, code == 0), answer
    assert answer.get("error", {}).get("code") == error
    assert Path(host.folder / "film.mp4").exists() == (code == 0)


def test_every_exit_code_is_documented():
    """The page, the help of the command and this test know the same ones."""
    assert sorted(map(int, re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))) == sorted(ENDS)
    (_, told) = overview().split("Exit codes: ")
    assert sorted(map(int, re.findall(r"\b\d+\b", told))) == sorted(ENDS)
