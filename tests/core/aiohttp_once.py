"""Work with a transport of aiohttp that is closed behind it."""

from __future__ import annotations

import asyncio

from framehook_aiohttp import AsyncAiohttpTransport


def run(work, **options):
    """Use a transport and close it."""

    async def main():
        transport = AsyncAiohttpTransport(**options)
        try:
            return await work(transport)
        finally:
            await transport.close()

    return asyncio.run(main())


def sending(request, timeout=10):
    return lambda transport: transport.send(request, timeout)
