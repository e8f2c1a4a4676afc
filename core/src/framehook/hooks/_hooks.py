"""The one place where hooks are called."""

from __future__ import annotations

__all__ = ("Hooks",)

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import HookError

if TYPE_CHECKING:
    from ..spi import Call, Event, Issue, Request, Service, Source


class Hooks:
    """
    The enabled hook plugins, in the order in which they were named.

    The hooks of the plugin named last are asked first, unless they say otherwise with
    `tryfirst` or `trylast`.

    Args:
        plugins: Modules or objects with functions marked by `hookimpl()`, by name.
        versions: Distribution and version of each, for messages.

    Raises:
        PluginContractError: if a plugin has a hook that does not exist, takes arguments
            that the hook does not have, or has no hook at all.

    Example:
        ```python
        from framehook.spi import hookimpl

        class Shout:
            @hookimpl()
            def framehook_event(self, event):
                print(str(event).upper())

        hooks = Hooks({"shout": Shout()})
        assert hooks.names == ("shout",) and hooks.handles("framehook_event")
        ```
    """

    def __init__(
        self,
        plugins: Mapping[str, object],
        *,
        versions: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.names = tuple(plugins)
        self._handled: frozenset[str] = frozenset()
        if plugins:
            self._register(plugins, versions or {})

    @classmethod
    def none(cls) -> Hooks:
        """Return what is used without any plugin. It costs nothing to call."""
        return cls({})

    def handles(self, hook: str) -> bool:
        """Whether some plugin implements the hook."""
        return hook in self._handled

    def configure(self, settings: Mapping[str, Any]) -> None:
        """
        Hand the settings to all plugins. Called once for each client.

        Raises:
            HookError: if a plugin cannot work with them.
        """
        if "framehook_configure" in self._handled:
            self._pm.hook.framehook_configure.call_historic(kwargs={"settings": settings})

    def check(self, call: Call[Any]) -> list[Issue]:
        """
        Return what all plugins find about a call.

        A plugin that fails adds an issue `hook.failed`, which blocks a strict client.
        """
        if "framehook_check" not in self._handled:
            return []
        results: list[list[Issue]] = self._pm.hook.framehook_check(call=call)
        return [issue for found in results for issue in found]

    def build_request(self, call: Call[Any], service: Service) -> Request | None:
        """
        Return the request that a plugin makes for a call, if one does.

        Raises:
            HookError: if a plugin fails.
        """
        if "framehook_build_request" not in self._handled:
            return None
        request: Request | None = self._first("framehook_build_request", call=call, service=service)
        return request

    def open_file(self, value: object) -> Source | None:
        """
        Return the source that a plugin makes of a value, if one does.

        Raises:
            HookError: if a plugin fails.
        """
        if "framehook_open_file" not in self._handled:
            return None
        source: Source | None = self._first("framehook_open_file", value=value)
        return source

    def event(self, event: Event) -> None:
        """Tell all plugins what happened. A plugin that fails is logged once."""
        if "framehook_event" in self._handled:
            self._pm.hook.framehook_event(event=event)

    def _register(
        self, plugins: Mapping[str, object], versions: Mapping[str, tuple[str, str]]
    ) -> None:
        # pluggy, and what the hooks are declared with, are loaded only where some plugin
        # is enabled: nobody else pays for them.
        import pluggy

        from . import _specs
        from ._contract import Owner
        from ._guard import Guarded

        self._pm = pluggy.PluginManager("framehook")
        self._pm.add_hookspecs(_specs)
        for name, plugin in plugins.items():
            distribution, version = versions.get(name, (None, None))
            guarded = Guarded(Owner(name=name, distribution=distribution, version=version), plugin)
            self._pm.register(guarded, name=name)
            self._handled |= guarded.hooks.keys()

    def _first(self, hook: str, **arguments: Any) -> Any:
        try:
            return getattr(self._pm.hook, hook)(**arguments)
        except HookError:
            raise
        except Exception as exc:
            # A wrapper that yields twice, or not at all, is found out by pluggy itself.
            raise HookError(
                f"A wrapper of the hook {hook!r} misbehaved: {exc}.",
                hint=f"It must yield exactly once. Enabled are: {', '.join(self.names)}.",
            ) from exc
