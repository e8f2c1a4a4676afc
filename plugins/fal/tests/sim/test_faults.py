"""Faults: what a client sees, and what really happened."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framehook_fal.sim import (
    FAULTS,
    ROUTES,
    Fault,
    FaultPlan,
    Media,
    Outcome,
    SimulatedFal,
    VirtualTime,
)

_STATUSES = {kind: int(kind[:3]) for kind in FAULTS["submit"] if kind[:3].isdigit()}


def _submit(fal, http, **more):
    return http.post(f"{fal.base_urls.queue}/fal-ai/x", json={"seed": 1}, **more)


@pytest.mark.parametrize("kind", sorted(_STATUSES))
def test_a_status_in_place_of_an_answer(fal, http, kind):
    """Nothing is accepted, and the answer is JSON or what a reverse proxy says."""
    fal.faults.add(Fault(kind=kind, routes=("submit",), at=(1,)))
    reply = _submit(fal, http)
    assert reply.status_code == _STATUSES[kind]
    assert "x-fal-request-id" not in reply.headers
    if kind.endswith("-html"):
        assert "nginx" in reply.text
        assert reply.headers["content-type"] == "text/html"
    else:
        assert "nginx" not in reply.text
        assert set(reply.json()) == {"detail"}
    assert reply.headers.get("retry-after") == ("1" if kind == "429" else None)
    assert fal.truth.paid == ()
    assert _submit(fal, http).status_code == 200


@pytest.mark.parametrize(
    ("kind", "error", "paid"),
    [
        ("reset-before", httpx.TransportError, 0),
        ("reset-after", httpx.TransportError, 0),
        ("hang", httpx.ReadTimeout, 0),
        ("lost-reply", httpx.TransportError, 1),
        ("lost-hang", httpx.ReadTimeout, 1),
        ("truncated", httpx.RemoteProtocolError, 1),
    ],
)
def test_a_connection_that_ends(fal, http, kind, error, paid):
    """The client sees much the same; only the truth knows whether it was accepted."""
    fal.faults.add(Fault(kind=kind, routes=("submit",), at=(1,)))
    with pytest.raises(error):
        _submit(fal, http, timeout=httpx.Timeout(10, read=0.2 if "hang" in kind else 10))
    assert len(fal.truth.paid) == paid
    assert _submit(fal, http).status_code == 200
    assert sum(fal.truth.paid_twice().values()) == (2 if paid else 0)
    assert [one.kind for one in fal.truth.met] == [kind]


def test_an_accepted_request_whose_answer_is_spoiled(fal, http):
    """Broken JSON with 200, or the page of a reverse proxy: both times there is a request."""
    fal.faults.add(Fault(kind="garbled", routes=("submit",), at=(1,)))
    fal.faults.add(Fault(kind="lost-502", routes=("submit",), at=(2,)))
    garbled = _submit(fal, http)
    with pytest.raises(ValueError, match=r"delimiter|value|string|property"):
        garbled.json()
    assert garbled.status_code == 200
    assert _submit(fal, http).status_code == 502
    assert list(fal.truth.of_jobs().values()) == [2]
    assert fal.truth.of_jobs(lambda paid: paid.arguments["seed"]) == {1: 2}


def test_a_slow_body_is_whole(fal, http):
    """Crumbs add up to the answer."""
    fal.faults.add(Fault(kind="slow"))
    assert _submit(fal, http).json()["status"] == "IN_QUEUE"


def test_a_download_that_ends_early_can_go_on(fal):
    """A half comes, and a range brings the other one; or the range is ignored."""
    url = fal.store(Media(data=bytes(1000)))
    fal.faults.add(Fault(kind="truncated", routes=("download",), at=(1,)))
    fal.faults.add(Fault(kind="no-range", routes=("download",), at=(3,)))
    with httpx.stream("GET", url) as reply:
        pieces = reply.iter_raw()
        assert len(next(pieces)) == 500
        with pytest.raises(httpx.RemoteProtocolError):
            next(pieces)
    part = {"range": "bytes=500-"}
    assert [len(httpx.get(url, headers=part).content) for _ in range(2)] == [500, 1000]


def test_the_window_after_a_submit(fal, http, time):
    """A young request is not found; an old one always is."""
    fal.faults.add(Fault(kind="missing", seconds=5))
    fal.answer("*", Outcome(wait=100))
    told = _submit(fal, http).json()
    urls = [told["status_url"], f"{told['status_url']}/stream", told["response_url"]]
    assert [http.get(url).status_code for url in urls] == [404] * 3
    time.advance(5)
    assert http.get(told["status_url"]).status_code == 202
    assert len(fal.truth.met) == 3


def _events(reply):
    return [json.loads(line[6:])["status"] for line in reply.text.split("\n\n") if line[6:]]


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("sse-duplicated", ["IN_QUEUE"] * 2 + ["IN_PROGRESS"] * 2 + ["COMPLETED"] * 2),
        ("sse-reordered", ["IN_PROGRESS", "IN_QUEUE", "COMPLETED"]),
        ("sse-cut", ["IN_QUEUE"]),
    ],
)
def test_streams_of_statuses_go_wrong(kind, states):
    """Events come twice, in another order, or the stream ends before the request."""
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal, httpx.Client() as http:
        http.headers["authorization"] = f"Key {fal.key}"
        fal.answer("*", Outcome(wait=5, seconds=5))
        fal.faults.add(Fault(kind=kind))
        told = _submit(fal, http).json()
        assert _events(http.get(f"{told['status_url']}/stream")) == states


@pytest.mark.parametrize("kind", ["sse-torn", "truncated"])
def test_a_stream_ends_within_an_event(kind):
    """What came is no JSON."""
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal, httpx.Client() as http:
        http.headers["authorization"] = f"Key {fal.key}"
        fal.faults.add(Fault(kind=kind, routes=("watch",)))
        told = _submit(fal, http).json()
        got = ""
        with http.stream("GET", f"{told['status_url']}/stream") as reply:
            try:
                for piece in reply.iter_text():
                    got += piece
            except httpx.RemoteProtocolError:
                assert kind == "truncated"
        assert got.startswith('data: {"status"')
        assert "}" not in got


def test_results_tokens_and_parts_go_wrong(fal, http, time):
    """A result that expired, a token that ended, a part that was not stored."""
    told = _submit(fal, http).json()
    time.advance(1)
    fal.faults.add(Fault(kind="expired", routes=("result",), times=1))
    assert [http.get(told["response_url"]).status_code for _ in range(2)] == [404, 200]
    token = http.post(f"{fal.base_urls.rest}/storage/auth/token").json()["token"]
    headers = {"authorization": f"Bearer {token}", "x-fal-file-name": "x"}
    fal.faults.add(Fault(kind="expired-token", at=(1,)))
    fal.faults.add(Fault(kind="failed-part", at=(2,)))
    to = f"{fal.base_urls.cdn}/files/upload"
    assert [httpx.post(to, headers=headers).status_code for _ in range(2)] == [401, 200]
    begun = httpx.post(f"{to}/multipart", headers=headers).json()
    part = f"{begun['access_url']}/multipart/{begun['uploadId']}/1"
    codes = [httpx.put(part, headers=headers, content=b"x").status_code for _ in range(3)]
    assert codes == [401, 500, 200]


def test_histories_go_wrong(fal, http, time):
    """The newest row is not there yet, or rows have no payloads."""
    _submit(fal, http)
    time.advance(1)
    fal.faults.add(Fault(kind="omitted", at=(1,)))
    fal.faults.add(Fault(kind="payloads-missing", at=(2,)))
    url = f"{fal.base_urls.platform}/models/requests/by-endpoint"
    asked = {"endpoint_id": "fal-ai/x", "expand": "payloads"}
    found = [http.get(url, params=asked).json()["items"] for _ in range(3)]
    assert (len(found[0]), "json_input" in found[1][0]) == (0, False)
    assert found[2][0]["json_input"] == {"seed": 1}


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(), rate=st.floats(0.05, 0.95))
def test_plans_can_be_repeated(seed, rate):
    """The same seed gives the same faults, however routes are mixed."""
    first, second = FaultPlan.each(rate, seed=seed), FaultPlan.each(rate, seed=seed)
    for route in ROUTES:
        one = [first.draw(route) for _ in range(4)]
        assert one == [second.draw(route) for _ in range(4)]
        assert {fault.kind for fault in one if fault} <= set(FAULTS[route])


def test_a_share_is_about_as_large_as_it_says():
    """Of a thousand requests a tenth meets a fault, of many kinds, and none waits."""
    plan = FaultPlan.some(0.1, seed=1)
    kinds = [fault.kind for _ in range(1000) if (fault := plan.draw("submit"))]
    assert 60 < len(kinds) < 140
    assert len(set(kinds)) > 8
    assert "hang" not in kinds
    plan.clear()
    assert plan.draw("submit") is None


def test_faults_are_counted_apart(fal):
    """Adding a fault does not change how often others have come."""
    plan = FaultPlan([Fault(kind="429", times=1)])
    assert plan.draw("submit").kind == "429"
    plan.add(Fault(kind="503", times=1))
    assert [plan.draw("submit").kind, plan.draw("submit")] == ["503", None]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "flood"}, "no fault 'flood'"),
        ({"kind": "429", "routes": ("nowhere",)}, "no route 'nowhere'"),
        ({"kind": "sse-cut", "routes": ("submit",)}, "makes no sense on 'submit'"),
        ({"kind": "429", "rate": 2}, "between 0 and 1"),
    ],
)
def test_faults_that_make_no_sense(more, words):
    """The error names what is wrong."""
    with pytest.raises(ValueError, match=words):
        Fault(**more)


def test_plans_are_read_from_files(tmp_path):
    """TOML and JSON say the same; what is unknown is refused."""
    toml = tmp_path / "faults.toml"
    toml.write_text('seed = 3\n[[fault]]\nkind = "429"\nroutes = ["status"]\nat = [2]\n')
    text = tmp_path / "faults.json"
    text.write_text('{"seed": 3, "fault": [{"kind": "429", "routes": ["status"], "at": [2]}]}')
    for path in (toml, text):
        plan = FaultPlan.read(str(path))
        assert plan.seed == 3
        assert [plan.draw("status") is not None for _ in range(3)] == [False, True, False]
    assert FaultPlan.read("100%").draw("status") is not None
    for bad in ('[[fault]]\nkind = "429"\nwhen = 1', "[[fault]]\nrate = 1", "tempo = 1"):
        toml.write_text(bad)
        with pytest.raises(ValueError, match=r"faults\.toml"):
            FaultPlan.read(str(toml))


def test_each_key_and_each_file_has_its_own_luck():
    """Counted apart, what one asker meets does not depend on when others ask."""
    some = [Fault(kind="503", rate=0.5), Fault(kind="429", routes=("status",), at=(2,))]

    def met(askers):
        plan, found = FaultPlan(some, seed=3, apart=True), {"a": [], "b": []}
        for who in askers:
            fault = plan.draw("status", who)
            found[who].append(fault and fault.kind)
        return found

    assert met("aaaabbbb") == met("abbaabab")
    assert met("aaaabbbb")["a"] != met("aaaabbbb")["b"]
    together = FaultPlan(some, seed=3)
    assert [together.draw("status", who) for who in "ab"] == [
        FaultPlan(some, seed=3).draw("status"),
        next(fault for fault in some if fault.kind == "429"),
    ]


def test_a_fault_that_lasts_hits_the_same_ones_always():
    """A third of all results are gone, each of them for good."""
    plan = FaultPlan([Fault(kind="expired", rate=1 / 3, lasts=True)], seed=5, apart=True)
    found = [{bool(plan.draw("result", f"key {number}")) for _ in range(5)} for number in range(99)]
    assert all(len(each) == 1 for each in found)
    assert 20 < found.count({True}) < 46


def test_on_the_wire_keys_and_files_are_askers(http):
    """With the second question of every key answered by 503, each key meets it once."""
    keys = {"one:x": "studio", "two:x": "studio"}
    faults = FaultPlan([Fault(kind="503", routes=("submit", "download"), at=(2,))], apart=True)
    with SimulatedFal(keys=keys, faults=faults) as fal:

        def post(key):
            return _submit(fal, http, headers={"authorization": f"Key {key}"}).status_code

        assert [post(key) for key in ("one:x", "two:x", "one:x", "two:x", "one:x")] == [
            200,
            200,
            503,
            503,
            200,
        ]
        urls = [fal.store(Media(data=b"x", name=name)) for name in ("a.bin", "b.bin")]
        assert [http.get(url).status_code for url in [*urls, *urls]] == [200, 200, 503, 503]
