"""An installed plugin is at fault."""

from __future__ import annotations

__all__ = (
    "HookError",
    "PluginConflictError",
    "PluginContractError",
    "PluginDisabledError",
    "PluginError",
    "PluginIncompatibleError",
    "PluginLoadError",
)

from ._root import FramehookError


class PluginError(FramehookError):
    """
    An installed plugin is at fault.

    Attributes:
        distribution: The distribution at fault, if it is known.
        version: Its version, if it is known.
    """

    code = "plugin"

    def __init__(
        self,
        message: str,
        *,
        distribution: str | None = None,
        version: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.distribution = distribution
        self.version = version


class PluginLoadError(PluginError):
    """Importing a plugin failed."""

    code = "plugin-load"


class PluginContractError(PluginError):
    """A plugin broke a promise of the plugin interface."""

    code = "plugin-contract"


class PluginConflictError(PluginError):
    """Two distributions claim one name, and no setting says which to prefer."""

    code = "plugin-conflict"


class PluginIncompatibleError(PluginError):
    """The plugin speaks another version of the plugin interface."""

    code = "plugin-incompatible"


class PluginDisabledError(PluginError):
    """A setting switched the plugin off."""

    code = "plugin-disabled"


class HookError(PluginError):
    """A hook raised."""

    code = "hook"
