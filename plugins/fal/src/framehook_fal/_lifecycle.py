"""How long files live, and who may read them."""

from __future__ import annotations

__all__ = ("Lifecycle",)

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from framehook.errors import ConfigurationError

Decision = Literal["allow", "forbid", "hide"]

_DECISIONS = frozenset({"allow", "forbid", "hide"})
_ALIASES = {
    "immediate": 60,
    "1h": 3600,
    "1d": 86_400,
    "7d": 604_800,
    "30d": 2_592_000,
    "1y": 31_536_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """
    How long files live, and who may read them. What is left out is as the account has it.

    Attributes:
        seconds: After how many seconds a file is deleted.
        default: What those may do who are not in `users`: `allow`, `forbid` (they are told
            so) or `hide` (they are told that there is no such file).
        users: The same for single users, by name.

    Raises:
        ConfigurationError: if a value makes no sense.

    Example:
        ```python
        lifecycle = Lifecycle(seconds=3600, default="forbid", users={"alice": "allow"})
        assert lifecycle.is_restricted and lifecycle.text().startswith("{")
        ```
    """

    seconds: int | None = None
    default: Decision | None = None
    users: Mapping[str, Decision] | None = None

    def __post_init__(self) -> None:
        seconds: object = self.seconds
        if seconds is not None and (type(seconds) is not int or seconds <= 0):
            raise _refused("seconds", seconds, "a whole number of at least 1")
        for name, decision in {"default": self.default, **(self.users or {})}.items():
            if decision is not None and decision not in _DECISIONS:
                raise _refused(name, decision, "one of allow, forbid, hide")
        if self.users and self.default is None:
            raise _refused("default", None, "given where users are")

    @classmethod
    def parse(cls, value: object) -> Self:
        """
        Read a lifecycle from JSON: `expires_in` (seconds or `1h`, `1d`, `7d` …) and `acl`.

        Raises:
            ConfigurationError: if it makes no sense.
        """
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping) or not set(value) <= {"expires_in", "acl"}:
            raise _refused("object_lifecycle", value, "an object with 'expires_in' and 'acl'")
        expires: Any = value.get("expires_in")
        acl: Any = value.get("acl") or {}
        if not isinstance(acl, Mapping) or not set(acl) <= {"default", "users"}:
            raise _refused("acl", acl, "an object with 'default' and 'users'")
        if isinstance(expires, str) and expires != "never":
            if expires not in _ALIASES:
                raise _refused("expires_in", expires, f"seconds, never, {', '.join(_ALIASES)}")
            expires = _ALIASES[expires]
        return cls(
            seconds=None if expires == "never" else expires,
            default=acl.get("default"),
            users=acl.get("users"),
        )

    @property
    def is_restricted(self) -> bool:
        """Whether some may not read the files."""
        return self.default in {"forbid", "hide"}

    def text(self) -> str:
        """Return what stands in a header."""
        said: dict[str, Any] = {}
        if self.seconds is not None:
            said["expiration_duration_seconds"] = self.seconds
        if self.default is not None:
            rules = [{"user": user, "decision": each} for user, each in (self.users or {}).items()]
            said["initial_acl"] = {"default": self.default, "rules": rules}
        return json.dumps(said, separators=(",", ":"))


def _refused(name: str, value: object, allowed: str) -> ConfigurationError:
    return ConfigurationError(
        f"The lifecycle's {name} must be {allowed}, not {value!r}.",
        hint="Leave it out to have files live as long as the account says.",
    )
