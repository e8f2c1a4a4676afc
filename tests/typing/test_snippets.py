"""The snippets of the design run as printed. Type checkers see the same file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import design_snippets
import pytest

from framehook import CheckFailedError
from framehook.testing import make_mp4


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRAMEHOOK_LOCAL_DIR", str(tmp_path / "spool"))
    (tmp_path / "shore.mp4").write_bytes(make_mp4(width=160, height=96, frames=100))
    return tmp_path


def test_the_blocking_snippet_runs(folder: Path) -> None:
    """Check, quote, run, save, submit, resume and upload, as the design has them."""
    assert design_snippets.blocking(folder).facts.frames == 64 + 120


def test_the_asynchronous_snippet_runs(folder: Path) -> None:
    """The same names and arguments with await."""
    assert asyncio.run(design_snippets.asynchronous(folder)).facts.frames == 100 - 32 + 96


def test_the_snippet_without_a_service_runs() -> None:
    """A client takes the clock of a scripted service, for checkers too."""
    assert design_snippets.offline() == 1


def test_what_a_checker_refuses_is_refused_at_run_time() -> None:
    """Wrong names and types are errors before anything is sent."""
    with pytest.raises(CheckFailedError):
        design_snippets.refused()
