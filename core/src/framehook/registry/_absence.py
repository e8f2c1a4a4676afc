"""The errors for what cannot be had: not there at all, or there and not usable."""

from __future__ import annotations

__all__ = ("absent", "remedy", "unusable")

from typing import TYPE_CHECKING

from ..errors import (
    ConfigurationError,
    EndpointNotFoundError,
    FidelityError,
    PluginConflictError,
    PluginDisabledError,
    PluginIncompatibleError,
    PluginLoadError,
    ServiceNotFoundError,
)
from ._grammar import normal
from ._install_hints import distribution_for, near, with_name
from ._state import KINDS, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..errors import CallError, PluginError
    from ._state import Entry, Kind

# The first of these that one of the claims is in says most about what to do.
_RANK = (State.CONFLICT, State.BROKEN, State.DISABLED, State.INCOMPATIBLE)


def absent(kind: Kind, name: str, entries: Iterable[Entry]) -> CallError:
    """Return the error for a name that nothing installed provides."""
    installed = list(entries)
    if kind == "runners":
        return _unrunnable(name, installed)
    what = "" if kind == "endpoints" else f"the {kind[:-1]} "
    message = f"No installed plugin provides {what}{name!r}."
    hint = _next_step(
        name,
        known={entry.name for entry in installed if entry.kind == kind},
        owner=distribution_for(kind, name),
        installed=installed,
        verb="models" if kind == "endpoints" else "plugins",
    )
    if kind == "endpoints":
        return EndpointNotFoundError(message, hint=hint)
    if kind == "services":
        return ServiceNotFoundError(message, hint=hint)
    return ConfigurationError(message, hint=hint)


def unusable(claims: Sequence[Entry]) -> PluginError:
    """Return the error for a name whose entries are there and none of which is ready."""
    entry = min(claims, key=lambda claim: _RANK.index(claim.state))
    error = {
        State.CONFLICT: PluginConflictError,
        State.BROKEN: PluginLoadError,
        State.DISABLED: PluginDisabledError,
        State.INCOMPATIBLE: PluginIncompatibleError,
    }[entry.state]
    if entry.state is not State.CONFLICT:
        return error(
            entry.why,
            distribution=entry.distribution,
            version=entry.version,
            hint=f"Run: {entry.fix}" if entry.fix.startswith("pip ") else entry.fix,
        )
    rivals = [claim for claim in claims if claim.state is State.CONFLICT]
    names = ", ".join(claim.distribution or "" for claim in rivals)
    return error(entry.why, distribution=names, hint=entry.fix)


def remedy(name: str, installed: Sequence[Entry]) -> str:
    """Return what to do about a name of any kind that nothing installed goes by."""
    names = {entry.name for entry in installed}
    names |= {entry.distribution for entry in installed if entry.distribution}
    owners = (distribution_for(kind, name) for kind in KINDS)
    return _next_step(
        name,
        known=names,
        owner=next(filter(None, owners), None) or with_name(name),
        installed=installed,
        verb="plugins",
    )


def _next_step(
    name: str, *, known: set[str], owner: str | None, installed: Sequence[Entry], verb: str
) -> str:
    versions = {normal(entry.distribution): entry for entry in installed if entry.distribution}
    if owner is not None and owner not in versions:
        return f"Install it with: pip install {owner}"
    close = near(name, known)
    if close:
        return f"Did you mean {' or '.join(map(repr, close))}?"
    if owner is not None:
        return f"{versions[owner].origin} does not have it. Try: pip install -U {owner}"
    return f"See what is installed with: framehook {verb}"


def _unrunnable(name: str, installed: Sequence[Entry]) -> FidelityError:
    target, _, fidelity = name.rpartition("@")
    others = sorted(
        entry.name.rpartition("@")[2]
        for entry in installed
        if entry.kind == "runners" and entry.name.rpartition("@")[0] == target
    )
    return FidelityError(
        f"No installed plugin runs {target!r} on this machine with the fidelity {fidelity!r}.",
        hint=f"It can be run as: {', '.join(others)}."
        if others
        else "See what is installed with: framehook plugins",
    )
