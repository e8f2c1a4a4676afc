"""A server on the loopback."""

from __future__ import annotations

import pytest

from framehook.testing import LoopbackServer


@pytest.fixture
def server():
    with LoopbackServer() as server:
        yield server
