"""
The pytest plugin: fixtures of framehook for every test that asks for one.

pytest imports this module in every run of every project that has framehook installed, so
that it imports nothing of framehook before a fixture is used.
"""

from __future__ import annotations

__all__ = (
    "framehook_async_client",
    "framehook_client",
    "framehook_clock",
    "framehook_no_network",
    "framehook_registry",
    "framehook_service",
)

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..clients._async_client import AsyncClient
    from ..clients._client import Client
    from ..clients._options import ClientOptions
    from ..registry import Registry
    from . import NetworkGuard, ScriptedService, VirtualClock

# Imports stand inside the fixtures: they keep the test runs of other projects fast.


@pytest.fixture
def framehook_clock() -> VirtualClock:
    """A clock on which waiting takes no time."""
    from . import VirtualClock

    return VirtualClock()


@pytest.fixture
def framehook_no_network() -> Iterator[NetworkGuard]:
    """Nothing leaves this machine during the test; loopback stays open."""
    from . import NetworkGuard

    with NetworkGuard() as guard:
        yield guard


@pytest.fixture
def framehook_service(framehook_clock: VirtualClock) -> ScriptedService:
    """A service in memory on which every job succeeds; override it to play a script."""
    from . import ScriptedService

    return ScriptedService(clock=framehook_clock)


@pytest.fixture
def framehook_registry(framehook_service: ScriptedService) -> Registry:
    """A registry that knows the scripted service alone; override it to add endpoints."""
    from ..registry import Registry

    return Registry.of(services=[framehook_service])


@pytest.fixture
def framehook_client(
    framehook_service: ScriptedService,
    framehook_registry: Registry,
    framehook_clock: VirtualClock,
) -> Iterator[Client]:
    """A client of the scripted service, on the virtual clock, with its ledger in memory."""
    from ..clients._client import Client

    with Client(**_options(framehook_service, framehook_registry, framehook_clock)) as client:
        yield client


@pytest.fixture
def framehook_async_client(
    framehook_service: ScriptedService,
    framehook_registry: Registry,
    framehook_clock: VirtualClock,
) -> Iterator[AsyncClient]:
    """The same, asynchronous. It can be used on any event loop, one after the other."""
    import asyncio

    from ..clients._async_client import AsyncClient

    client = AsyncClient(**_options(framehook_service, framehook_registry, framehook_clock))
    yield client
    asyncio.run(client.close())


def _options(service: ScriptedService, registry: Registry, clock: VirtualClock) -> ClientOptions:
    from ..ledger import MemoryLedger

    return {
        "service": service,
        "registry": registry,
        "clock": clock,
        "ledger": MemoryLedger(),
        "hooks": (),
    }
