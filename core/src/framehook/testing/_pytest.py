"""
The pytest plugin: fixtures of framehook for every test that asks for one.

pytest imports this module in every run of every project that has framehook installed, so
that it imports nothing of framehook before a fixture is used.
"""

from __future__ import annotations

__all__ = ("framehook_clock", "framehook_no_network", "framehook_service")

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from . import NetworkGuard, ScriptedService, VirtualClock


@pytest.fixture
def framehook_clock() -> VirtualClock:
    """A clock on which waiting takes no time."""
    from . import VirtualClock  # Keeps other projects' test runs fast.

    return VirtualClock()


@pytest.fixture
def framehook_no_network() -> Iterator[NetworkGuard]:
    """Nothing leaves this machine during the test; loopback stays open."""
    from . import NetworkGuard  # Keeps other projects' test runs fast.

    with NetworkGuard() as guard:
        yield guard


@pytest.fixture
def framehook_service(framehook_clock: VirtualClock) -> ScriptedService:
    """A service in memory on which every job succeeds; it waits on `framehook_clock`."""
    from . import ScriptedService  # Keeps other projects' test runs fast.

    return ScriptedService(clock=framehook_clock)
