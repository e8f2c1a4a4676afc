"""Completing commands: verbs, endpoints, fields and values."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["qu"], ["quote"]),
        (["jobs", "wa"], ["wait"]),
        (["run", "my-"], ["my-team/dream"]),
        (["run", "my-team/dream", "-a", "pr"], ["prompt="]),
        (["run", "my-team/dream", "-a", "safe="], ["safe=false", "safe=true"]),
        (["run", "my-team/dream", "-a", "nothing="], []),
        (["run", "other/one", "-a", "pr"], []),
        (["run", "my-team/dream", "-o", "x"], []),
        (["config", ""], []),
    ],
)
def test_candidates_fit_the_place(framehook: Any, words: list[str], found: list[str]) -> None:
    """What is offered is what may stand there."""
    ran = framehook("completion", "--words", *words)
    assert (ran.code, ran.out.split()) == (0, found)


def test_all_verbs_are_offered(framehook: Any) -> None:
    """Without a word there is every verb."""
    assert {"run", "jobs", "drift"} <= set(framehook("completion", "--words", "").out.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_what_the_shell_reads(framehook: Any, shell: str) -> None:
    """Each script is accepted by its shell, where that is installed."""
    script = framehook("completion", shell).out
    assert "framehook completion --words" in script
    program = shutil.which(shell)
    if program is not None:
        done = subprocess.run(
            [program, "-n"], input=script, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="There is no bash.")
def test_bash_completes(framehook: Any, tmp_path: Any) -> None:
    """bash hands over the words before the cursor, and takes only the value behind an equals sign."""
    (tmp_path / "framehook").write_text(
        '#!/bin/sh\nshift 2\nprintf "%s\\n" "$*" > asked\necho size=big\n'
    )
    (tmp_path / "framehook").chmod(0o755)
    script = framehook("completion", "bash").out
    line = "framehook run my-team/dream -a size=b"
    program = (
        f'PATH="$PWD:$PATH"\n{script}\nCOMP_LINE="{line}" COMP_POINT={len(line)}\n'
        'COMP_WORDS=(x) COMP_CWORD=0\n_framehook 2>/dev/null\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", program], cwd=tmp_path, text=True, capture_output=True, check=True
    )
    assert done.stdout.split() == ["big"]
    assert (tmp_path / "asked").read_text().split() == line.split()[1:]
