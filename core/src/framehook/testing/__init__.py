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

from typing import TYPE_CHECKING, Any

from .._exports import exported

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
    "._clock": "VirtualClock",
    "._jpeg": "make_jpeg",
    "._ledger": "LedgerConformance",
    "._misses": "Miss just_outside",
    "._mp4": "make_mp4",
    "._network": "NetworkGuard NetworkUsedError",
    "._pictures": "make_gif make_png",
    "._plugin_conformance": "PluginConformance",
    "._server": "LoopbackServer",
    "._service": "ScriptedService",
    "._service_conformance": "ServiceConformance",
    "._shared_ledger": "SharedLedgerConformance",
    "._sound": "make_wav",
    "._strategies": "arguments_for",
    "._transport": "TransportConformance",
    ".acts": "acts",
}


def __getattr__(name: str) -> Any:
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
