"""What an entry must turn out to be once it is loaded."""

from __future__ import annotations

__all__ = ("check", "is_endpoint")

from typing import TYPE_CHECKING, TypeGuard

from ..errors import PluginContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..spi._endpoint import Endpoint
    from ._state import Entry

_SERVICE = ("authorize", "files", "hosts", "name", "queue", "secret", "transports")
_RUNNER = ("fidelity", "requires", "run")


def is_endpoint(value: object) -> TypeGuard[Endpoint[..., Any, Any]]:
    """Return whether `value` is an endpoint."""
    # Importing it imports pydantic, which listing must not.
    from ..spi._endpoint import Endpoint

    return isinstance(value, Endpoint)


def check(entry: Entry, value: object) -> None:
    """
    Hold a loaded object to what its entry promises.

    Raises:
        PluginContractError: if it is something else.
    """
    wrong = _CHECKS[entry.kind](entry, value)
    if wrong is not None:
        raise PluginContractError(
            f"{entry.origin} breaks the plugin interface: {entry.value!r} for {entry.name!r} "
            f"{wrong}.",
            distribution=entry.distribution,
            version=entry.version,
            hint=f"Upgrade it with: pip install -U {entry.distribution}"
            if entry.distribution
            else None,
        )


def _endpoint(entry: Entry, value: object) -> str | None:
    if not is_endpoint(value):
        return f"is {_kind(value)}, not an Endpoint"
    return None if value.id == entry.name else f"is the endpoint {value.id!r}"


def _service(entry: Entry, value: object) -> str | None:
    wrong = _lacking(value, _SERVICE, "service")
    if wrong is None:
        name: object = getattr(value, "name")  # noqa: B009 - it is known by structure alone
        wrong = None if name == entry.name else f"is the service {name!r}"
    return wrong


def _runner(entry: Entry, value: object) -> str | None:
    wrong = _lacking(value, _RUNNER, "runner")
    if wrong is None:
        promised = entry.name.rpartition("@")[2]
        fidelity: object = getattr(value, "fidelity")  # noqa: B009 - as above
        found = str(getattr(fidelity, "name", fidelity)).lower()
        wrong = None if found == promised else f"has the fidelity {found!r}"
    return wrong


def _callable(entry: Entry, value: object) -> str | None:  # noqa: ARG001 - one shape for all
    return None if callable(value) else f"is {_kind(value)}, which cannot be called"


def _anything(entry: Entry, value: object) -> str | None:  # noqa: ARG001 - one shape for all
    return "is None" if value is None else None


def _lacking(value: object, names: tuple[str, ...], what: str) -> str | None:
    if isinstance(value, type):
        return f"is the class {value.__name__!r}, not a {what} made from it"
    missing = [name for name in names if not hasattr(value, name)]
    if missing:
        return f"is {_kind(value)}, not a {what}: it has no {', '.join(missing)}"
    return None


def _kind(value: object) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__!r}"
    return f"of type {type(value).__name__!r}"


_CHECKS: Mapping[str, Callable[[Entry, object], str | None]] = {
    "endpoints": _endpoint,
    "services": _service,
    "transports": _callable,
    "ledgers": _callable,
    "runners": _runner,
    "hooks": _anything,
    "commands": _callable,
}
