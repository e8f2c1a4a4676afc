"""The connections of a server, from the first turn of the loop to the last."""

from __future__ import annotations

__all__ = ("Connections", "cancel_the_rest")

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

Serve: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

# asyncio needs three turns from the accepted socket to its task's first step, and with TLS
# as many from the end of a connection to the end of its socket.
_TURNS = 6


class Connections:
    """
    Serves connections with a coroutine function, and ends all of them at once.

    Args:
        serve: Serves one connection until it ends.
    """

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            await self._serve(reader, writer)
        except asyncio.CancelledError:
            # The server closes, and asyncio asks every connection's task how it ended.
            return
        finally:
            del self._open[task]
            with contextlib.suppress(OSError):
                writer.close()

    async def end(self, *servers: asyncio.Server) -> None:
        """End the servers and all connections, those that were accepted this moment too."""
        # A server that closes while it accepts a connection leaves that socket open.
        loop = asyncio.get_running_loop()
        for listening in (socket for server in servers for socket in server.sockets):
            loop.remove_reader(listening.fileno())
        await _pass_turns()
        for server in servers:
            server.close()
        tasks = list(self._open)
        for task, writer in self._open.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _pass_turns()


async def _pass_turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)


async def cancel_the_rest() -> None:
    """Cancel what is left in the loop, such as a handshake that nobody goes on with."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
