"""Which service runs a call, and who decided that."""

from __future__ import annotations

__all__ = ("Choice", "choose")

from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import FramehookError, PluginDisabledError, SecretMissingError, ServiceNotFoundError

if TYPE_CHECKING:
    from ..spi._endpoint import Endpoint
    from ..spi._service import Service
    from ._invocation import Invocation

FALLBACK = "local"


class Choice(NamedTuple):
    """
    The service for a call.

    Attributes:
        service: The service.
        why: Who decided, for people.
        pays: Whether it has a secret, and so somebody's money.
    """

    service: Service
    why: str
    pays: bool


def choose(
    invocation: Invocation, endpoint: Endpoint[..., Any, Any] | None, argument: str | None
) -> Choice:
    """
    Return the service for a call.

    The first of these decides: the argument, the environment, framehook.toml; the
    endpoint's own service if it is installed and its secret is there; `local`.

    Raises:
        ServiceNotFoundError: if none of them is installed.
        SecretMissingError: if the one that was named has no secret.
    """
    named = invocation.configuration.get("service", argument)
    if named.value is not None:
        service = invocation.registry.service(named.value)
        return Choice(service, named.by, _has_secret(invocation, service))
    own = endpoint.service if endpoint is not None else FALLBACK
    try:
        service = invocation.registry.service(own)
        pays = _has_secret(invocation, service)
    except (ServiceNotFoundError, PluginDisabledError, SecretMissingError) as exc:
        return _fallback(invocation, own, exc)
    why = "its secret was found" if pays else "it needs no secret"
    return Choice(service, f"the endpoint's own, {why}" if endpoint else why, pays)


def _fallback(invocation: Invocation, own: str, error: FramehookError) -> Choice:
    try:
        service = invocation.registry.service(FALLBACK)
    except (ServiceNotFoundError, PluginDisabledError):
        raise error from None
    reason = "has no secret" if isinstance(error, SecretMissingError) else "is not installed"
    if isinstance(error, PluginDisabledError):
        reason = "is switched off"
    return Choice(service, f"{own!r} {reason}", _has_secret(invocation, service))


def _has_secret(invocation: Invocation, service: Service) -> bool:
    # Only commands that send something need a client.
    from ..clients._assembly import assemble

    _, driver = assemble(
        {"registry": invocation.registry, "service": service, "hooks": (), "ledger": _memory()}
    )
    try:
        return driver.run(service.secret()) is not None
    finally:
        driver.close()


def _memory() -> Any:
    from ..ledger import MemoryLedger  # As above.

    return MemoryLedger()
