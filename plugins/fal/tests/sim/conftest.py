"""What the tests of the simulation share."""

from __future__ import annotations

import httpx
import pytest

from framehook_fal.sim import SimulatedFal, VirtualTime


@pytest.fixture
def time():
    return VirtualTime()


@pytest.fixture
def fal(time):
    """A simulation whose time passes only when the test says so."""
    with SimulatedFal(time=time) as fal:
        yield fal


@pytest.fixture
def http(fal):
    """A plain client with the key."""
    with httpx.Client(headers={"authorization": f"Key {fal.key}"}, timeout=10) as client:
        yield client
