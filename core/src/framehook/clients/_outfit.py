"""What a client is made of, apart from its colour."""

from __future__ import annotations

__all__ = ("Outfit", "as_money", "as_ticket", "enabled_hooks", "open_ledger", "order_of")

import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from ..errors import (
    ConfigurationError,
    EndpointNotFoundError,
    PluginError,
    ServiceNotFoundError,
    TicketError,
)
from ..flows._entry import Order
from ..flows._sink import Sink
from ..flows._terms import CheckPolicy, ProbePolicy, RetryPolicy, Terms
from ..forking import ForkLock
from ..hooks import Hooks
from ..registry import Registry
from ..spi._endpoint import Endpoint
from ..spi._job import Ticket
from ..spi._ledger import Ledger
from ..spi._service import Service
from ..spi._transport import Timeouts
from ..transports._hosts import addresses
from ._options import SubmitOptions

logger = logging.getLogger("framehook.client")


@dataclass(slots=True, eq=False, repr=False)
class Outfit:
    """
    What a client is made of, apart from its colour.

    Attributes:
        registry: Where endpoints and services come from.
        service: Who is asked, whatever the endpoint says.
        timeouts: Limits of every kind of waiting.
        check: What an error-level issue does.
        probe: Whose media may be looked at.
        probe_private: Whether URLs on private addresses may be looked at too.
        retry: How reads are repeated.
        account: Label of the account that pays.
        on_abandon: What becomes of a job that its caller stops waiting for.
        adopt: Takes on the transports of a service.
    """

    registry: Registry
    service: str | Service | None
    timeouts: Timeouts
    check: CheckPolicy
    probe: ProbePolicy
    probe_private: bool
    retry: RetryPolicy | None
    account: str | None
    on_abandon: Literal["keep", "cancel"]
    adopt: Callable[[Service], None]
    _known: dict[str, Terms] = field(default_factory=dict)
    _lock: ForkLock = field(default_factory=ForkLock)

    def terms(self, endpoint: Endpoint[..., Any, Any] | None = None, name: str = "") -> Terms:
        """Return the terms for a service: the client's own, or that of the endpoint or ticket."""
        chosen = self.service or name or (endpoint.service if endpoint is not None else "")
        key = chosen if isinstance(chosen, str) else chosen.name
        with self._lock:
            if key not in self._known:
                service = self.registry.service(chosen) if isinstance(chosen, str) else chosen
                self.adopt(service)
                self._known[key] = self._terms(service)
            return self._known[key]

    def checking(self, endpoint: Endpoint[..., Any, Any] | None = None) -> Terms:
        """Return terms that suffice for checking, even where the service is not installed."""
        from ._nobody import Nobody  # Most clients know their service.

        try:
            if endpoint is not None or self.service is not None:
                return self.terms(endpoint)
        except ServiceNotFoundError as exc:
            return self._terms(Nobody(exc))
        except PluginError:
            pass  # A service that is broken or off hurts whoever uses it, not who only checks.
        return self._terms(Nobody())

    def target(self, id: str) -> str:  # noqa: A002 - the word of the docs
        """Return the service's own name of an endpoint, as far as it is known."""
        endpoint = self.known(id)
        return id if endpoint is None or endpoint.target is None else endpoint.target

    def known(self, id: str) -> Endpoint[..., Any, Any] | None:  # noqa: A002 - the word of the docs
        """Return an endpoint if it is installed."""
        try:
            return self.registry.endpoint(id)
        except EndpointNotFoundError:
            return None

    def _terms(self, service: Service) -> Terms:
        return Terms(
            service=service,
            timeouts=self.timeouts,
            retry=self.retry or RetryPolicy(),
            check=self.check,
            probe=self.probe,
            probe_private=self.probe_private,
            account=self.account,
            owner=f"{os.getpid()}-{uuid4().hex[:8]}",
            on_abandon=self.on_abandon,
            scratch=_scratch,
            addresses=addresses,
            origin=self._origin,
        )

    def _origin(self, id: str) -> str:  # noqa: A002 - the word of the docs
        return " ".join(filter(None, self.registry.owner(id) or ()))


def _scratch(name: str) -> Sink:
    from ._path_sink import scratch  # Few files are relayed.

    return scratch(name)


def as_ticket(value: Ticket | Mapping[str, Any] | str) -> Ticket:
    """
    Return a ticket from whatever form it was stored in.

    Raises:
        TicketError: if it is none.
    """
    if isinstance(value, Ticket):
        return value
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as exc:
            raise TicketError("This is not a ticket: it is not JSON.") from exc
    if not isinstance(value, Mapping):
        raise TicketError("This is not a ticket: it is not a JSON object.")
    return Ticket.from_json(value)


def as_money(value: Decimal | float | str | None, name: str) -> Decimal | None:
    """
    Return an amount of money.

    Raises:
        ConfigurationError: if it is not a number of at least 0.
    """
    if value is None:
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise ConfigurationError(f"{name} must be an amount of at least 0, not {value!r}.")
    return amount


def order_of(options: SubmitOptions) -> Order:
    """Return how a call is to be submitted."""
    if not options:
        return Order()
    return Order(
        key=options.get("key"),
        max_cost=as_money(options.get("max_cost"), "max_cost"),
        assume_cost=as_money(options.get("assume_cost"), "assume_cost"),
        batch=options.get("batch"),
        webhook=options.get("webhook_url"),
        options=dict(options.get("options") or {}),
    )


def enabled_hooks(
    hooks: Sequence[str | object] | None, registry: Registry, settings: Mapping[str, Any]
) -> Hooks:
    """Return the hooks that were named, ready for use."""
    named = registry.settings.hooks if hooks is None else hooks
    plugins: dict[str, object] = {}
    versions: dict[str, tuple[str, str]] = {}
    for number, hook in enumerate(named, 1):
        name = _hook_name(hook)
        name = f"{name}-{number}" if name in plugins else name
        plugins[name] = _hook_object(hook, registry)
        distribution, version = (registry.owner(hook) if isinstance(hook, str) else None) or (
            "",
            None,
        )
        if distribution:
            versions[name] = (distribution, version or "unknown")
    made = Hooks(plugins, versions=versions) if plugins else Hooks.none()
    made.configure(settings)
    return made


def _hook_name(hook: object) -> str:
    return hook if isinstance(hook, str) else getattr(hook, "__name__", type(hook).__name__)


def _hook_object(hook: object, registry: Registry) -> object:
    return registry.hook(hook, enable=True) if isinstance(hook, str) else hook


def open_ledger(choice: Ledger | str | Path | None) -> Ledger:
    """Return a ledger: the one given, one in a file, or one in memory."""
    if choice is None:
        from ..ledger import MemoryLedger  # The other one brings a database along.

        return MemoryLedger()
    if isinstance(choice, (str, Path)):
        from ..ledger import SqliteLedger  # Likewise.

        return SqliteLedger(choice)
    return choice
