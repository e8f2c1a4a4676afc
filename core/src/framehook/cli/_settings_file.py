"""framehook.toml: where it is, and what it says. Nothing but the command line reads it."""

from __future__ import annotations

__all__ = ("SettingsFile", "find", "user_folder")

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError
from ._terminal import expanded
from ._variables import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "framehook.toml"


class SettingsFile(NamedTuple):
    """
    What a settings file says; nothing, where there is none.

    Example:
        ```python
        assert SettingsFile(None, {}).values == {}
        ```
    """

    path: Path | None
    values: Mapping[str, Any]


def find(directory: Path, environment: Mapping[str, str]) -> SettingsFile:
    """
    Read the file that `FRAMEHOOK_CONFIG` names, the nearest one upwards, or the user's own.

    Raises:
        ConfigurationError: if it cannot be read, or says something unknown.
    """
    named = environment.get("FRAMEHOOK_CONFIG", "").strip()
    if named == "none":
        return SettingsFile(None, {})
    if named:
        return _read(expanded(named))
    start = directory.absolute()
    for folder in (start, *start.parents):
        if os.path.isfile(f"{folder}{os.sep}{NAME}"):  # noqa: PTH113 - a hot path
            return _read(folder / NAME)
    own = user_folder("config", environment) / NAME
    return _read(own) if own.is_file() else SettingsFile(None, {})


def user_folder(kind: str, environment: Mapping[str, str]) -> Path:
    """Return the folder for a user's own `config` or `state`."""
    if sys.platform.startswith("linux"):
        # What platformdirs does there, without the time that importing it takes.
        chosen = environment.get(f"XDG_{kind.upper()}_HOME", "").strip()
        usual = {"config": ".config", "state": ".local/state"}[kind]
        if os.path.isabs(chosen):  # noqa: PTH117 - a hot path
            return Path(chosen) / "framehook"
        home = environment.get("HOME")
        return (Path(home) if home else Path.home()) / usual / "framehook"
    import platformdirs  # As above.

    return Path(
        platformdirs.user_config_dir("framehook", appauthor=False)
        if kind == "config"
        else platformdirs.user_state_dir("framehook", appauthor=False)
    )


def _read(path: Path) -> SettingsFile:
    # Most people have no such file and need no parser.
    import tomllib

    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "It is no plain file", str(path))
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as exc:
        raise ConfigurationError(
            f"The settings file {str(path)!r} cannot be read: {exc}.",
            hint="Mend it, or run without one: FRAMEHOOK_CONFIG=none.",
        ) from exc
    known = sorted(setting.name for setting in SETTINGS if setting.name)
    for name in values:
        if name not in known:
            raise ConfigurationError(
                f"{str(path)!r} sets {name!r}, which is no setting.",
                hint=f"There are: {', '.join(known)}.",
            )
    return SettingsFile(path, values)
