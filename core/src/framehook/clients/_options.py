"""What a client can be told when it is made; the same for both colours."""

from __future__ import annotations

__all__ = ("ClientOptions", "DriveOptions", "SubmitOptions")

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypedDict

from ..drivers._clock import Clock
from ..flows._terms import CheckPolicy, ProbePolicy, RetryPolicy
from ..registry import Registry
from ..spi._ledger import Ledger
from ..spi._service import Service
from ..spi._transport import Timeouts


class ClientOptions(TypedDict, total=False):
    """
    What a client can be told when it is made.

    Attributes:
        service: Name or object of the service to use, whatever the endpoints say.
        registry: Where endpoints and services come from; by default what is installed.
        ledger: The journal: an object, or the path of a file. By default in memory.
        transport: What carries plain HTTP: an object, the name of an installed
            transport, or an `httpx` client of your own.
        timeouts: Limits of every kind of waiting.
        check: `strict` refuses calls with errors, `warn` reports them, `off` asks nothing.
        probe: Whose media may be looked at: `never`, `local` (your own files) or `always`.
        probe_private: Whether URLs on private addresses may be looked at too.
        retry: How requests that can be repeated are repeated.
        hooks: Names of installed hooks, or objects with hook functions. By default what
            `FRAMEHOOK_HOOKS` names.
        account: A label for the account that pays, for the ledger. Never a key.
        on_abandon: Whether a job is cancelled when its caller stops waiting.
        clock: The time; for tests.
    """

    service: str | Service | None
    registry: Registry | None
    ledger: Ledger | str | Path | None
    transport: Any
    timeouts: Timeouts | None
    check: CheckPolicy
    probe: ProbePolicy
    probe_private: bool
    retry: RetryPolicy | None
    hooks: Sequence[str | object] | None
    account: str | None
    on_abandon: Literal["keep", "cancel"]
    clock: Clock | None


class DriveOptions(TypedDict, total=False):
    """
    What can be said about a call that a job engine drives, besides its key.

    Attributes:
        max_cost: The most it may cost; compared with the high end of the quote.
        assume_cost: What it is taken to cost where nobody knows.
        batch: A label for a group of calls, in the ledger.
        webhook_url: Where the service shall report the end.
        options: The service's own options.
    """

    max_cost: Decimal | float | str | None
    assume_cost: Decimal | float | str | None
    batch: str | None
    webhook_url: str | None
    options: Mapping[str, Any] | None


class SubmitOptions(TypedDict, total=False):
    """
    What can be said about one submission.

    Attributes:
        key: Your own key. A second submission with it returns the first job.
        max_cost: The most it may cost; compared with the high end of the quote.
        assume_cost: What it is taken to cost where nobody knows.
        batch: A label for a group of calls, in the ledger.
        webhook_url: Where the service shall report the end.
        options: The service's own options.
    """

    key: str | None
    max_cost: Decimal | float | str | None
    assume_cost: Decimal | float | str | None
    batch: str | None
    webhook_url: str | None
    options: Mapping[str, Any] | None
