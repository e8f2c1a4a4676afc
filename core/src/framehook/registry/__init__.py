"""
Discovery: which endpoints, services, transports, ledgers, runners, hooks and commands
the installed distributions offer.

The metadata of the distributions is the registry. Listing reads it and imports nothing;
a plugin is imported when something of it is used, and a broken one hurts only itself.
"""

from __future__ import annotations

__all__ = (
    "Decision",
    "Entry",
    "Explanation",
    "Kind",
    "Model",
    "Note",
    "Registry",
    "Settings",
    "State",
    "default_registry",
)

from typing import TYPE_CHECKING, Any

from .._exports import exported

if TYPE_CHECKING:
    from ._explanation import Decision, Explanation
    from ._model import Model
    from ._note import Note
    from ._registry import Registry, default_registry
    from ._settings import Settings
    from ._state import Entry, Kind, State

# A client needs the registry itself, and of the rest only what it comes upon.
_HOMES = {
    "._explanation": "Decision Explanation",
    "._model": "Model",
    "._note": "Note",
    "._registry": "Registry default_registry",
    "._settings": "Settings",
    "._state": "Entry Kind State",
}


def __getattr__(name: str) -> Any:
    return exported(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
