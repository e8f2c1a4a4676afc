"""A driver that blocks, on virtual time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from framehook.drivers._blocking import Driver
from framehook.drivers._routes import Routes
from framehook.hooks import Hooks
from framehook.ledger import MemoryLedger
from framehook.spi import Timeouts
from framehook.testing import VirtualClock


@pytest.fixture
def driver(framehook_clock: VirtualClock) -> Iterator[Driver]:
    made = Driver(
        routes=Routes({}),
        ledger=MemoryLedger(),
        hooks=Hooks.none(),
        timeouts=Timeouts(),
        clock=framehook_clock,
    )
    yield made
    made.close()
