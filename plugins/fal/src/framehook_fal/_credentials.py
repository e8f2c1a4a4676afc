"""Where the key comes from, and what it must look like."""

from __future__ import annotations

__all__ = ("NOWHERE", "Credentials", "KeySource", "Scheme")

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from framehook.errors import ConfigurationError, SecretMissingError

KeySource: TypeAlias = str | Callable[[], str]
Scheme = Literal["Key", "Bearer"]

HINT = (
    "Set FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET. Without a key, calls run on this machine with "
    'Client(service="local").'
)
# The origin of a key that is not there.
NOWHERE = "nowhere"
_PRINTABLE = re.compile(r"[!-~]+")
_SCHEMED = re.compile(r"(?i)(key|bearer)\s")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Credentials:
    """
    Where the key comes from: an argument, a function, or the environment.

    A function is asked for every request, so that one client can serve many accounts. It
    is called on whatever thread or task makes the request, and must not wait.

    Attributes:
        key: The key or a function that returns it; `None` looks into the environment.
        scheme: The word before the key in the `Authorization` header.

    Example:
        ```python
        credentials = Credentials(key="id:secret")
        assert credentials.current() == "id:secret"
        assert "secret" not in repr(credentials)
        ```
    """

    key: KeySource | None = field(default=None, repr=False)
    scheme: Scheme = "Key"

    @property
    def is_fixed(self) -> bool:
        """Whether the key is the same for every request."""
        return not callable(self.key)

    @property
    def origin(self) -> str:
        """Where the key comes from, in a few words."""
        if self.key is not None:
            return "the argument 'key'" if self.is_fixed else "a function"
        if os.environ.get("FAL_KEY"):
            return "FAL_KEY"
        if os.environ.get("FAL_KEY_ID") or os.environ.get("FAL_KEY_SECRET"):
            return "FAL_KEY_ID and FAL_KEY_SECRET"
        return NOWHERE

    def current(self, *, opaque: bool = False) -> str:
        """
        Return the key for one request.

        Args:
            opaque: Whether it may have any form, because a server other than fal's reads it.

        Raises:
            SecretMissingError: if there is none.
            ConfigurationError: if it cannot be a key.
        """
        key: object = self.key
        if callable(key):
            # Whoever has no key of their own must not spend what is in the environment.
            key = "" if (given := key()) is None else given
        elif key is None:
            key = _from_environment()
        return _checked(key, self.origin, opaque=opaque or self.scheme != "Key")

    def header(self, key: str) -> tuple[str, str]:
        """Return the header that carries a key."""
        return "authorization", f"{self.scheme} {key}"

    def account(self) -> str:
        """
        Return a name for the present account that says nothing about its key.

        Raises:
            SecretMissingError: if there is no key.
        """
        return hashlib.sha256(self.current(opaque=True).encode()).hexdigest()


def _from_environment() -> str:
    whole = os.environ.get("FAL_KEY")
    if whole:
        return whole
    halves = {name: os.environ.get(name, "") for name in ("FAL_KEY_ID", "FAL_KEY_SECRET")}
    if all(halves.values()):
        return ":".join(halves.values())
    lacking = [name for name, value in halves.items() if not value]
    if len(lacking) == 1:
        raise SecretMissingError(
            f"Half of the key for the service 'fal' is missing: {lacking[0]} is not set.", hint=HINT
        )
    raise SecretMissingError("The service 'fal' needs a key, and none was found.", hint=HINT)


def _checked(key: object, origin: str, *, opaque: bool) -> str:
    wrong = None
    if not isinstance(key, str):
        wrong = f"is no text but of type {type(key).__name__!r}"
    elif not key:
        raise SecretMissingError(
            f"The service 'fal' needs a key, and the one from {origin} is empty.", hint=HINT
        )
    elif _SCHEMED.match(key):
        wrong = "begins with the word of a header"
    elif not _PRINTABLE.fullmatch(key):
        wrong = "has blanks, line ends or other characters that no key has"
    elif key[0] in "\"'" or key[-1] in "\"'":
        wrong = "stands in quotation marks"
    elif not opaque and not all(key.partition(":")[::2]):
        wrong = "has not the form 'key_id:key_secret'"
    if wrong is not None or not isinstance(key, str):
        raise ConfigurationError(
            f"The key for the service 'fal' from {origin} {wrong}.",
            hint=f"Copy it whole, as it was shown when it was made. {HINT}",
        )
    return key
