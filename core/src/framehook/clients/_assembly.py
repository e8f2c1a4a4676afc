"""Putting a client together from its options."""

from __future__ import annotations

__all__ = ("assemble", "assemble_async", "derived")

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

from ..drivers._blocking import Driver
from ..drivers._clock import Clock, SystemClock
from ..drivers._routes import Routes
from ..hooks import Hooks
from ..registry import Registry, default_registry
from ..spi._ledger import Ledger
from ..spi._service import Service
from ..spi._transport import AsyncTransport, Timeouts, Transport
from ..transports._pair import httpx
from ._options import ClientOptions
from ._outfit import Outfit, enabled_hooks, open_ledger

if TYPE_CHECKING:
    from ..drivers._asynchronous import AsyncDriver

T = TypeVar("T")


class _Shared(TypedDict):
    ledger: Ledger
    keep_ledger: bool
    hooks: Hooks
    timeouts: Timeouts
    clock: Clock


def assemble(options: ClientOptions) -> tuple[Outfit, Driver]:
    """Return the parts of a blocking client."""
    registry = options.get("registry") or default_registry()
    timeouts = options.get("timeouts") or Timeouts()
    make = cast("Callable[[], Transport]", _maker(options, registry, timeouts, 0))
    routes: Routes[Transport] = Routes(
        {"https": make, "http": make}, borrowed=options.get("transport")
    )
    driver = Driver(routes=routes, **_shared(options, registry, timeouts))

    def adopt(service: Service) -> None:
        pair = service.transports()
        if pair is not None:
            routes.add(pair[0])

    return _outfit(options, registry, timeouts, adopt), driver


def assemble_async(options: ClientOptions) -> tuple[Outfit, AsyncDriver]:
    """Return the parts of an asynchronous client."""
    from ..drivers._asynchronous import AsyncDriver  # The blocking client does without asyncio.

    registry = options.get("registry") or default_registry()
    timeouts = options.get("timeouts") or Timeouts()
    make = cast("Callable[[], AsyncTransport]", _maker(options, registry, timeouts, 1))
    routes: Routes[AsyncTransport] = Routes(
        {"https": make, "http": make}, borrowed=options.get("transport")
    )
    driver = AsyncDriver(routes=routes, **_shared(options, registry, timeouts))

    def adopt(service: Service) -> None:
        pair = service.transports()
        if pair is not None:
            routes.add(pair[1])

    return _outfit(options, registry, timeouts, adopt), driver


def derived(
    given: ClientOptions, driver: Driver | AsyncDriver, changes: ClientOptions
) -> ClientOptions:
    """Return the options of a client that shares connections and ledger with another."""
    shared: ClientOptions = {
        "transport": driver.routes.of("https"),
        "ledger": driver.ledger,
        "clock": driver.clock,
    }
    return {**given, **shared, **changes}


def _shared(options: ClientOptions, registry: Registry, timeouts: Timeouts) -> _Shared:
    settings = {name: options.get(name) for name in ("service", "check", "probe", "account")}
    hooks = enabled_hooks(options.get("hooks"), registry, settings)
    chosen = options.get("ledger")
    return {
        "ledger": open_ledger(chosen),
        "keep_ledger": chosen is not None and not isinstance(chosen, (str, Path)),
        "hooks": hooks,
        "timeouts": timeouts,
        "clock": options.get("clock") or SystemClock(),
    }


def _outfit(
    options: ClientOptions,
    registry: Registry,
    timeouts: Timeouts,
    adopt: Callable[[Service], None],
) -> Outfit:
    return Outfit(
        registry=registry,
        service=options.get("service"),
        timeouts=timeouts,
        check=options.get("check", "strict"),
        probe=options.get("probe", "local"),
        probe_private=options.get("probe_private", False),
        retry=options.get("retry"),
        account=options.get("account"),
        on_abandon=options.get("on_abandon", "keep"),
        adopt=adopt,
    )


def _maker(
    options: ClientOptions, registry: Registry, timeouts: Timeouts, colour: int
) -> Callable[[], Any]:
    # colour is the place in a TransportPair: 0 blocks, 1 does not.
    chosen = options.get("transport")

    def make() -> Any:
        if hasattr(chosen, "schemes"):
            return chosen
        if isinstance(chosen, str):
            return registry.transport(chosen)(timeouts)[colour]()
        # None, or a client of the HTTP library's own.
        return httpx(timeouts, client=chosen)[colour]()

    return make
