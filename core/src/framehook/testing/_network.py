"""A wall between a test and the network."""

from __future__ import annotations

__all__ = ("NetworkGuard", "NetworkUsedError")

import ipaddress
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

LOCAL_NAMES = frozenset({"", "localhost", "localhost.localdomain", "ip6-localhost"})


class NetworkUsedError(AssertionError):
    """
    Something tried to reach the network.

    It is not an `OSError`, so that code which expects networks to fail does not take it
    for an ordinary failure and try again.
    """


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host.lower() in LOCAL_NAMES if address is None else address.is_loopback


class NetworkGuard:
    """
    Lets no connection leave this machine while it is entered.

    An attempt raises `NetworkUsedError` at the place where it is made. If the code under
    test swallows that, it is raised once more when the guard is left. Names are not looked
    up either. Other processes are not guarded.

    Args:
        allow_loopback: Whether connections to this machine itself are fine.

    Attributes:
        attempts: What was tried and refused.

    Example:
        ```python
        import socket

        try:
            with NetworkGuard():
                socket.create_connection(("192.0.2.1", 443), timeout=1)
        except NetworkUsedError as exc:
            assert "192.0.2.1" in str(exc)
        ```
    """

    def __init__(self, *, allow_loopback: bool = True) -> None:
        self.allow_loopback = allow_loopback
        self.attempts: list[str] = []
        self._undo: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        for name in ("connect", "connect_ex", "sendto"):
            self._replace(socket.socket, name, self._guarded(getattr(socket.socket, name)))
        self._replace(socket, "getaddrinfo", self._guarded_lookup(socket.getaddrinfo))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._undo:
            self._undo.pop()()
        if error is None and self.attempts:
            raise NetworkUsedError(self._complaint("; ".join(self.attempts)))

    def _replace(self, owner: Any, name: str, new: Callable[..., Any]) -> None:
        own = name in vars(owner)
        old = getattr(owner, name)
        setattr(owner, name, new)
        # Most methods of `socket.socket` are inherited: there is nothing to put back.
        self._undo.append(
            (lambda: setattr(owner, name, old)) if own else (lambda: delattr(owner, name))
        )

    def _guarded(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(sock: socket.socket, *args: Any) -> Any:
            try:
                # The address is the last argument of all of them.
                self._check(sock.family, args[-1])
            except NetworkUsedError:
                # Callers close their socket only where they expect the error.
                sock.close()
                raise
            return real(sock, *args)

        return call

    def _guarded_lookup(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def getaddrinfo(host: Any, port: Any, *args: Any, **more: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host or ""
            if _address(name) is None and not _is_loopback(name):
                self._refuse(f"looking up {name!r}")
            return real(host, port, *args, **more)

        return getaddrinfo

    def _check(self, family: int, address: Any) -> None:
        if family in {socket.AF_INET, socket.AF_INET6}:
            if not (self.allow_loopback and _is_loopback(str(address[0]))):
                self._refuse(f"connecting to {address[0]}:{address[1]}")
        elif not self.allow_loopback:
            self._refuse(f"connecting to {address!r}")

    def _refuse(self, what: str) -> None:
        self.attempts.append(what)
        raise NetworkUsedError(self._complaint(what))

    def _complaint(self, what: str) -> str:
        reach = "leave this machine" if self.allow_loopback else "use any connection"
        return (
            f"A test that may not {reach} tried it: {what}. "
            "Give the code under test a transport that answers by itself, or a scripted service."
        )
