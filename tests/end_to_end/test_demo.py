"""The first command of a newcomer, for real: on this machine, without a key, without network."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from framehook.cli._main import main


def test_the_demo_needs_neither_key_nor_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, framehook_no_network: object
) -> None:
    """A bogus key changes nothing: the local service is named in every command."""
    monkeypatch.setenv("FAL_KEY", "bogus:key")
    monkeypatch.setenv("FRAMEHOOK_LOCAL_DIR", str(tmp_path / "spool"))
    monkeypatch.setenv("FRAMEHOOK_LEDGER", str(tmp_path / "ledger.sqlite"))
    monkeypatch.setenv("FRAMEHOOK_CONFIG", "none")
    out, err = io.StringIO(), io.StringIO()
    code = main(["demo", "--json"], stdout=out, stderr=err, directory=tmp_path)
    assert code == 0, err.getvalue()
    check, quote, run = json.loads(out.getvalue())["steps"]
    assert [issue["code"] for issue in check["answer"]["issues"]] == ["magi.start_frame_in_video"]
    assert quote["answer"]["high"] == "0.8"
    assert (run["answer"]["service"], run["answer"]["fidelity"]) == ("local", "draft")
    (file,) = run["answer"]["files"]
    assert (file["frames"], file["fps"], file["size"]) == (160, 24.0, [1280, 720])
    assert (tmp_path / "framehook-demo" / "longer.mp4").stat().st_size == file["bytes"]
