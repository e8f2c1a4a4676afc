"""Runs framehook calls on fal's hosted models: paid once, watched, resumed and fetched."""

from __future__ import annotations

__all__ = ("FalService", "Hosts", "Lifecycle", "service")

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._hosts import Hosts
    from ._lifecycle import Lifecycle
    from ._service import FalService

    service: FalService

_HOMES = {
    "FalService": "._service",
    "Hosts": "._hosts",
    "Lifecycle": "._lifecycle",
    "service": "._service",
}


def __getattr__(name: str) -> Any:
    # The simulated server and the webhooks do without the client's half, and it without them.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
