"""Requests by way of httpx."""

from __future__ import annotations

from framehook.testing import TransportConformance
from framehook.transports import AsyncHttpxTransport, HttpxTransport


class TestConformance(TransportConformance):
    """Both colours keep the contract."""

    def make(self, connect):
        return HttpxTransport(connect=connect)

    def make_async(self, connect):
        return AsyncHttpxTransport(connect=connect)
