"""Threads and connections that are still there."""

from __future__ import annotations

__all__ = ("Leftovers",)

import gc
import socket
import threading
from collections.abc import Collection, Iterator

PATIENCE = 1.0


class Leftovers:
    """
    Threads and connections that were not there when it was made.

    Example:
        ```python
        from framehook.testing._service_leftovers import Leftovers

        leftovers = Leftovers()
        assert list(leftovers.threads()) == []
        ```
    """

    def __init__(self) -> None:
        self._threads = set(threading.enumerate())

    def threads(self) -> Iterator[str]:
        """Tell of each thread that does not end within a moment."""
        for thread in set(threading.enumerate()) - self._threads:
            thread.join(PATIENCE)
            if thread.is_alive():
                yield f"The thread {thread.name!r} lives on."

    def connections(self, hosts: Collection[str]) -> Iterator[str]:
        """Tell of each connection to one of these hosts that is still open."""
        gc.collect()
        named = (host.rpartition(":")[2] for host in hosts)
        ports = {int(port) for port in named if port.isdecimal()}
        for thing in gc.get_objects():
            if type(thing) is socket.socket and _port(thing) in ports:
                yield f"A connection to port {_port(thing)} is still open."


def _port(found: socket.socket) -> int:
    try:
        return int(found.getpeername()[1])
    except (OSError, IndexError, TypeError, ValueError):
        return -1
