"""What is installed, found by its metadata and imported when it is used."""

from __future__ import annotations

__all__ = ("Registry", "default_registry")

import functools
from typing import TYPE_CHECKING, Any, cast

from ._grammar import FIDELITIES
from ._index import Index
from ._load import Loader
from ._settings import Settings
from ._state import Entry, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..spi._endpoint import Endpoint
    from ..spi._runner import Runner
    from ..spi._service import Service
    from ._catalogue import Catalogue, Line
    from ._explanation import Explanation
    from ._model import Model
    from ._note import Note


class Registry:
    """
    What is installed, found by its metadata and imported when it is used.

    Making one reads the environment and nothing else. The first question scans the
    metadata of all distributions, once; asking for an object imports the module it is
    in. All of it may be done from any thread.

    Args:
        settings: What is switched on and off; by default what the environment says.
        path: Directories to scan instead of `sys.path`. Imports use `sys.path` still.

    Example:
        ```python
        registry = Registry()
        for model in registry.models():
            print(model.id, model.state.value)
        ```
    """

    def __init__(self, settings: Settings | None = None, path: Sequence[str] | None = None) -> None:
        self.settings = Settings.read() if settings is None else settings
        self._path = None if path is None else tuple(path)
        self._loader = Loader()
        self._index = Index(self.settings, self._path)

    @classmethod
    def of(
        cls,
        *objects: Endpoint[..., Any, Any],
        services: Sequence[Service] = (),
        runners: Mapping[str, Runner[Any]] | None = None,
        transports: Mapping[str, Callable[..., object]] | None = None,
        ledgers: Mapping[str, Callable[..., object]] | None = None,
        hooks: Mapping[str, object] | None = None,
    ) -> Registry:
        """
        Build a registry from objects alone; nothing is scanned and no setting is read.

        Args:
            *objects: Endpoints.
            services: Services.
            runners: Runners by `<endpoint id>@<fidelity>`.
            transports: Makers of transports by name.
            ledgers: Makers of ledgers by name.
            hooks: Hooks by name. They are on.

        Raises:
            PluginConflictError: if two endpoints, or two services, have one name.
            PluginContractError: if an object is not what it is passed in as.

        Example:
            ```python
            registry = Registry.of(my_endpoint, services=[my_service])
            assert registry.endpoint(my_endpoint.id) is my_endpoint
            ```
        """
        given = (
            *_named("endpoints", ((str(getattr(each, "id", "")), each) for each in objects)),
            *_named("services", ((str(getattr(each, "name", "")), each) for each in services)),
            *_named("runners", (runners or {}).items()),
            *_named("transports", (transports or {}).items()),
            *_named("ledgers", (ledgers or {}).items()),
            *_named("hooks", (hooks or {}).items()),
        )
        registry = cls(Settings(hooks=tuple(hooks or ())))
        registry._index.put(entry for entry, _ in given)
        for entry, value in given:
            registry._loader.keep(entry, value)
        return registry

    def entries(self, kind: Kind | None = None) -> Sequence[Entry]:
        """Return all entries, or those of one kind, by name; nothing is imported."""
        return tuple(
            self._current(entry) for entry in self._index if kind is None or entry.kind == kind
        )

    def models(self) -> Sequence[Model]:
        """Return one row for each endpoint that a distribution claims; nothing is imported."""
        from ._model import model_of  # Only lists are made of them.

        return tuple(model_of(entry, self._line(entry)) for entry in self.entries("endpoints"))

    def endpoint(self, id: str) -> Endpoint[..., Any, Any]:  # noqa: A002 - the word of the docs
        """
        Return an endpoint, importing its module the first time.

        Raises:
            EndpointNotFoundError: if nothing installed provides it.
            PluginError: if what provides it cannot be used; the subclass says why.
        """
        # The loader has checked what it returns, here and in the methods that follow.
        return cast("Endpoint[..., Any, Any]", self._load("endpoints", id))

    def service(self, name: str) -> Service:
        """
        Return a service.

        Raises:
            ServiceNotFoundError: if nothing installed provides it.
            PluginError: if what provides it cannot be used.
        """
        return cast("Service", self._load("services", name))

    def transport(self, name: str) -> Callable[..., Any]:
        """
        Return the maker of a transport.

        Raises:
            ConfigurationError: if nothing installed provides it.
            PluginError: if what provides it cannot be used.
        """
        return cast("Callable[..., Any]", self._load("transports", name))

    def ledger(self, name: str) -> Callable[..., Any]:
        """Return the maker of a ledger; it raises what `transport` raises."""
        return cast("Callable[..., Any]", self._load("ledgers", name))

    def runners(self, endpoint_id: str) -> list[tuple[str, Entry]]:
        """Return the fidelity and the entry of each usable runner, the best first."""
        claims = (self._ready("runners", f"{endpoint_id}@{name}") for name in FIDELITIES)
        return [(name, entry) for name, entry in zip(FIDELITIES, claims, strict=True) if entry]

    def runner(self, endpoint_id: str, fidelity: str) -> Runner[Any]:
        """
        Return what runs an endpoint on this machine.

        Args:
            endpoint_id: The endpoint.
            fidelity: `draft`, `model` or `exact`.

        Raises:
            FidelityError: if nothing installed runs it so.
            PluginError: if what does cannot be used.
        """
        return cast("Runner[Any]", self._load("runners", f"{endpoint_id}@{fidelity}"))

    def hook(self, name: str, *, enable: bool = False) -> object:
        """
        Return the module or object with the functions of an enabled hook.

        Args:
            enable: Whether naming it here enables it. What a setting disables stays off.

        Raises:
            ConfigurationError: if nothing installed provides it.
            PluginDisabledError: if it is not enabled.
            PluginError: if it cannot be used.
        """
        claim = self._index.claim("hooks", name)
        if enable and claim and name not in self.settings.hooks:
            # What is on is settled when an index is made.
            hooks = (*self.settings.hooks, name)
            return Registry(self.settings._replace(hooks=hooks), self._path).hook(name)
        return self._load("hooks", name)

    def command(self, name: str) -> Callable[[list[str]], int]:
        """Return a sub-command of the CLI; it raises what `transport` raises."""
        return cast("Callable[[list[str]], int]", self._load("commands", name))

    def preload(self, ids: Iterable[str]) -> None:
        """
        Import endpoints ahead of time, so that no later call stalls an event loop.

        All are tried; then the first failure is raised.
        """
        failures: list[Exception] = []
        for each in ids:
            try:
                self.endpoint(each)
            except Exception as exc:  # noqa: BLE001 - it is raised below
                failures.append(exc)
        if failures:
            raise failures[0]

    def why(self, name: str) -> Explanation:
        """Return what decides about an entry, a family or a distribution."""
        from ._explanation import explain  # Only a person asks.

        return explain(name, self.entries(), self.settings)

    def owner(self, thing: object) -> tuple[str, str | None] | None:
        """
        Return the distribution, with its version, that something came from.

        Args:
            thing: The name of an entry, a loaded object, or any function, class or
                instance whose module belongs to a plugin.
        """
        if isinstance(thing, str):
            found = [entry for entry in self.entries() if entry.name == thing]
            found.sort(key=lambda entry: entry.state is not State.READY)
        else:
            keys = {key for key, value in self._loader.loaded().items() if value is thing}
            module = getattr(thing, "__module__", None) or type(thing).__module__
            top = str(module).partition(".")[0]
            found = [e for e in self.entries() if (e.kind, e.name) in keys] or [
                e for e in self.entries() if e.module.partition(".")[0] == top
            ]
        for entry in found:
            if entry.distribution is not None:
                return entry.distribution, entry.version
        return None

    def notes(self) -> Sequence[Note]:
        """Return what is odd about the installation, for `framehook doctor`."""
        from ._remains import remains  # Only `doctor` asks; a list must not pay for it.

        self.models()
        left = remains(self.entries(), self._path)
        return (*self._index.findings.notes, *self._catalogue.notes, *left)

    def stale(self) -> Sequence[Entry]:
        """Return the entry points of editable installations that changed since."""
        from ._editable import stale  # As above.

        return stale(self._index.findings)

    @functools.cached_property
    def _catalogue(self) -> Catalogue:
        from ._catalogue import Catalogue  # Likewise.

        return Catalogue(self._path)

    def _line(self, entry: Entry) -> Line:
        if entry.distribution is not None:
            return self._catalogue.line(entry)
        from ._catalogue import line_of

        return line_of(self._loader.loaded()[entry.kind, entry.name])

    def _current(self, entry: Entry) -> Entry:
        if entry.state is not State.READY or (failed := self._loader.failure(entry)) is None:
            return entry
        return entry._replace(state=State.BROKEN, why=failed.why, fix=failed.fix)

    def _ready(self, kind: Kind, name: str) -> Entry | None:
        claim = self._index.claim(kind, name)
        return next((e for e in map(self._current, claim) if e.state is State.READY), None)

    def _load(self, kind: Kind, name: str) -> object:
        claim = self._index.claim(kind, name)
        for entry in claim:
            if entry.state is State.READY:
                return self._loader.load(entry)
        from ._absence import absent, unusable  # Most names are known.

        raise unusable(claim) if claim else absent(kind, name, self.entries())


def _named(kind: Kind, values: Iterable[tuple[str, object]]) -> Iterator[tuple[Entry, object]]:
    for name, value in values:
        where = f"{type(value).__module__}:{type(value).__qualname__}"
        yield Entry(kind=kind, name=name, value=where), value


@functools.cache
def default_registry() -> Registry:
    """Return the registry of this process, made when it is first asked for."""
    return Registry()
