"""Connections that come while the server goes."""

from __future__ import annotations

import gc
import socket
import sys
from urllib.parse import urlsplit

import pytest

from framehook_fal.sim import SimulatedFal, VirtualTime


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_that_comes_last_is_ended(tls, monkeypatch):
    """A client that connects as the simulation closes leaves no open socket behind."""
    left = []
    monkeypatch.setattr(sys, "unraisablehook", left.append)
    for _ in range(10):
        with SimulatedFal(time=VirtualTime(), tls=tls) as fal:
            place = urlsplit(fal.base_urls.cdn)
            client = socket.create_connection((place.hostname, place.port))
        client.settimeout(5)
        try:
            assert client.recv(1) == b""
        except ConnectionError:
            pass
        finally:
            client.close()
        gc.collect()
    assert [unraisable.exc_value for unraisable in left] == []
