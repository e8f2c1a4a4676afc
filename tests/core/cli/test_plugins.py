"""`framehook plugins`, `doctor` and `sync`: what is installed, and what is wrong with it."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from framehook.cli._main import main
from framehook.registry import Registry, Settings
from framehook.testing import ScriptedService


def test_plugins_is_one_object(framehook: Any) -> None:
    """A row for every entry."""
    rows = framehook("plugins", "--kind", "endpoints", "--json").json
    assert rows == {
        "v": 1,
        "plugins": [
            {
                "kind": "endpoints",
                "name": "my-team/dream",
                "distribution": None,
                "version": None,
                "state": "ready",
                "why": "",
                "fix": "",
            }
        ],
    }
    table = framehook("plugins").out.splitlines()
    assert table[0].split() == ["KIND", "NAME", "PROVIDED", "BY", "STATE"]
    assert len(table) == 4


def test_why_names_who_decided(framehook: Any) -> None:
    """For what is there, and 2 for what is not."""
    ran = framehook("plugins", "why", "my-team/dream", "--json")
    assert ran.code == 0
    assert set(ran.json) == {"v", "ok", "name", "entries", "decisions", "hint"}
    assert ran.json["entries"][0]["state"] == "ready"
    assert ran.json["decisions"][0] == {"setting": "disable", "value": None, "by": "the default"}
    ran = framehook("plugins", "why", "magi")
    assert ran.code == 2
    assert "pip install framehook-magi" in ran.out


def test_doctor_is_one_object(framehook: Any, tmp_path: Path) -> None:
    """Versions, places, states, and what services say of themselves."""

    class Talkative(ScriptedService):
        def doctor(self) -> dict[str, Any]:
            return {"slots": 2, "folder": "/x"}

    ran = framehook("doctor", "--load", "--json", service=Talkative())
    assert ran.code == 0
    answer = ran.json
    assert answer.pop("python").count(".") == 2
    assert answer.pop("packages")["framehook"]
    assert answer == {
        "v": 1,
        "ok": True,
        "settings_file": None,
        "ledger": {
            "place": str(tmp_path / "home/.local/state/framehook/ledger.sqlite"),
            "error": None,
        },
        "entries": {"ready": 4},
        "problems": [],
        "stale": [],
        "notes": [],
        "services": {"scripted": {"slots": 2, "folder": "/x"}},
    }
    text = framehook("doctor", service=Talkative()).out
    assert "slots: 2" in text
    assert text.endswith("ok\n")


def test_doctor_finds_what_is_broken(framehook: Any, tmp_path: Path) -> None:
    """A load that fails, a service that raises, a ledger that is none."""

    class Ill(ScriptedService):
        def doctor(self) -> dict[str, Any]:
            raise RuntimeError("ill")

    (tmp_path / "ledger.db").write_bytes(b"x" * 5000)
    (tmp_path / "folder").mkdir()
    ran = framehook("doctor", "--ledger", "folder", "--json", service=Ill())
    assert ran.code == 5
    assert ran.json["ledger"]["error"]
    assert ran.json["services"] == {"scripted": {"error": "RuntimeError: ill"}}
    ran = framehook("doctor", "--ledger", "none", service=Ill())
    assert ran.code == 5
    assert ran.out.endswith("Something is wrong.\n")
    place = tmp_path / "site" / "acme-1.0.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    points = (
        "[framehook.endpoints.v1]\nacme/x = acme_nowhere:x\n"
        "[framehook.services.v1]\nacme = acme_nowhere:service\n"
        "[framehook.runners.v1]\nacme/x@draft = acme_nowhere:run\n"
    )
    (place / "entry_points.txt").write_text(points)
    registry = Registry(Settings(), path=[str(tmp_path / "site")])
    ran = framehook("doctor", "--load", "--ledger", "none", registry=registry)
    assert ran.code == 5
    assert "broken: acme 1.0 cannot be loaded." in ran.out
    assert ran.out.endswith("Something is wrong.\n")


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "framehook-acme"
    package = place / "src" / "framehook_acme"
    package.mkdir(parents=True)
    (place / "pyproject.toml").write_text('[project]\nname = "framehook-acme"\nversion = "1.0"\n')
    shutil.copy(Path(__file__).parents[1] / "dream.py", package / "dream.py")
    (package / "__init__.py").write_text("")
    return place


def test_sync_writes_what_differs(framehook: Any, family: Path) -> None:
    """`--check` only says so, with exit code 5."""
    ran = framehook("sync", str(family), "--check", "--json")
    assert ran.code == 5
    assert ran.json == {
        "v": 1,
        "ok": False,
        "drift": [
            "pyproject.toml: 'my-team/dream' is missing.",
            "endpoints.json: 'my-team/dream' is missing.",
        ],
    }
    ran = framehook("sync", str(family))
    assert ran.code == 0
    assert "is missing" in ran.out
    assert "Written" in ran.err
    ran = framehook("sync", str(family), "--check")
    assert (ran.code, ran.err) == (0, "Nothing differs.\n")
    assert framehook("sync", str(family.parent)).code == 2


def test_the_help_has_the_verbs_of_plugins(framehook: Any, tmp_path: Path) -> None:
    """With who brings them; settings that make no sense take them away, and not the help."""
    told = framehook("--help", registry=Registry()).out
    (line,) = [each for each in told.splitlines() if each.startswith("  sim ")]
    assert line.split()[1] == "framehook-fal"
    (tmp_path / "framehook.toml").write_text("hooks = 7\n")
    out = io.StringIO()
    assert main(["--help"], stdout=out, directory=tmp_path) == 0
    assert "from plugins:" not in out.getvalue()
    assert "Exit codes: 0 done" in out.getvalue()


def test_doctor_tells_a_cause_once(framehook: Any, tmp_path: Path) -> None:
    """A family of eight endpoints that fail alike has one line; without --load, that is said."""
    info = tmp_path / "site" / "framehook_acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: framehook-acme\nVersion: 1.0\n")
    points = "".join(f"acme/x{number} = acme_nowhere:x\n" for number in range(8))
    (info / "entry_points.txt").write_text(f"[framehook.endpoints.v1]\n{points}")
    registry = Registry(Settings(), [str(tmp_path / "site")])
    assert "8 ready; --load imports and tries them" in framehook("doctor", registry=registry).out
    ran = framehook("doctor", "--load", registry=registry)
    assert ran.code == 5
    (line,) = [each for each in ran.out.splitlines() if each.startswith("broken: ")]
    assert "'acme/x0'" in line
    assert line.endswith(
        "(likewise 'acme/x1', 'acme/x2', 'acme/x3', 'acme/x4', 'acme/x5' and 2 more)"
    )
    assert "--load" not in ran.out


def test_sync_says_that_it_must_be_installed_again(framehook: Any, family: Path) -> None:
    """Also the second time, when the files are in step and the installation is not."""
    assert framehook("sync", str(family)).code == 0
    site = family.parent / "site"
    info = site / "framehook_acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: framehook-acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[framehook.endpoints.v1]\nacme/old = framehook_acme:x\n"
    )
    editable = {"url": family.as_uri(), "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(editable))
    ran = framehook("sync", str(family), registry=Registry(Settings(), [str(site)]))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        f"Nothing differs, but it was installed before it changed: pip install -e {family}\n"
    )
