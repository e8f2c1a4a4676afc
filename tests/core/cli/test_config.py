"""Settings: where they come from, and who decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from framehook.cli import _settings_file
from framehook.cli._configuration import Configuration
from framehook.cli._settings_file import find, user_folder
from framehook.cli._variables import SETTINGS, markdown
from framehook.errors import ConfigurationError
from framehook.testing import ScriptedService


def test_config_is_one_object(framehook: Any, tmp_path: Path) -> None:
    """Every setting with its value, who decided it, and what it does."""
    (tmp_path / "framehook.toml").write_text(
        'service = "a"\nprobe = "never"\ndisable = ["x"]\nmax_cost = 2\n'
    )
    environment = {
        "FRAMEHOOK_CONFIG": "",
        "FRAMEHOOK_SERVICE": "b",
        "HTTPS_PROXY": "http://me:secret@proxy.example",
    }
    ran = framehook("config", "--json", environment=environment)
    answer = ran.json
    assert ran.code == 0
    assert answer["file"] == str(tmp_path / "framehook.toml")
    rows = {row["variable"]: row for row in answer["settings"]}
    assert rows["FRAMEHOOK_SERVICE"] == {
        "name": "service",
        "variable": "FRAMEHOOK_SERVICE",
        "value": "b",
        "by": "the environment variable FRAMEHOOK_SERVICE",
        "default": "the endpoint's own if its secret is there, else local",
        "text": "The service that runs calls of the command line.",
    }
    assert (rows["FRAMEHOOK_PROBE"]["value"], rows["FRAMEHOOK_PROBE"]["by"]) == (
        "never",
        str(tmp_path / "framehook.toml"),
    )
    assert (rows["FRAMEHOOK_DISABLE"]["value"], rows["FRAMEHOOK_DISABLE"]["by"]) == (
        "x",
        "framehook.toml",
    )
    assert rows["FRAMEHOOK_MAX_COST"]["value"] == "2"
    assert rows["FRAMEHOOK_LEDGER"]["by"] == "the default"
    assert "secret" not in ran.out.replace('"secret is', "").replace("its secret", "")
    text = framehook("config", environment=environment)
    assert "WHAT IT DOES" in text.out
    assert "framehook.toml" in text.err


def test_installed_services_add_their_variables(framehook: Any) -> None:
    """Secrets by name, never by value; a service that breaks adds none."""

    class Service(ScriptedService):
        variables = {"ACME_KEY": "The key.", "ACME_DIR": "A folder."}
        secret_variables = ("ACME_KEY",)

    environment = {"ACME_KEY": "hush", "ACME_DIR": "/x"}
    answer = framehook("config", "--json", service=Service(), environment=environment).json
    rows = {row["variable"]: row["value"] for row in answer["settings"]}
    assert (rows["ACME_KEY"], rows["ACME_DIR"]) == ("(set, not shown)", "/x")


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    """Upwards from the folder, then the user's own, unless one is named."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    own = tmp_path / "config" / "framehook" / "framehook.toml"
    own.parent.mkdir(parents=True)
    own.write_text('service = "own"')
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path)}
    assert find(inner, environment).values == {"service": "own"}
    (tmp_path / "framehook.toml").write_text('service = "far"')
    assert find(inner, environment).values == {"service": "far"}
    (inner / "framehook.toml").write_text('service = "near"')
    assert find(inner, environment).values == {"service": "near"}
    assert find(inner, {**environment, "FRAMEHOOK_CONFIG": str(own)}).path == own
    assert find(inner, {**environment, "FRAMEHOOK_CONFIG": "none"}).path is None


def test_without_any_file_nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting has its default."""
    monkeypatch.setattr(_settings_file, "NAME", "no-such-name.toml")
    assert find(tmp_path, {"HOME": str(tmp_path)}).values == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("servce = 'x'", "sets 'servce', which is no setting"),
        ("service = ", "cannot be read"),
        ("service = ['x']", "which is not one value"),
        ("probe = 'sometimes'", "sets 'probe' to 'sometimes'"),
        ("max_cost = true", "which is not one value"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """By name."""
    (tmp_path / "framehook.toml").write_text(text)

    def read() -> list[str | None]:
        made = Configuration(tmp_path, {})
        return [made.get(name).value for name in ("service", "probe", "max_cost")]

    with pytest.raises(ConfigurationError, match=message):
        read()


def test_folders_are_those_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What XDG says, if it is absolute; and what platformdirs says elsewhere."""
    assert user_folder("state", {"HOME": "/h"}) == Path("/h/.local/state/framehook")
    assert user_folder("config", {"HOME": "/h", "XDG_CONFIG_HOME": "/c"}) == Path("/c/framehook")
    assert user_folder("config", {"HOME": "/h", "XDG_CONFIG_HOME": "c"}) == Path(
        "/h/.config/framehook"
    )
    assert user_folder("config", {}) == Path.home() / ".config" / "framehook"
    monkeypatch.setattr("sys.platform", "darwin")
    assert user_folder("state", {}).name == "framehook"
    assert user_folder("config", {}).name == "framehook"


def test_linux_folders_agree_with_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is computed by hand is what everybody expects."""
    import platformdirs

    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/h")
    environment = {"HOME": "/h"}
    assert str(user_folder("state", environment)) == platformdirs.user_state_dir("framehook")
    assert str(user_folder("config", environment)) == platformdirs.user_config_dir("framehook")


def test_every_setting_is_in_the_table() -> None:
    """One line each, for the documentation."""
    lines = markdown().splitlines()
    assert len(lines) == len(SETTINGS) + 2
    assert all(line.count("|") == 6 for line in lines)


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("/dev/zero", "no plain file"),
        ("deep.toml", "recursion"),
        ("~nobody-of-that-name/framehook.toml", "a home that nobody has"),
    ],
)
def test_a_settings_file_without_an_end_is_refused(tmp_path: Path, named: str, why: str) -> None:
    """A device, a file nested beyond reason, and nobody's home: told, and nothing hangs."""
    (tmp_path / "deep.toml").write_text("service = " + "[" * 100_000)
    named = str(tmp_path / named) if named == "deep.toml" else named
    with pytest.raises(ConfigurationError, match=why):
        find(tmp_path, {"FRAMEHOOK_CONFIG": named})
