"""When a transport asks whether a request may still leave."""

from __future__ import annotations

import asyncio
import threading

from framehook.spi import Request
from framehook.testing._server import Act, reply
from framehook.transports import AsyncHttpxTransport, HttpxTransport


def test_leave_is_asked_once_there_is_a_connection(server):
    """Not before, as the lease on a call may end while it waits for one; so in both colours."""
    order = []
    late = Request("POST", f"{server.url}/a", body=b"{}", leave=lambda: order.append("leave"))
    server.play("/stream", [reply(200, b"x" * 9)[:-3], Act.HANG])
    transport = HttpxTransport(max_connections=1)
    stream = transport.open(Request("GET", f"{server.url}/stream"), 10)
    thread = threading.Thread(target=transport.send, args=(late, 30))
    thread.start()
    order.append("free")
    stream.close()
    thread.join()
    transport.close()

    async def main():
        transport = AsyncHttpxTransport(max_connections=1)
        stream = await transport.open(Request("GET", f"{server.url}/stream"), 10)
        task = asyncio.create_task(transport.send(late, 30))
        await asyncio.sleep(0)
        order.append("free")
        await stream.close()
        await task
        await transport.close()

    asyncio.run(main())
    assert order == ["free", "leave"] * 2
    assert [got.target for got in server.received].count("/a") == 2
