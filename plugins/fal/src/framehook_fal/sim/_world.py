"""Everything that the parts of the simulation share."""

from __future__ import annotations

__all__ = ("BaseUrls", "Quirks", "World")

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ._engine import Engine
from ._plan import FaultPlan
from ._shelf import Shelf
from ._signature import Signer
from ._time import Time
from ._truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseUrls:
    """
    Where the parts of the service are; no URL ends in a slash.

    Attributes:
        run: Synchronous requests; `https://fal.run`.
        queue: The queue; `https://queue.fal.run`.
        rest: Tokens, uploads and keys; `https://rest.fal.ai`.
        cdn: Files; `https://v3.fal.media`. Another port than the rest, so that a key that
            goes there can be noticed.
        platform: The platform API with its version; `https://api.fal.ai/v1`.
        proxy: What `proxyUrl` of the JavaScript client can be.

    Example:
        ```python
        urls = BaseUrls.at("http://127.0.0.1:8000", "http://127.0.0.1:8001")
        assert urls.queue == "http://127.0.0.1:8000/queue"
        ```
    """

    run: str
    queue: str
    rest: str
    cdn: str
    platform: str
    proxy: str

    @classmethod
    def at(cls, api: str, cdn: str) -> BaseUrls:
        """Return the URLs behind two ports."""
        return cls(
            run=f"{api}/run",
            queue=f"{api}/queue",
            rest=f"{api}/rest",
            cdn=cdn,
            platform=f"{api}/platform/v1",
            proxy=f"{api}/api/fal/proxy",
        )

    def environment(self) -> dict[str, str]:
        """Return the environment variables that name them."""
        return {
            "FAL_RUN_HOST": self.run,
            "FAL_QUEUE_RUN_HOST": self.queue,
            "FAL_REST_HOST": self.rest,
            "FAL_CDN_HOST": self.cdn,
            "FAL_PLATFORM_HOST": self.platform,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """
    What differs between accounts, or is documented in two ways.

    Attributes:
        token_seconds: How long an upload token is good.
        history_lag: Seconds before a request is in the history and in the billing events.
        keeps_payloads: Whether the history has inputs and outputs.
        log_window: How many lines a status has at most.
        unit_price: The price of one unit, in dollars.
        webhook_pauses: Seconds before each further attempt to deliver a webhook.
        webhook_limit: Results of more bytes are delivered without their payload.
        keep_alive: Seconds between the comments of a stream of statuses.

    Example:
        ```python
        quirks = Quirks(history_lag=6.0)
        assert quirks.keeps_payloads
        ```
    """

    token_seconds: float = 3600.0
    history_lag: float = 0.0
    keeps_payloads: bool = True
    log_window: int = 200
    unit_price: Decimal = Decimal("0.05")
    webhook_pauses: Sequence[float] = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
    webhook_limit: int = 1_000_000
    keep_alive: float = 15.0


@dataclass(slots=True, kw_only=True)
class World:
    """Everything that the parts of the simulation share."""

    time: Time
    engine: Engine
    shelf: Shelf
    truth: Truth
    faults: FaultPlan
    signer: Signer
    quirks: Quirks
    urls: BaseUrls
    keys: Mapping[str, str] = field(repr=False)
    admins: frozenset[str] = field(repr=False)
    tokens: dict[str, tuple[str, float]] = field(
        default_factory=dict[str, tuple[str, float]], repr=False
    )

    def account(self, authorization: str, passport: str = "") -> str | None:
        """
        Return whose request it is.

        Args:
            authorization: The header.
            passport: The value of `fal_jwt_token`, which browsers send in its place.
        """
        if passport:
            return self.token_owner(f"bearer {passport}")
        scheme, _, key = authorization.partition(" ")
        return self.keys.get(key.strip()) if scheme.lower() == "key" else None

    def is_admin(self, authorization: str) -> bool:
        """Return whether a header is a key that may see what things cost."""
        return authorization.partition(" ")[2].strip() in self.admins

    def new_token(self, account: str) -> tuple[str, float]:
        """Return a token for the file host, and when it ends."""
        token, ends = secrets.token_urlsafe(24), self.time.now() + self.quirks.token_seconds
        self.tokens[token] = account, ends
        return token, ends

    def token_owner(self, authorization: str) -> str | None:
        """Return whose token for the file host a header is, if it is still good."""
        scheme, _, token = authorization.partition(" ")
        owner, ends = self.tokens.get(token.strip(), ("", 0.0))
        is_good = scheme.lower() == "bearer" and owner and self.time.now() < ends
        return owner if is_good else None
