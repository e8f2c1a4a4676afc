"""Why a plugin is on or off."""

from __future__ import annotations

__all__ = ("Decision", "Explanation", "explain")

from typing import TYPE_CHECKING, NamedTuple

from ._absence import remedy
from ._grammar import normal
from ._settings import VARIABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._settings import Settings
    from ._state import Entry


class Decision(NamedTuple):
    """
    The value of one setting, and who decided it.

    Attributes:
        setting: `disable`, `plugins`, `prefer` or `hooks`.
        value: The value, written as the environment variable takes it; `None` if unset.
        by: Who decided it.

    Example:
        ```python
        decision = Decision(setting="disable", value="magi", by="framehook.toml")
        assert decision.value == "magi"
        ```
    """

    setting: str
    value: str | None
    by: str


class Explanation(NamedTuple):
    """
    Everything that decides about one name.

    Attributes:
        name: What was asked about: an entry, a family or a distribution.
        entries: What goes by that name, with the state of each.
        decisions: The four settings.
        hint: What to do if nothing goes by that name; `None` otherwise.

    Example:
        ```python
        print(Registry().why("magi"))
        ```
    """

    name: str
    entries: tuple[Entry, ...]
    decisions: tuple[Decision, ...]
    hint: str | None = None

    def __str__(self) -> str:
        lines = [
            f"{entry.kind[:-1]} {entry.name} ({entry.origin}): {entry.state.value}"
            + (f". {entry.why} {entry.fix}".rstrip() if entry.why else "")
            for entry in self.entries
        ]
        if not lines:
            lines = [
                f"Nothing installed goes by the name {self.name!r}. {self.hint or ''}".rstrip()
            ]
        lines += [
            f"{decision.setting} = {'(not set)' if decision.value is None else decision.value}, "
            f"decided by {decision.by}"
            for decision in self.decisions
        ]
        return "\n".join(lines)


def explain(name: str, entries: Sequence[Entry], settings: Settings) -> Explanation:
    """Return what decides about an entry, a family or a distribution of that name."""
    wanted = {normal(name), f"framehook-{normal(name)}"}
    found = tuple(
        entry
        for entry in entries
        if entry.name == name
        or (entry.distribution is not None and normal(entry.distribution) in wanted)
    )
    decisions = tuple(
        Decision(setting=each, value=settings.text(each), by=settings.by(each))
        for each in VARIABLES
    )
    hint = None if found else remedy(name, entries)
    return Explanation(name=name, entries=found, decisions=decisions, hint=hint)
