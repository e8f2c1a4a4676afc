"""Which runner executes an endpoint."""

from __future__ import annotations

__all__ = ("choose", "fidelity_of")

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from framehook.errors import ConfigurationError, FidelityError
from framehook.spi import Fidelity

if TYPE_CHECKING:
    from framehook.registry import Registry
    from framehook.spi import Runner


def fidelity_of(value: object) -> Fidelity:
    """
    Read a demanded fidelity: `draft`, `model` or `exact`.

    Raises:
        ConfigurationError: if it is something else.
    """
    names = [each.name.lower() for each in Fidelity]
    if isinstance(value, Fidelity):
        return value
    if isinstance(value, str) and value.lower() in names:
        return Fidelity[value.upper()]
    raise ConfigurationError(
        f"The option 'min_fidelity' is {value!r}.", hint=f"Use one of {', '.join(names)}."
    )


def choose(registry: Registry, endpoint_id: str, least: Fidelity) -> Runner[Any]:
    """
    Return the best runner whose modules are installed.

    A runner that a family registers comes before the draft that is rendered from the
    endpoint's `draft` roles.

    Raises:
        FidelityError: if there is none that is good enough.
        EndpointNotFoundError: if no such endpoint is installed.
        PluginError: if what is installed cannot be loaded.
    """
    endpoint = registry.endpoint(endpoint_id)
    lacks: list[str] = []
    best: str | None = None
    for name, entry in registry.runners(endpoint_id):
        runner = registry.runner(endpoint_id, name)
        missing = [module for module in runner.requires if not _is_installed(module)]
        if missing:
            lacks.append(f"{entry.origin} has one of fidelity {name!r} that needs {missing[0]!r}")
        elif runner.fidelity >= least:
            return runner
        best = best or (None if missing else name)
    if endpoint.draft is not None:
        if least <= Fidelity.DRAFT:
            # It imports the codecs, which whoever only asks for a fidelity must not pay for.
            from ._default_runner import DefaultRunner

            return DefaultRunner(draft=endpoint.draft)
        best = best or Fidelity.DRAFT.name.lower()
    raise _error(endpoint_id, least, best, lacks)


def _error(endpoint_id: str, least: Fidelity, best: str | None, lacks: list[str]) -> FidelityError:
    because = f" {'; '.join(lacks)}.".replace("\n", " ") if lacks else ""
    if best is None:
        return FidelityError(
            f"The service 'local' cannot run {endpoint_id!r}: it has no runner, and its family "
            f"does not say how to draft it.{because}",
            hint="Use the endpoint's own service.",
        )
    return FidelityError(
        f"The service 'local' runs {endpoint_id!r} with the fidelity {best!r} at best, and "
        f"{least.name.lower()!r} is demanded.{because}",
        hint="Demand less, or use the endpoint's own service.",
    )


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
