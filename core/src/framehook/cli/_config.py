"""`framehook config`: every setting, its value and who decided it."""

from __future__ import annotations

__all__ = ("configure", "perform", "settings")

from typing import TYPE_CHECKING, Any

from ..registry import State
from ._exit import DONE
from ._output import columns, emit
from ._variables import SETTINGS, Setting

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Mapping

    from ..registry import Registry
    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""


def perform(given: Namespace, invocation: Invocation) -> int:  # noqa: ARG001 - one shape for all
    """Show the settings."""
    path = invocation.configuration.file.path
    rows = [_row(setting, invocation) for setting in settings(invocation.registry)]
    if invocation.json:
        emit(invocation.terminal, {"file": None if path is None else str(path), "settings": rows})
        return DONE
    told = [
        (row["name"] or "", row["variable"], row["value"] or "", row["by"], row["text"])
        for row in rows
    ]
    width = invocation.terminal.width(invocation.terminal.stdout)
    head = ("framehook.toml", "environment", "value", "decided by", "what it does")
    invocation.say(f"settings file: {path or 'none'}")
    invocation.terminal.out(columns(told, head, width=width))
    return DONE


def settings(registry: Registry) -> Iterator[Setting]:
    """Yield every setting of framehook, and every variable that services and hooks read."""
    yield from SETTINGS
    loaders: Mapping[str, Callable[[str], object]] = {
        "services": registry.service,
        "hooks": registry.hook,
    }
    for entry in (*registry.entries("services"), *registry.entries("hooks")):
        if entry.state is not State.READY:
            continue
        try:
            reader = loaders[entry.kind](entry.name)
        except Exception:  # noqa: BLE001, S112 - `doctor` says what is wrong with it
            continue
        variables: Any = getattr(reader, "variables", None) or {}
        secrets: Any = getattr(reader, "secret_variables", ())
        for name, text in variables.items():
            yield Setting(None, name, "", "", text, secret=name in secrets)


def _row(setting: Setting, invocation: Invocation) -> dict[str, Any]:
    environment = invocation.terminal.environment
    if setting.name is not None:
        found = invocation.configuration.get(setting.name)
        value, by = found.value, found.by
    else:
        value = environment.get(setting.variable)
        is_set = value is not None
        by = f"the environment variable {setting.variable}" if is_set else "the default"
    if setting.secret and value:
        value = "(set, not shown)"
    return {
        "name": setting.name,
        "variable": setting.variable,
        "value": value,
        "by": by,
        "default": setting.default,
        "text": setting.text,
    }
