"""The platform API: what fal remembers of requests."""

from __future__ import annotations

__all__ = ("Listing", "candidates", "rows_of_all", "rows_of_endpoint")

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from framehook.spi import (
    Flow,
    Json,
    Now,
    ReplyError,
    Request,
    Submission,
    Ticket,
    shorten_url,
)

from ._address import is_request_id
from ._asking import ask
from ._endpoint_id import EndpointId
from ._errors import trouble
from ._files import plain_name
from ._hosts import Hosts
from ._options import INTENT_TAG
from ._span import spans_of

# Clocks differ: what was sent a little earlier than it seems may still be ours.
_SKEW = timedelta(minutes=1)
_DAY = timedelta(days=1)
_NONE = timedelta(0)
_MOST_PAGES = 200
_PAGE = 100
_TAGS_AT_ONCE = 20
# The key may not, the account does not have it, or this server does not offer it.
_NOT_FOR_US = frozenset({401, 402, 403, 404, 405, 501})
_LONGEST = 4000


class Listing(NamedTuple):
    """What fal remembers, and how far its clock is ahead of the one here."""

    rows: Sequence[Mapping[str, Any]]
    ahead: timedelta


def candidates(
    calls: Sequence[Submission], since: datetime, hosts: Hosts, service: str
) -> Flow[dict[str, Sequence[Ticket]]]:
    """
    Look for jobs by their tags, and then in the request history.

    Args:
        calls: What was sent.
        since: When the first of them was sent.
        hosts: Where the servers are.
        service: Name of the service, for tickets.

    Returns:
        Candidates by attempt; an attempt is missing where nobody could look for it.
    """
    found: dict[str, Sequence[Ticket]] = {}
    tagged = yield from _tagged([call.attempt for call in calls], since, hosts)
    for call in calls:
        if call.attempt in tagged:
            jobs = sorted(tagged[call.attempt])
            found[call.attempt] = [_ticket(call, {"request_id": job}, service) for job in jobs]
    rest = [call for call in calls if call.attempt not in found]
    for target in dict.fromkeys(call.target for call in rest):
        some = [call for call in rest if call.target == target]
        for span in spans_of(some, since):
            listing = yield from _history(target, span.since, span.until, hosts)
            if listing is None:
                continue
            dated = [(_sent_at(row), row) for row in listing.rows]
            for call in span.calls:
                mine = _of(call, dated, listing.ahead, since)
                if mine is not None:
                    found[call.attempt] = [_ticket(call, row, service) for row in mine]
    return found


def _of(
    call: Submission,
    dated: Sequence[tuple[datetime | None, Mapping[str, Any]]],
    ahead: timedelta,
    since: datetime,
) -> list[Mapping[str, Any]] | None:
    # A clock that is wrong, or was when the call was sent, must not hide its job. Nor must a
    # time that cannot be read.
    begin = (call.since or since) - _SKEW + min(ahead, _NONE)
    end = None if call.until is None else call.until + max(ahead, _NONE)
    mine = [
        row
        for when, row in dated
        if when is None or (when >= begin and (end is None or when <= end))
    ]
    # A request whose body is not kept might be the one: then nobody can tell.
    if not all(isinstance(row.get("json_input"), Mapping) for row in mine):
        return None
    named = [row for row in mine if is_request_id(row.get("request_id"))]
    return [row for row in named if matches(call.arguments, row["json_input"])]


def matches(sent: Json, stored: Json) -> bool:
    """
    Whether a stored body is the one that was sent.

    fal may have added defaults. What was sent may be the form that is fit for people, in
    which URLs have lost their query, data URIs are shortened, and an upload whose place
    nobody wrote down has the name of its file.
    """
    if isinstance(sent, Mapping):
        return isinstance(stored, Mapping) and all(
            name in stored and matches(value, stored[name]) for name, value in sent.items()
        )
    if isinstance(sent, (list, tuple)):
        return (
            isinstance(stored, (list, tuple))
            and len(sent) == len(stored)
            and all(matches(one, other) for one, other in zip(sent, stored, strict=True))
        )
    if isinstance(sent, bool) or isinstance(stored, bool):
        return sent is stored
    if not isinstance(sent, str) or not isinstance(stored, str):
        return sent == stored
    return sent in {stored, _shown(stored)} or _is_upload(sent, stored)


def _is_upload(name: str, url: str) -> bool:
    if "://" in name or not name or not url.startswith(("https://", "http://")):
        return False
    return urlsplit(url).path.endswith(plain_name(name))


def _shown(text: str) -> str:
    if text.startswith("data:") or "://" in text[:12]:
        return shorten_url(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _tagged(attempts: Sequence[str], since: datetime, hosts: Hosts) -> Flow[dict[str, set[str]]]:
    found: dict[str, set[str]] = {}
    for first in range(0, len(attempts), _TAGS_AT_ONCE):
        some = attempts[first : first + _TAGS_AT_ONCE]
        query = [("source", "tagged-billed"), ("start", _moment(since - _SKEW))]
        query += [("tag", f"{INTENT_TAG}={attempt}") for attempt in some]
        url = f"{hosts.platform}/models/billing-events"
        listing = yield from rows_of_all(url, query, "billing_events")
        for row in listing.rows if listing is not None else ():
            # Without tagged reporting the filter may be ignored; the tag itself decides.
            tags = row.get("tags")
            attempt = tags.get(INTENT_TAG) if isinstance(tags, Mapping) else None
            if attempt in some and is_request_id(row.get("request_id")):
                found.setdefault(str(attempt), set()).add(str(row["request_id"]))
        if listing is None:
            break
    return found


def _history(
    target: str, since: datetime, until: datetime | None, hosts: Hosts
) -> Flow[Listing | None]:
    which = [("start", _moment(since - _SKEW))]
    if until is not None and until + _DAY < (yield from Now()):
        # Nobody says whether it counts by the beginning of a request or by its end.
        which.append(("end", _moment(until + _DAY)))
    return (yield from rows_of_endpoint(target, which, hosts))


def rows_of_endpoint(
    target: str, which: Sequence[tuple[str, str]], hosts: Hosts
) -> Flow[Listing | None]:
    """Return what the history of an endpoint has, of what is asked for."""
    query = [
        ("endpoint_id", str(EndpointId.parse(target))),
        *which,
        ("expand", "payloads"),
        ("limit", str(_PAGE)),
    ]
    return (yield from rows_of_all(f"{hosts.platform}/models/requests/by-endpoint", query, "items"))


def rows_of_all(url: str, query: Sequence[tuple[str, str]], name: str) -> Flow[Listing | None]:
    """Return all rows of all pages, or `None` if they may not be read or have no end."""
    found: dict[str, Mapping[str, Any]] = {}
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        more = [("cursor", cursor)] if cursor else []
        request = Request("GET", f"{url}?{urlencode([*query, *more])}")
        try:
            said, reply = yield from ask(request, "looking for lost jobs")
        except ReplyError as exc:
            if exc.status in _NOT_FOR_US:
                return None
            raise
        rows = said.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise trouble(reply, f"looking for lost jobs, with an object that has no {name!r}")
        # Rows move from page to page while new ones come in.
        found |= {str(row.get("request_id")): row for row in rows}
        cursor = said.get("next_cursor")
        if not said.get("has_more") or not isinstance(cursor, str):
            told, now = _moment_of(reply.headers.get("date", "")), (yield from Now())
            return Listing(list(found.values()), told - now if told is not None else _NONE)
    return None


def _moment_of(date: str) -> datetime | None:
    try:
        told = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


def _ticket(call: Submission, row: Mapping[str, Any], service: str) -> Ticket:
    state: dict[str, Json] = {"target": call.target}
    if isinstance(row.get("sent_at"), str):
        state["sent_at"] = row["sent_at"]
    return Ticket(service, call.endpoint, str(row["request_id"]), state)


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sent_at(row: Mapping[str, Any]) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(row.get("sent_at")))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
