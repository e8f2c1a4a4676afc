"""A vendor, and clients of it in both colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from framehook import Client
from framehook.testing import VirtualClock

from framehook_replay_studio import ReplayStudio
from vendor import Vendor


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """Replay Studio on this machine."""
    with Vendor() as vendor:
        yield vendor


@pytest.fixture
def client(vendor: Vendor, framehook_clock: VirtualClock) -> Iterator[Client]:
    """A client on which waiting takes no time."""
    service = ReplayStudio(vendor.token, vendor.api, webhook_secret=vendor.webhook_secret)
    with Client(service=service, clock=framehook_clock) as client:
        yield client


@pytest.fixture
def make_client(vendor: Vendor, framehook_clock: VirtualClock) -> Callable[..., Client]:
    """Make a client with a ledger, or with other options."""

    def make(**options: Any) -> Client:
        service = ReplayStudio(vendor.token, vendor.api, webhook_secret=vendor.webhook_secret)
        return Client(service=service, clock=framehook_clock, **options)

    return make
