"""The platform API of the simulation: history, billing, prices, deletion."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest

from framehook_fal.sim import Media, Outcome, Quirks, SimulatedFal, VirtualTime, broken, refused


@pytest.fixture
def time():
    return VirtualTime(start=1_790_000_000.0)


@pytest.fixture
def fal(time):
    quirks = Quirks(history_lag=6, unit_price=Decimal("0.5"))
    keys = {"a:1": "ann", "b:2": "ann", "c:3": "cy"}
    with SimulatedFal(time=time, quirks=quirks, keys=keys, admins=frozenset({"b:2"})) as fal:
        yield fal


def _get(fal, path, key="b:2", **params):
    headers = {"authorization": f"Key {key}"}
    return httpx.get(f"{fal.base_urls.platform}/{path}", params=params, headers=headers)


def _submit(fal, name="fal-ai/x", key="a:1", **headers):
    return httpx.post(
        f"{fal.base_urls.queue}/{name}",
        json={"n": 1},
        headers={"authorization": f"Key {key}", **headers},
    ).json()["request_id"]


_BY = "models/requests/by-endpoint"


def test_the_history_is_late_and_of_the_account(fal, time):
    """A request shows up after the lag, to all keys of its account and nobody else."""
    mine = _submit(fal)
    _submit(fal, name="fal-ai/y")
    _submit(fal, key="c:3")
    assert _get(fal, _BY, endpoint_id="fal-ai/x").json()["items"] == []
    time.advance(6)
    rows = _get(fal, _BY, endpoint_id="fal-ai/x", expand="payloads").json()["items"]
    assert [row["request_id"] for row in rows] == [mine]
    assert rows[0]["status_code"] == 200
    assert rows[0]["json_input"] == {"n": 1}
    assert rows[0]["json_output"] == {"echo": {"n": 1}}
    assert rows[0]["sent_at"] == datetime.fromtimestamp(1_790_000_000, UTC).isoformat()
    assert "json_input" not in _get(fal, _BY, endpoint_id="fal-ai/x").json()["items"][0]


def test_pages_and_filters(fal, time):
    """Pages go from new to old; ids, states and times choose."""
    ids = []
    for _ in range(5):
        ids.append(_submit(fal, **{"x-fal-store-io": "0"}))
        time.advance(10)
    got, cursor = [], ""
    while cursor is not None:
        page = _get(fal, _BY, endpoint_id="fal-ai/x", limit=2, cursor=cursor).json()
        got += [row["request_id"] for row in page["items"]]
        assert page["has_more"] is (page["next_cursor"] is not None)
        cursor = page["next_cursor"]
    assert got == ids[::-1]
    two = _get(fal, _BY, endpoint_id="fal-ai/y,fal-ai/x", request_id=",".join(ids[:2])).json()
    assert {row["request_id"] for row in two["items"]} == set(ids[:2])
    since = datetime.fromtimestamp(time.now() - 15, UTC).isoformat()
    assert len(_get(fal, _BY, endpoint_id="fal-ai/x", start=since).json()["items"]) == 1
    assert _get(fal, _BY, endpoint_id="fal-ai/x", status="error").json()["items"] == []
    assert _get(fal, _BY, endpoint_id="fal-ai/x", cursor="!", limit="x").status_code == 200
    row = _get(fal, _BY, endpoint_id="fal-ai/x", expand="payloads").json()["items"][0]
    assert "json_input" not in row


def test_states_in_the_history(fal, time):
    """Whose fault it was, and what still runs."""
    fal.answer("*", [refused("one_of"), broken("internal_error"), Outcome(seconds=1e5)])
    ids = [_submit(fal) for _ in range(3)]
    time.advance(10)
    found = {
        status: [
            row["request_id"]
            for row in _get(fal, _BY, endpoint_id="fal-ai/x", status=status).json()["items"]
        ]
        for status in ("user_error", "error", "running")
    }
    assert found == {"user_error": [ids[0]], "error": [ids[1]], "running": [ids[2]]}


def test_billing_events_find_tags(fal, time):
    """An administrator's key sees what each request cost, also by its tag; others do not."""
    fal.answer("*", [Outcome(units=Decimal("2.5")), broken("internal_error")])
    first = _submit(fal, **{"x-fal-tags": "framehook.intent=k1, team=a"})
    second = _submit(fal, **{"x-fal-tags": "framehook.intent=k2"})
    time.advance(10)
    rows = _get(fal, "models/billing-events", tag="framehook.intent=k1").json()["billing_events"]
    assert [(row["request_id"], row["cost_total"]) for row in rows] == [(first, 1.25)]
    assert rows[0]["cost_estimate_nano_usd"] == 1_250_000_000
    free = _get(fal, "models/billing-events", request_id=second).json()["billing_events"]
    assert free[0]["cost_total"] == 0
    assert _get(fal, "models/billing-events", key="a:1").status_code == 403
    assert fal.truth.units == Decimal("2.5")
    assert fal.truth.paid[0].tags == {"framehook.intent": "k1", "team": "a"}


def test_prices(fal):
    """Unit prices and estimates, and errors in the form of the platform."""
    prices = _get(fal, "models/pricing", endpoint_id="fal-ai/x,fal-ai/y").json()["prices"]
    assert [(row["endpoint_id"], row["unit_price"]) for row in prices] == [
        ("fal-ai/x", 0.5),
        ("fal-ai/y", 0.5),
    ]
    url = f"{fal.base_urls.platform}/models/pricing/estimate"
    headers = {"authorization": "Key a:1"}
    body = {"estimate_type": "unit_price", "endpoints": {"fal-ai/x": {"unit_quantity": 3}}}
    assert httpx.post(url, json=body, headers=headers).json()["total_cost"] == 1.5
    for reply in (
        httpx.post(url, json={"estimate_type": "guess"}, headers=headers),
        _get(fal, "models/pricing"),
        _get(fal, _BY),
    ):
        assert reply.status_code == 400
        assert reply.json()["error"]["type"] == "validation_error"
    assert (
        _get(fal, "models/pricing", key="nobody").json()["error"]["type"] == "authorization_error"
    )


def test_payloads_are_deleted_with_the_files_of_results(fal, time):
    """The files are gone, and so are the words."""
    fal.answer("*", Outcome(value={"all": ["x"]}, media={"video": Media(data=b"movie")}))
    request_id = _submit(fal)
    time.advance(1)
    result = f"{fal.base_urls.queue}/fal-ai/x/requests/{request_id}"
    link = httpx.get(result, headers={"authorization": "Key a:1"}).json()["video"]["url"]
    url = f"{fal.base_urls.platform}/models/requests/{{}}/payloads"
    admin = {"authorization": "Key b:2"}
    assert httpx.delete(url.format("x"), headers=admin).status_code == 404
    assert httpx.delete(url.format("x"), headers={"authorization": "Key a:1"}).status_code == 403
    told = httpx.delete(url.format(request_id), headers=admin).json()
    assert told == {"cdn_delete_results": [{"link": link, "exception": None}]}
    assert httpx.get(link).status_code == 404


def test_where_webhooks_come_from(fal):
    """Anybody may ask."""
    told = httpx.get(f"{fal.base_urls.platform}/meta").json()
    assert told == {"webhook_ip_ranges": ["127.0.0.1/32"]}


def test_tokens_for_browsers(fal, http):
    """A bare text where the path is the old one, an object where it is the new one."""
    rest = fal.base_urls.rest
    old = http.post(f"{rest}/tokens/", json={"allowed_apps": ["flux"], "token_expiration": 120})
    new = http.post(f"{rest}/tokens/realtime", json={"allowed_apps": ["fal-ai/flux"]})
    assert isinstance(old.json(), str)
    assert list(new.json()) == ["token"]
    assert http.post(f"{rest}/tokens/", headers={"authorization": "Key no:one"}).status_code == 401
