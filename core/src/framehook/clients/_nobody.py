"""The service of a client that only checks: it is there, and can do nothing."""

from __future__ import annotations

__all__ = ("Nobody",)

from typing import NoReturn

from ..errors import ServiceNotFoundError
from ..spi._request import Request


class Nobody:
    """
    The service of a client that only checks: it is there, and can do nothing.

    Checking and quoting need no service, so that they work where none is installed. Any
    other use raises the error that says how to install one.
    """

    name = ""
    hosts: frozenset[str] = frozenset()

    def __init__(self, error: ServiceNotFoundError | None = None) -> None:
        self._error = error

    @property
    def queue(self) -> NoReturn:
        """There is none."""
        raise self._missing()

    @property
    def files(self) -> NoReturn:
        """There are none."""
        raise self._missing()

    def secret(self) -> NoReturn:
        """There is none."""
        raise self._missing()

    def authorize(self, request: Request, secret: str) -> NoReturn:
        """Nothing can be authorized."""
        raise self._missing()

    def transports(self) -> None:
        """It brings none."""

    def _missing(self) -> ServiceNotFoundError:
        return self._error or ServiceNotFoundError(
            "The client has no service.", hint="Name one: Client(service=…)."
        )
