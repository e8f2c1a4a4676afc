"""What is switched on and off, and who decided it."""

from __future__ import annotations

__all__ = ("VARIABLES", "Refusal", "Settings")

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, cast

from ..errors import ConfigurationError
from ._grammar import normal

VARIABLES: Mapping[str, str] = {
    "disable": "FRAMEHOOK_DISABLE",
    "plugins": "FRAMEHOOK_PLUGINS",
    "prefer": "FRAMEHOOK_PREFER",
    "hooks": "FRAMEHOOK_HOOKS",
}
_CORE = "framehook"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Refusal(NamedTuple):
    """Why a setting keeps an entry off, and what would change that."""

    why: str
    fix: str


class Settings(NamedTuple):
    """
    Which plugins may be used.

    A *plugin* is named by a distribution (`framehook-magi`), by its family (`magi`), or
    in `disable` by the name of a single entry (an endpoint id).

    Attributes:
        disable: Plugins and entries that are off.
        plugins: If not `None`, only these plugins are on, and framehook itself.
        prefer: For a name that several distributions claim, the distribution to use.
        hooks: The hooks that are on, in this order. No other hook is.
        decided: For each of the four, who decided it.

    Example:
        ```python
        settings = Settings.read(hooks=["audit"], environment={"FRAMEHOOK_DISABLE": "magi"})
        assert settings.disable == ("magi",) and settings.hooks == ("audit",)
        assert settings.by("disable") == "the environment variable FRAMEHOOK_DISABLE"
        ```
    """

    disable: tuple[str, ...] = ()
    plugins: tuple[str, ...] | None = None
    prefer: Mapping[str, str] = _NOTHING
    hooks: tuple[str, ...] = ()
    decided: Mapping[str, str] = _NOTHING

    @classmethod
    def read(
        cls,
        *,
        disable: Sequence[str] | None = None,
        plugins: Sequence[str] | None = None,
        prefer: Mapping[str, str] | None = None,
        hooks: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
        file: Mapping[str, object] | None = None,
    ) -> Settings:
        """
        Take each setting from the first place that has it.

        The places are the arguments, the environment, `file`, the defaults. A place that
        has a setting replaces the later ones; a variable that is set and empty has it.

        Args:
            disable: Plugins and entries to switch off.
            plugins: The only plugins to use.
            prefer: Distributions by the name they shall provide.
            hooks: Hooks to switch on.
            environment: Instead of the process's.
            file: What framehook.toml says, with the keys `disable`, `plugins`, `prefer`
                and `hooks`.

        Raises:
            ConfigurationError: if a value is not of the form it must have.
        """
        variables = os.environ if environment is None else environment
        arguments: Mapping[str, object] = {
            "disable": disable,
            "plugins": plugins,
            "prefer": prefer,
            "hooks": hooks,
        }
        values: dict[str, object] = {}
        decided: dict[str, str] = {}
        for name, variable in VARIABLES.items():
            if arguments[name] is not None:
                decided[name], values[name] = f"the argument `{name}`", arguments[name]
            elif variable in variables:
                items = [item for item in map(str.strip, variables[variable].split(",")) if item]
                decided[name], values[name] = f"the environment variable {variable}", items
            elif file is not None and file.get(name) is not None:
                decided[name], values[name] = "framehook.toml", file[name]
        return cls(
            disable=_names("disable", values, decided) or (),
            plugins=_names("plugins", values, decided),
            prefer=_pairs(values["prefer"], decided["prefer"]) if "prefer" in values else {},
            hooks=_names("hooks", values, decided) or (),
            decided=decided,
        )

    def by(self, setting: str) -> str:
        """Return who decided a setting."""
        return self.decided.get(setting) or (
            "the argument `settings`" if getattr(self, setting) else "the default"
        )

    def text(self, setting: str) -> str | None:
        """Return a setting as its environment variable takes it, or `None` if it is unset."""
        if setting == "prefer":
            return ",".join(f"{name}={who}" for name, who in self.prefer.items()) or None
        value: tuple[str, ...] | None = getattr(self, setting)
        return None if value is None or not (value or setting in self.decided) else ",".join(value)

    def refuse(self, kind: str, name: str, distribution: str) -> Refusal | None:
        """Return why an entry of a distribution is off, or `None` if it is on."""
        plugin = normal(distribution)
        for item in self.disable:
            if item == name or _names_plugin(item, plugin):
                why = f"{distribution}'s {name!r} is off: {self.by('disable')} disables {item!r}."
                return Refusal(why, f"Take {item!r} out of {self._place('disable')}.")
        allowed = self.plugins
        if allowed is not None and not _lists_plugin(allowed, plugin):
            return self._unlisted(name, distribution, allowed)
        if kind == "hooks" and name not in self.hooks:
            why = (
                f"The hook {name!r} of {distribution} is off: a hook sees every call, so each is "
                "off until it is enabled by name."
            )
            return Refusal(why, "Enable it with: export " + _variable("hooks", self.hooks, name))
        return None

    def _unlisted(self, name: str, distribution: str, allowed: tuple[str, ...]) -> Refusal:
        why = (
            f"{distribution}'s {name!r} is off: {self.by('plugins')} lists the plugins to use, "
            "and it is not among them."
        )
        family = normal(distribution).removeprefix(f"{_CORE}-")
        return Refusal(why, "Add it with: export " + _variable("plugins", allowed, family))

    def _place(self, setting: str) -> str:
        return self.by(setting).removeprefix("the environment variable ")


def _variable(setting: str, present: tuple[str, ...], item: str) -> str:
    return f"{VARIABLES[setting]}={','.join((*present, item))}"


def _lists_plugin(allowed: tuple[str, ...], plugin: str) -> bool:
    return plugin == _CORE or any(_names_plugin(item, plugin) for item in allowed)


def _names_plugin(item: str, plugin: str) -> bool:
    wanted = normal(item)
    return plugin in {wanted, f"{_CORE}-{wanted}"}


def _names(
    setting: str, values: Mapping[str, object], decided: Mapping[str, str]
) -> tuple[str, ...] | None:
    if setting not in values:
        return None
    value, by = values[setting], decided[setting]
    # A list of a TOML file may hold anything; the test of the items follows.
    items = list(cast("Sequence[object]", value)) if isinstance(value, (list, tuple)) else [None]
    found = [item.strip() for item in items if isinstance(item, str) and item.strip()]
    if len(found) != len(items):
        raise ConfigurationError(
            f"{value!r} is not a list of names, and {by} sets {setting!r} to it.",
            hint=f'Write it as a list of strings: {setting} = ["magi"].',
        )
    return tuple(dict.fromkeys(found))


def _pairs(value: object, by: str) -> Mapping[str, str]:
    if isinstance(value, Mapping):
        pairs = list(cast("Mapping[object, object]", value).items())
    elif isinstance(value, list):
        pairs = [_pair(str(item), by) for item in cast("list[object]", value)]
    else:
        pairs = [(value, None)]
    found: dict[str, str] = {}
    for name, distribution in pairs:
        if not (isinstance(name, str) and isinstance(distribution, str) and name and distribution):
            raise _not_a_preference(f"{name!r}: {distribution!r}", by)
        if normal(found.setdefault(name, distribution)) != normal(distribution):
            raise ConfigurationError(
                f"{found[name]!r} and {distribution!r} are both preferred for {name!r} by {by}.",
                hint="Keep one of them.",
            )
    return found


def _pair(item: str, by: str) -> tuple[str, str]:
    name, mark, distribution = (part.strip() for part in item.partition("="))
    if not mark:
        raise _not_a_preference(repr(item), by)
    return name, distribution


def _not_a_preference(what: str, by: str) -> ConfigurationError:
    return ConfigurationError(
        f"The preference {what} does not name a name and a distribution, and {by} sets it.",
        hint="Write it as name=distribution, in framehook.toml as a table.",
    )
