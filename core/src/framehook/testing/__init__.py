"""
Everything that tests of framehook and of its plugins need.

Media that are made on the spot, time that passes at once, a service that plays a script,
a wall before the network, and arguments that fit a schema or just miss it.

Nothing is imported before it is used.
"""

from __future__ import annotations

__all__ = (
    "LedgerConformance",
    "LoopbackServer",
    "Miss",
    "NetworkGuard",
    "NetworkUsedError",
    "PluginConformance",
    "ScriptedService",
    "ServiceConformance",
    "SharedLedgerConformance",
    "TransportConformance",
    "VirtualClock",
    "acts",
    "arguments_for",
    "just_outside",
    "make_gif",
    "make_jpeg",
    "make_mp4",
    "make_png",
    "make_wav",
)

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import acts
    from ._clock import VirtualClock
    from ._jpeg import make_jpeg
    from ._ledger import LedgerConformance
    from ._misses import Miss, just_outside
    from ._mp4 import make_mp4
    from ._network import NetworkGuard, NetworkUsedError
    from ._pictures import make_gif, make_png
    from ._plugin_conformance import PluginConformance
    from ._server import LoopbackServer
    from ._service import ScriptedService
    from ._service_conformance import ServiceConformance
    from ._shared_ledger import SharedLedgerConformance
    from ._sound import make_wav
    from ._strategies import arguments_for
    from ._transport import TransportConformance

_HOMES = {
    "LedgerConformance": "_ledger",
    "LoopbackServer": "_server",
    "Miss": "_misses",
    "NetworkGuard": "_network",
    "NetworkUsedError": "_network",
    "PluginConformance": "_plugin_conformance",
    "ScriptedService": "_service",
    "ServiceConformance": "_service_conformance",
    "SharedLedgerConformance": "_shared_ledger",
    "TransportConformance": "_transport",
    "VirtualClock": "_clock",
    "acts": "acts",
    "arguments_for": "_strategies",
    "just_outside": "_misses",
    "make_gif": "_pictures",
    "make_jpeg": "_jpeg",
    "make_mp4": "_mp4",
    "make_png": "_pictures",
    "make_wav": "_sound",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    # pytest imports this package in every run; a run that uses none of it pays nothing.
    from importlib import import_module

    module = import_module(f".{home}", __name__)
    value: object = module if home == name else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
