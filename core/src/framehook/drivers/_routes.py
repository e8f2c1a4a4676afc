"""Which transport carries a request: the scheme of its URL decides."""

from __future__ import annotations

__all__ = ("Routes",)

import threading
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

from ..errors import ClosedError, ConfigurationError


class _Closes(Protocol):
    @property
    def schemes(self) -> frozenset[str]: ...


T = TypeVar("T", bound=_Closes)


class Routes(Generic[T]):
    """
    Transports by the URL scheme they understand, each made when it is first needed.

    Example:
        ```python
        routes: Routes[Transport] = Routes({"https": make_http, "http": make_http})
        ```
    """

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, T] = {}
        self._lock = threading.Lock()
        self._closed = False

    def add(self, maker: Callable[[], T]) -> None:
        """Make a transport now and use it for all its schemes that have none yet."""
        made = maker()
        with self._lock:
            for scheme in made.schemes:
                self._made.setdefault(scheme, made)

    def of(self, scheme: str) -> T:
        """
        Return the transport for a scheme.

        Raises:
            ClosedError: after `close`.
            ConfigurationError: if there is none.
        """
        transport = self._made.get(scheme)
        if transport is not None and not self._closed:
            return transport
        with self._lock:
            if self._closed:
                raise ClosedError(
                    "The client has been closed.", hint="Make a new one, or use it inside 'with'."
                )
            return self._made_for(scheme)

    def close(self) -> list[T]:
        """Refuse everything from now on, and return the transports that were made, once each."""
        with self._lock:
            self._closed = True
            made, self._made = self._made, {}
        return list({id(transport): transport for transport in made.values()}.values())

    def _made_for(self, scheme: str) -> T:
        if scheme not in self._made:
            if scheme not in self._makers:
                raise ConfigurationError(
                    f"No transport carries {scheme!r} URLs.",
                    hint="Only the service that made such a URL can read it.",
                )
            made = self._makers[scheme]()
            for each in made.schemes | {scheme}:
                self._made.setdefault(each, made)
        return self._made[scheme]
