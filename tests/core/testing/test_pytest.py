"""The fixtures of the pytest plugin."""

from __future__ import annotations

import socket

import pytest

from framehook.testing import NetworkUsedError


def test_the_service_waits_on_the_clock(framehook_clock, framehook_service):
    """Both fixtures of one test belong together."""
    assert framehook_service.clock is framehook_clock


def test_the_network_is_shut(framehook_no_network):
    """A connection off this machine is refused, and loopback is not."""
    assert framehook_no_network.allow_loopback
    with pytest.raises(NetworkUsedError):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
    framehook_no_network.attempts.clear()
