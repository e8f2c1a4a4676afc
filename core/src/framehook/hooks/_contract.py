"""What a plugin must keep to before its hooks are called."""

from __future__ import annotations

__all__ = ("HOOKS", "Owner", "hooks_of")

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from ..errors import HookError, PluginContractError
from ..spi import HOOK_MARK
from ..spi._record import record

PREFIX = "framehook_"

# Every hook with its arguments.
HOOKS: Mapping[str, tuple[str, ...]] = {
    "framehook_build_request": ("call", "service"),
    "framehook_check": ("call",),
    "framehook_configure": ("settings",),
    "framehook_event": ("event",),
    "framehook_open_file": ("value",),
}
WRAPPABLE = frozenset({"framehook_build_request", "framehook_open_file"})


@record(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose hook it is, for messages: the plugin's name and, if known, its distribution."""

    name: str
    distribution: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        if self.distribution is None:
            return repr(self.name)
        return f"{self.name!r} of {' '.join(filter(None, (self.distribution, self.version)))}"

    def breach(self, message: str, hint: str) -> PluginContractError:
        """Return the error for a plugin that is not one."""
        return PluginContractError(
            f"The hook plugin {self} {message}",
            distribution=self.distribution,
            version=self.version,
            hint=hint,
        )

    def failure(self, hook: str, what: str) -> HookError:
        """Return the error for a hook that failed when it was called."""
        return HookError(
            f"The hook {hook!r} of the plugin {self} {what}",
            distribution=self.distribution,
            version=self.version,
            hint=f"Fix the plugin, or run without it: leave {self.name!r} out of the hooks.",
        )


def hooks_of(owner: Owner, plugin: object) -> dict[str, Callable[..., Any]]:
    """
    Return the hook functions of a plugin by name.

    Raises:
        PluginContractError: if one of them cannot be called as promised, or there is none.
    """
    found: dict[str, Callable[..., Any]] = {}
    for name in sorted(dir(plugin)):
        options = _mark(plugin, name)
        if options is not None:
            function = getattr(plugin, name)
            _hold_to_contract(owner, name, function, options)
            found[name] = function
        elif name in HOOKS and callable(getattr(plugin, name)):
            raise owner.breach(
                f"has a function {name!r} that is not marked.", f"Write @hookimpl() above {name!r}."
            )
    if not found:
        raise owner.breach(
            "has no hook.", f"Mark a function with @hookimpl() and call it {_listed(HOOKS)}."
        )
    return found


def _mark(plugin: object, name: str) -> dict[str, Any] | None:
    # Looked up without executing properties, which may do anything.
    static = inspect.getattr_static(plugin, name)
    options = getattr(getattr(static, "__func__", static), HOOK_MARK, None)
    return options if isinstance(options, dict) else None


def _hold_to_contract(
    owner: Owner, name: str, function: Callable[..., Any], options: Mapping[str, Any]
) -> None:
    if name not in HOOKS:
        near = get_close_matches(name, HOOKS, n=1, cutoff=0.5)
        raise owner.breach(
            f"has a hook {name!r}, which does not exist.",
            f"Did you mean {near[0]!r}?" if near else f"The hooks are {_listed(HOOKS)}.",
        )
    if inspect.iscoroutinefunction(function):
        raise owner.breach(
            f"has a hook {name!r} that is async.", "Hooks are plain functions: leave out 'async'."
        )
    if options.get("wrapper") and name not in WRAPPABLE:
        raise owner.breach(
            f"wraps the hook {name!r}.", f"Only {_listed(WRAPPABLE)} can be wrapped."
        )
    for argument in inspect.signature(function).parameters.values():
        # pluggy passes neither what has a default nor what is taken by keyword only.
        plain = argument.kind is argument.POSITIONAL_OR_KEYWORD
        if not plain or argument.default is not argument.empty:
            raise owner.breach(
                f"has a hook {name!r} whose argument {argument.name!r} is not plain.",
                "Leave out defaults, '*' and '**'.",
            )
        if argument.name not in HOOKS[name]:
            raise owner.breach(
                f"has a hook {name!r} with an unknown argument {argument.name!r}.",
                f"Its arguments are {_listed(HOOKS[name])}; take those that you need.",
            )


def _listed(names: Any) -> str:
    return ", ".join(repr(name) for name in sorted(names))
