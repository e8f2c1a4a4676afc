"""One request through a transport of its own, in both colours."""

from __future__ import annotations

from framehook.transports import AsyncHttpxTransport, HttpxTransport


def send(request, timeout=10, **options):
    transport = HttpxTransport(**options)
    try:
        return transport.send(request, timeout)
    finally:
        transport.close()


async def send_async(request, timeout=10, **options):
    transport = AsyncHttpxTransport(**options)
    try:
        return await transport.send(request, timeout)
    finally:
        await transport.close()
