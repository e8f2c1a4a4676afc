"""The fixtures of the pytest plugin."""

from __future__ import annotations

import asyncio
import socket

import pytest

from framehook.spi import Endpoint, File, Input, Output
from framehook.testing import NetworkUsedError


class Dream(Input):
    prompt: str


class Dreamt(Output):
    video: File


dream = Endpoint(id="my-team/dream", input=Dream, output=Dreamt, service="scripted")


def test_the_service_waits_on_the_clock(framehook_clock, framehook_service):
    """Both fixtures of one test belong together."""
    assert framehook_service.clock is framehook_clock


def test_the_network_is_shut(framehook_no_network):
    """A connection off this machine is refused, and loopback is not."""
    assert framehook_no_network.allow_loopback
    with pytest.raises(NetworkUsedError):
        socket.create_connection(("192.0.2.1", 443), timeout=1)
    framehook_no_network.attempts.clear()


def test_the_registry_knows_the_service(framehook_registry, framehook_service):
    """The scripted service is found by its name."""
    assert framehook_registry.service("scripted") is framehook_service


def test_the_client_runs_on_the_scripted_service(framehook_client, framehook_service):
    """A call costs one job, and no time passes but on the virtual clock."""
    result = framehook_client.run(dream(prompt="a tide"))
    assert result.output.video.url.startswith("scripted://")
    assert framehook_service.paid == 1


def test_the_async_client_runs_on_the_scripted_service(framehook_async_client, framehook_service):
    """The same without blocking."""
    result = asyncio.run(framehook_async_client.run(dream(prompt="a tide")))
    assert result.output.video.url.startswith("scripted://")
    assert framehook_service.paid == 1
