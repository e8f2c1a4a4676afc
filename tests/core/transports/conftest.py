"""A server on the loopback, and a transport that is closed behind the test."""

from __future__ import annotations

import pytest

from framehook.testing import LoopbackServer
from framehook.transports import HttpxTransport


@pytest.fixture
def server():
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def transport():
    transport = HttpxTransport(connect=1)
    yield transport
    transport.close()
