"""
What is known about one entry point without importing it.

The values of this package are named tuples where the rest of framehook has dataclasses:
a list of models must come at once, and `dataclasses` alone takes a tenth of that time.
"""

from __future__ import annotations

__all__ = ("KINDS", "Entry", "Kind", "State")

from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal[
    "endpoints", "services", "transports", "ledgers", "runners", "hooks", "commands"
]
KINDS: tuple[Kind, ...] = (
    "endpoints",
    "services",
    "transports",
    "ledgers",
    "runners",
    "hooks",
    "commands",
)


class State(Enum):
    """Whether an entry can be used, and if not, why not."""

    READY = "ready"
    DISABLED = "disabled"
    INCOMPATIBLE = "incompatible"
    CONFLICT = "conflict"
    BROKEN = "broken"
    STALE = "stale"


class Entry(NamedTuple):
    """
    One thing that an installed distribution offers.

    Attributes:
        kind: `endpoints`, `services`, `transports`, `ledgers`, `runners`, `hooks` or
            `commands`.
        name: Its name; for an endpoint the endpoint id.
        value: The object it stands for, as `module:object`.
        distribution: Who offers it; `None` if the object was passed in.
        version: The version of the distribution, if it says one.
        state: Whether it can be used.
        why: Why it cannot be used, as a sentence; empty if it can.
        fix: What to do about that, one command or sentence; empty if nothing.

    Example:
        ```python
        entry = Entry(kind="services", name="local", value="framehook_local:service")
        assert entry.state is State.READY and entry.origin == "an object passed in"
        ```
    """

    kind: Kind
    name: str
    value: str
    distribution: str | None = None
    version: str | None = None
    state: State = State.READY
    why: str = ""
    fix: str = ""

    @property
    def origin(self) -> str:
        """The distribution and its version, for people."""
        if self.distribution is None:
            return "an object passed in"
        return f"{self.distribution} {self.version}" if self.version else self.distribution

    @property
    def module(self) -> str:
        """The module that loading it imports."""
        return self.value.partition(":")[0]
