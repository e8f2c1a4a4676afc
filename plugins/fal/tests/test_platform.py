"""Looking for jobs whose acceptance is unknown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framehook import errors
from framehook.drivers._blocking import Driver
from framehook.spi import Submission
from framehook.testing._server import reply
from framehook_fal._platform import matches

SINCE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HISTORY = "/v1/models/requests/by-endpoint"
BILLING = "/v1/models/billing-events"


def call(attempt="k-1", target="a/b", **arguments):
    return Submission(endpoint="e/e", target=target, arguments=arguments, attempt=attempt)


def row(name, sent="2026-03-01T12:00:05Z", **body):
    return {"request_id": name, "endpoint_id": "a/b", "sent_at": sent, "json_input": body}


@pytest.fixture
def look(make_client, world, said):
    """Run `find` in a client of either colour."""
    world.api.play(BILLING, said(403, error={"type": "authorization_error", "message": "No"}))

    def look(*calls):
        client = make_client(service=world.service())
        outfit, driver = client.inner._outfit, client.inner._driver
        from framehook.flows._send import conduct

        flow = conduct(world.service().queue.find(calls, SINCE), outfit.terms())
        is_blocking = isinstance(driver, Driver)
        found = driver.run(flow) if is_blocking else client._runner.run(driver.run(flow))
        return {attempt: [ticket.id for ticket in tickets] for attempt, tickets in found.items()}

    return look


def test_the_history_has_candidates(look, world, said):
    """The same body, perhaps with defaults added, sent since then; every page is read."""
    pages = [
        said(items=[row("r1", prompt="x", seed=1)], has_more=True, next_cursor="two"),
        said(
            items=[
                row("r2", prompt="y"),
                row("r3", prompt="x"),
                row("r4", prompt="x", sent="2026-03-01T11:58:00Z"),
                row("../r5", prompt="x"),
            ],
            has_more=False,
        ),
    ]
    world.api.play(HISTORY, *pages)
    assert look(call(prompt="x"), call("k-2", prompt="z")) == {"k-1": ["r1", "r3"], "k-2": []}
    first, second = (parse_qs(urlsplit(got.target).query) for got in world.sent(HISTORY))
    assert first["endpoint_id"] == ["a/b"]
    assert first["expand"] == ["payloads"]
    assert first["start"] == ["2026-03-01T11:59:00Z"]
    assert second["cursor"] == ["two"]
    assert world.sent(HISTORY)[0].header("authorization") == f"Key {world.key}"


def test_equal_calls_of_different_days_are_told_apart(look, world, said, framehook_clock):
    """Each is looked for when it was sent, and what lies between is not listed."""
    hour = timedelta(hours=1)
    framehook_clock.advance((SINCE + 9 * 24 * hour - framehook_clock.now()).total_seconds())
    late = SINCE + 5 * 24 * hour
    sent = {"prompt": "x"}
    first = replace(call(**sent), since=SINCE, until=SINCE + hour)
    near = replace(call("k-2", **sent), since=SINCE + hour / 2, until=SINCE + 2 * hour)
    last = replace(call("k-3", **sent), since=late, until=late + hour)
    open_ended = replace(call("k-4", prompt="z"), since=late + 2 * hour)
    rows = [
        row("r1", "2026-03-01T12:10:00Z", **sent),
        row("r2", "2026-03-01T13:30:00Z", **sent),
        {**row("r3", "2026-03-03T12:00:00Z"), "json_input": None},
        row("r4", "2026-03-06T12:30:00Z", **sent),
        row("r5", "2026-03-06T14:30:00Z", **sent),
    ]
    world.api.play(HISTORY, said(items=rows, has_more=False))
    found = look(last, first, open_ended, near)
    assert found == {"k-1": ["r1"], "k-2": ["r2"], "k-3": ["r4"], "k-4": []}
    asked = [parse_qs(urlsplit(got.target).query) for got in world.sent(HISTORY)]
    assert [(each["start"], each.get("end")) for each in asked] == [
        (["2026-03-01T11:59:00Z"], ["2026-03-02T14:00:00Z"]),
        (["2026-03-06T11:59:00Z"], ["2026-03-07T13:00:00Z"]),
        (["2026-03-06T13:59:00Z"], None),
    ]


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_wrong_clock_hides_no_job(look, world, framehook_clock, hours):
    """fal says what time it is there; what was sent by a clock that is hours off is found."""
    framehook_clock.advance((SINCE - framehook_clock.now()).total_seconds())
    there = SINCE + timedelta(hours=hours)
    lost = replace(call(prompt="x"), since=SINCE, until=SINCE + timedelta(minutes=12))
    found = row("r1", (there + timedelta(minutes=3)).isoformat(), prompt="x")
    headers = [("Content-Type", "application/json"), ("Date", format_datetime(there, usegmt=True))]
    listing = json.dumps({"items": [found], "has_more": False}).encode()
    world.api.play(HISTORY, [reply(200, listing, headers)])
    assert look(lost) == {"k-1": ["r1"]}


def test_tags_lead_to_the_job_itself(look, world, said):
    """A tag is certain: nothing else is asked. Rows without it do not count."""
    events = [
        {"request_id": "r1", "tags": {"framehook.intent": "k-1"}},
        {"request_id": "r1", "tags": {"framehook.intent": "k-1"}},
        {"request_id": "r2", "tags": {}},
        {"request_id": "r3"},
    ]
    world.api.play(BILLING, said(billing_events=events, has_more=False, next_cursor=None))
    assert look(call(prompt="x")) == {"k-1": ["r1"]}
    (got,) = world.sent(BILLING)
    query = parse_qs(urlsplit(got.target).query)
    assert (query["tag"], query["source"]) == (["framehook.intent=k-1"], ["tagged-billed"])
    assert world.sent(HISTORY) == []


@pytest.mark.parametrize(
    "answer",
    [
        (403, {"error": {"type": "authorization_error", "message": "No"}}),
        (404, {"detail": "none"}),
        (200, {"items": [{"request_id": "r1", "json_input": None}], "has_more": False}),
    ],
    ids=["not allowed", "not there", "no payloads"],
)
def test_where_nobody_can_look_nothing_is_said(look, world, said, answer):
    """An attempt is missing, which is not the same as an empty list."""
    world.api.play(HISTORY, said(answer[0], **answer[1]))
    assert look(call(prompt="x")) == {}


def test_a_history_without_an_end_proves_nothing(look, world, said):
    """A list that never ends is given up."""
    world.api.play(HISTORY, said(items=[row("r1", prompt="x")], has_more=True, next_cursor="c"))
    assert look(call(prompt="x")) == {}


def test_trouble_is_told(look, world, said):
    """An answer that makes no sense is an error."""
    world.api.play(HISTORY, said(rows=[]))
    with pytest.raises(errors.ReplyError, match="no 'items'"):
        look(call(prompt="x"))


@pytest.mark.parametrize(
    ("sent", "stored", "same"),
    [
        ({"a": 1}, {"a": 1.0, "b": 2}, True),
        ({"a": True}, {"a": 1}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": [1, 2]}, {"a": [1, 2]}, True),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": {"b": "x"}}, {"a": {"b": "x", "c": 1}}, True),
        ({"a": "x"}, {"b": "x"}, False),
        ({"a": "https://x/y?…"}, {"a": "https://x/y?token=1"}, True),
        ({"a": "z" * 4000 + "…"}, {"a": "z" * 5000}, True),
        ({"a": None}, {"a": None}, True),
        ({"a": "my clip.mp4"}, {"a": "https://x/files/77_my_clip.mp4"}, True),
        ({"a": "other.mp4"}, {"a": "https://x/files/77_my_clip.mp4"}, False),
        ({"a": ""}, {"a": "https://x/files/77_my_clip.mp4"}, False),
        ({"a": {}}, {"a": 1}, False),
    ],
)
def test_bodies_are_compared(sent, stored, same):
    """What was sent is contained in what is stored; forms for people count too."""
    assert matches(sent, stored) is same


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(JSON)
def test_a_body_is_like_itself(value):
    """Whatever it is."""
    assert matches(value, value)
