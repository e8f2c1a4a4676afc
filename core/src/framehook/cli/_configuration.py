"""The effective settings of the command line, and who decided each."""

from __future__ import annotations

__all__ = ("Configuration", "Effective")

from typing import TYPE_CHECKING, NamedTuple

from ..errors import ConfigurationError
from ..registry._settings import Settings
from ._settings_file import find, user_folder
from ._variables import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ._settings_file import SettingsFile

_CHOICES = {
    "probe": ("never", "local", "always"),
    "progress": ("auto", "rich", "plain", "none"),
}
_DEFAULTS = {"probe": "always", "progress": "auto"}


class Effective(NamedTuple):
    """A value, and who decided it."""

    value: str | None
    by: str


class Configuration:
    """
    The effective settings of the command line, and who decided each.

    Args:
        directory: Where the search for framehook.toml begins.
        environment: The environment.

    Example:
        ```python
        from pathlib import Path

        chosen = Configuration(Path(), {"FRAMEHOOK_SERVICE": "local", "FRAMEHOOK_CONFIG": "none"})
        assert chosen.get("service").by == "the environment variable FRAMEHOOK_SERVICE"
        ```
    """

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.file: SettingsFile = find(directory, environment)
        self.registry = Settings.read(environment=environment, file=self.file.values)

    def get(self, name: str, argument: str | None = None) -> Effective:
        """
        Return the value that a setting has, and who decided it.

        Raises:
            ConfigurationError: if it is none that the setting can have.
        """
        if name in Settings._fields:
            return Effective(self.registry.text(name), self.registry.by(name))
        found = self._found(name, argument)
        choices = _CHOICES.get(name)
        if choices and found.value not in choices:
            raise ConfigurationError(
                f"{found.by} sets {name!r} to {found.value!r}.",
                hint=f"Use one of {', '.join(choices)}.",
            )
        return found

    def ledger_file(self) -> Path:
        """Return where the ledger is if nobody says otherwise."""
        return user_folder("state", self._environment) / "ledger.sqlite"

    def _found(self, name: str, argument: str | None) -> Effective:
        variable = next(each.variable for each in SETTINGS if each.name == name)
        if argument is not None:
            return Effective(argument, f"the argument --{name.replace('_', '-')}")
        text = self._environment.get(variable, "").strip()
        if text:
            return Effective(text, f"the environment variable {variable}")
        value: object = self.file.values.get(name)
        if value is None:
            return Effective(_DEFAULTS.get(name), "the default")
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ConfigurationError(
                f"{str(self.file.path)!r} sets {name!r} to {value!r}, which is not one value.",
                hint=f'Write it as text: {name} = "…".',
            )
        return Effective(str(value), str(self.file.path))
