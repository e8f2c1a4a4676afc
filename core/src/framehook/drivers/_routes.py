"""Which transport carries a request: the scheme of its URL decides."""

from __future__ import annotations

__all__ = ("Routes",)

from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

from ..errors import ClosedError, ConfigurationError
from ..forking import ForkLock


class _Closes(Protocol):
    @property
    def schemes(self) -> frozenset[str]: ...


T = TypeVar("T", bound=_Closes)


class Routes(Generic[T]):
    """
    Transports by the URL scheme they understand, each made when it is first needed.

    Args:
        makers: What makes the transport for a scheme.
        borrowed: A transport that belongs to someone else and is not to be closed.

    Example:
        ```python
        routes: Routes[Transport] = Routes({"https": make_http, "http": make_http})
        ```
    """

    def __init__(self, makers: Mapping[str, Callable[[], T]], *, borrowed: object = None) -> None:
        self._makers = dict(makers)
        self._borrowed = borrowed
        self._made: dict[str, T] = {}
        self._lock = ForkLock()
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
            self.check()
            return self._made_for(scheme)

    def close(self) -> list[T]:
        """Refuse everything from now on, and return the transports to close, once each."""
        with self._lock:
            self._closed = True
            made, self._made = self._made, {}
        mine = [transport for transport in made.values() if transport is not self._borrowed]
        return list({id(transport): transport for transport in mine}.values())

    def check(self) -> None:
        """
        Raise if they have been closed.

        Raises:
            ClosedError: after `close`.
        """
        if self._closed:
            raise ClosedError(
                "The client has been closed.", hint="Make a new one, or use it inside 'with'."
            )

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
