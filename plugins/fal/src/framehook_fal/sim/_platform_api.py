"""The platform API: request history, billing events, prices, access rules."""

from __future__ import annotations

__all__ = ("PlatformApi",)

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ._job import Job, State
from ._rest_api import RestApi
from ._wire import Incoming, Reply, json_reply
from ._world import World

_DAY = 86400.0


class PlatformApi:
    """Answers what the platform API is asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rest = RestApi(world)

    async def history(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """List the requests of an endpoint, the newest first."""
        asked = _Asked(incoming)
        if not asked.many("endpoint_id"):
            return _error(400, "validation_error", "The parameter endpoint_id is required.")
        ids = asked.many("request_id")
        jobs = self._seen(incoming, asked, 90 * _DAY if ids else _DAY)
        chosen = [
            job
            for job in jobs
            if job.order.endpoint in asked.many("endpoint_id")
            and (not ids or job.id in ids)
            and asked.one("status", _verdict(job)) == _verdict(job)
        ]
        with_payloads = "payloads" in asked.many("expand")
        rows = [self._row(job, with_payloads=with_payloads) for job in chosen]
        for job in chosen:
            self._world.engine.step(job)
        return asked.page(rows, "items", most=100, usual=50)

    async def billing(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """List what each request cost, the newest first; for administrators."""
        if not self._world.is_admin(incoming.header("authorization")):
            return _error(403, "authorization_error", "This needs a key of the scope ADMIN.")
        asked = _Asked(incoming)
        ids, endpoints = asked.many("request_id"), asked.many("endpoint_id")
        wanted = asked.tags()
        chosen = [
            job
            for job in self._seen(incoming, asked, _DAY)
            if job.state is State.COMPLETED
            and (not ids or job.id in ids)
            and (not endpoints or job.order.endpoint in endpoints)
            and all(job.order.tags.get(name) in values for name, values in wanted.items())
        ]
        return asked.page([self._event(job) for job in chosen], "billing_events", 10_000, 100)

    async def prices(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give the unit price of endpoints."""
        ids = _Asked(incoming).many("endpoint_id")
        if not ids:
            return _error(400, "validation_error", "The parameter endpoint_id is required.")
        price = float(self._world.quirks.unit_price)
        rows = [
            {"endpoint_id": name, "unit_price": price, "unit": "unit", "currency": "USD"}
            for name in ids
        ]
        return json_reply(200, {"prices": rows, "next_cursor": None, "has_more": False})

    async def estimate(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Estimate the price of calls or units."""
        told: Any = await incoming.json()
        try:
            kind, endpoints = told["estimate_type"], told["endpoints"]
            name = {"historical_api_price": "call_quantity", "unit_price": "unit_quantity"}[kind]
            quantity = sum(Decimal(str(row[name])) for row in endpoints.values())
        except (KeyError, TypeError, AttributeError, ArithmeticError):
            return _error(400, "validation_error", "The body is no request for an estimate.")
        total = float(quantity * self._world.quirks.unit_price)
        return json_reply(200, {"estimate_type": kind, "total_cost": total, "currency": "USD"})

    async def forget(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Delete the payloads of a request and the files of its result."""
        if not self._world.is_admin(incoming.header("authorization")):
            return _error(403, "authorization_error", "This needs a key of the scope ADMIN.")
        job = self._world.engine.jobs.get(given["request_id"])
        account = incoming.account
        if job is None or job.order.account != account:
            return _error(404, "not_found", "There is no such request.")
        links = _urls_in(_json_of(job), self._world.urls.cdn)
        job.body = b"null"
        rows = [
            {"link": url, "exception": None if self._world.shelf.delete(url) else "Not found"}
            for url in links
        ]
        return json_reply(200, {"cdn_delete_results": rows})

    async def meta(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Say where webhooks come from."""
        return json_reply(200, {"webhook_ip_ranges": ["127.0.0.1/32"]})

    async def acl(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Read or write who may read a file."""
        return await self._rest.acl(incoming, given)

    async def sign(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give a URL by which anybody can read a restricted file."""
        await incoming.body()
        file = self._world.shelf.by_url(incoming.query.get("url", ""))
        if file is None or file.owner != incoming.account:
            return _error(404, "not_found", "There is no such file.")
        url = f"{self._world.urls.cdn}{file.route}?identity={file.signature}"
        return json_reply(200, {"signed_url": url})

    def _seen(self, incoming: Incoming, asked: _Asked, back: float) -> list[Job]:
        now = self._world.time.now()
        account = incoming.account
        start, end = asked.moment("start", now - back), asked.moment("end", now + 1)
        latest = now - self._world.quirks.history_lag
        jobs = [
            job
            for job in self._world.engine.jobs.values()
            if job.order.account == account
            and start <= job.order.received < end
            and job.order.received <= latest
        ]
        return jobs[::-1]

    def _row(self, job: Job, *, with_payloads: bool) -> dict[str, Any]:
        is_done = job.state is State.COMPLETED and job.outcome is not None
        duration = job.ended - job.started if job.ended and job.started else None
        row: dict[str, Any] = {
            "request_id": job.id,
            "endpoint_id": job.order.endpoint,
            "started_at": _moment(job.started),
            "sent_at": _moment(job.order.received),
            "ended_at": _moment(job.ended),
            "status_code": job.outcome.status if is_done and job.outcome else None,
            "duration": duration,
        }
        keeps = self._world.quirks.keeps_payloads
        if with_payloads and keeps and job.order.headers.get("x-fal-store-io") != "0":
            row["json_input"] = job.order.arguments
            row["json_output"] = _json_of(job) if is_done else None
        return row

    def _event(self, job: Job) -> dict[str, Any]:
        price = self._world.quirks.unit_price
        outcome = job.outcome
        units = outcome.units if outcome is not None and outcome.status < 500 else Decimal(0)
        cost = units * price
        return {
            "request_id": job.id,
            "endpoint_id": job.order.endpoint,
            "timestamp": _moment(job.ended),
            "output_units": float(units),
            "unit_price": float(price),
            "cost_subtotal": float(cost),
            "cost_discount": 0.0,
            "cost_total": float(cost),
            "cost_estimate_nano_usd": int(cost * 10**9),
            "tags": dict(job.order.tags),
        }


class _Asked:
    """The parameters of a request to the platform API."""

    def __init__(self, incoming: Incoming) -> None:
        self._pairs = parse_qsl(urlsplit(incoming.target).query)

    def many(self, name: str) -> list[str]:
        found = [value for key, value in self._pairs if key in {name, f"{name}[]"}]
        return [part for value in found for part in value.split(",") if part]

    def one(self, name: str, default: str = "") -> str:
        return next((value for key, value in self._pairs if key == name), default)

    def tags(self) -> dict[str, set[str]]:
        # One name with several values matches any of them; all names must match.
        found: dict[str, set[str]] = {}
        for name, _, value in (text.partition("=") for key, text in self._pairs if key == "tag"):
            found.setdefault(name, set()).add(value)
        return found

    def moment(self, name: str, default: float) -> float:
        try:
            when = datetime.fromisoformat(self.one(name))
        except ValueError:
            return default
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()

    def page(self, rows: Any, name: str, most: int, usual: int) -> Reply:
        asked = self.one("limit")
        limit = max(1, min(most, int(asked))) if asked.isdigit() else usual
        number = _page_of(self.one("cursor"))
        part = rows[number * limit : (number + 1) * limit]
        has_more = len(rows) > (number + 1) * limit
        cursor = base64.b64encode(str(number + 1).encode()).decode() if has_more else None
        return json_reply(200, {name: part, "next_cursor": cursor, "has_more": has_more})


def _page_of(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor)) if cursor else 0
    except ValueError:
        return 0


def _moment(when: float | None) -> str | None:
    return None if when is None else datetime.fromtimestamp(when, UTC).isoformat()


def _verdict(job: Job) -> str:
    if job.state is not State.COMPLETED or job.outcome is None:
        return "running"
    if job.outcome.is_success:
        return "success"
    return "user_error" if job.outcome.status < 500 else "error"


def _json_of(job: Job) -> Any:
    try:
        return json.loads(job.body)
    except ValueError:
        return None


def _urls_in(value: Any, root: str) -> list[str]:
    if isinstance(value, dict):
        return [url for one in value.values() for url in _urls_in(one, root)]
    if isinstance(value, list):
        return [url for one in value for url in _urls_in(one, root)]
    return [value] if isinstance(value, str) and value.startswith(f"{root}/files/") else []


def _error(status: int, kind: str, message: str) -> Reply:
    return json_reply(status, {"error": {"type": kind, "message": message}})
