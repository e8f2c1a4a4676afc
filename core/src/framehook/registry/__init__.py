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

from ._explanation import Decision, Explanation
from ._model import Model
from ._note import Note
from ._registry import Registry, default_registry
from ._settings import Settings
from ._state import Entry, Kind, State
