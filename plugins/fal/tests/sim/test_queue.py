"""The queue of the simulation, over plain HTTP."""

from __future__ import annotations

import json
import threading

import httpx
import pytest

from framehook_fal.sim import (
    Outcome,
    Quirks,
    Retention,
    SimulatedFal,
    VirtualTime,
    broken,
    refused,
)


def _submit(http, fal, name="fal-ai/flux/dev", body=None, **more):
    return http.post(f"{fal.base_urls.queue}/{name}", json=body or {"a": 1}, **more).json()


def test_submit_gives_urls_that_name_only_the_application(fal, http):
    """All the documented fields are there, and the URLs drop the route."""
    reply = http.post(f"{fal.base_urls.queue}/fal-ai/flux/dev/x/", json={"a": 1})
    told = reply.json()
    root = f"{fal.base_urls.queue}/fal-ai/flux/requests/{told['request_id']}"
    assert told == {
        "status": "IN_QUEUE",
        "request_id": told["request_id"],
        "response_url": root,
        "status_url": f"{root}/status",
        "cancel_url": f"{root}/cancel",
        "queue_position": 0,
        "gateway_request_id": told["request_id"],
    }
    assert reply.headers["x-fal-request-id"] == told["request_id"]


@pytest.mark.parametrize(
    "name", ["fal-ai/flux", "workflows/me/story", "comfy/me/graph/a", "110602490-sd"]
)
@pytest.mark.parametrize("tail", ["", "/", "/response", "/response/"])
def test_every_form_of_a_result_url_works(fal, http, time, name, tail):
    """With and without the route, the slash and the alias, in every namespace."""
    told = _submit(http, fal, name)
    time.advance(1)
    assert http.get(told["response_url"] + tail).json() == {"echo": {"a": 1}}
    full = f"{fal.base_urls.queue}/{name}/requests/{told['request_id']}{tail}"
    assert http.get(full).status_code == 200


def test_status_follows_the_documents(fal, http, time):
    """202 until the end, then 200; logs only if asked for, and always the key."""
    fal.answer("*", Outcome(wait=1, seconds=2, logs=["a"]))
    told = _submit(http, fal)
    first = http.get(told["status_url"], params={"logs": "1"})
    assert (first.status_code, first.json()["status"]) == (202, "IN_QUEUE")
    time.advance(2.5)
    second = http.get(f"{told['status_url']}/", params={"logs": "true"})
    assert (second.status_code, second.json()["status"]) == (202, "IN_PROGRESS")
    assert [set(line) for line in second.json()["logs"]] == [
        {"message", "timestamp", "level", "source"}
    ]
    assert http.get(told["status_url"]).json()["logs"] is None
    early = http.get(told["response_url"])
    assert (early.status_code, early.json()) == (400, {"detail": "Request is still in progress"})
    time.advance(10)
    last = http.get(told["status_url"])
    assert (last.status_code, last.json()["metrics"]) == (200, {"inference_time": 2.0})


def test_positions_and_concurrency(time):
    """Only so many run at a time; the others know how many are before them."""
    with SimulatedFal(time=time, concurrency=2) as fal, httpx.Client() as http:
        http.headers["authorization"] = f"Key {fal.key}"
        fal.answer("*", Outcome(seconds=10))
        jobs = [_submit(http, fal) for _ in range(5)]
        assert [job["queue_position"] for job in jobs] == [0, 0, 0, 1, 2]
        states = [http.get(job["status_url"]).json()["status"] for job in jobs]
        assert states == ["IN_PROGRESS"] * 2 + ["IN_QUEUE"] * 3
        refusal = http.post(f"{fal.base_urls.run}/fal-ai/flux", json={})
        assert (refusal.status_code, refusal.headers["x-fal-needs-retry"]) == (429, "1")
        assert refusal.json()["detail"][0]["type"] == "concurrent_requests_limit"
        full = http.post(f"{fal.base_urls.queue}/fal-ai/flux?fal_max_queue_length=2", json={})
        assert full.status_code == 429
        time.advance(10)
        assert http.get(jobs[4]["status_url"]).json()["queue_position"] == 0
        time.advance(20)
        assert {one.status for one in fal.truth.paid} == {200}


def test_results_expire_sooner_if_they_are_large(time):
    """An hour for small ones, six minutes for large ones, then 404."""
    with SimulatedFal(time=time, retention=Retention(limit=100)) as fal, httpx.Client() as http:
        http.headers["authorization"] = f"Key {fal.key}"
        small, large = _submit(http, fal), _submit(http, fal, body={"a": "x" * 100})
        time.advance(300)
        assert [http.get(one["response_url"]).status_code for one in (small, large)] == [200, 200]
        time.advance(100)
        assert [http.get(one["response_url"]).status_code for one in (small, large)] == [200, 404]
        time.advance(3600)
        assert http.get(small["status_url"]).status_code == 404


def test_a_start_that_is_too_late(fal, http, time):
    """Whoever waits longer than the caller allows ends with 504, and is not started."""
    fal.answer("*", Outcome(wait=60))
    told = _submit(
        http, fal, headers={"x-fal-request-start-timeout": "5", "x-fal-request-timeout": "900"}
    )
    time.advance(6)
    status = http.get(told["status_url"]).json()
    assert (status["status"], status["error_type"]) == ("COMPLETED", "request_timeout")
    reply = http.get(told["response_url"])
    assert (reply.status_code, reply.headers["x-fal-request-timeout-type"]) == (504, "user")
    bad = http.post(f"{fal.base_urls.queue}/a/b", json={}, headers={"x-fal-request-timeout": "x"})
    assert (bad.status_code, bad.json()["error_type"]) == (400, "bad_request")


def test_the_stream_of_statuses():
    """One event for each change, lines once, comments in between, and an end."""
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal, httpx.Client() as http:
        http.headers["authorization"] = f"Key {fal.key}"
        fal.answer("*", Outcome(wait=20, seconds=2, logs=["a", "b"]))
        told = _submit(http, fal)
        reply = http.get(f"{told['status_url']}/stream/?logs=1")
    assert reply.headers["content-type"] == "text/event-stream"
    lines = reply.text.split("\n\n")
    assert ": ping" in lines
    events = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
    assert [event["status"] for event in events] == [
        "IN_QUEUE",
        "IN_PROGRESS",
        "IN_PROGRESS",
        "IN_PROGRESS",
        "COMPLETED",
    ]
    said = [line["message"] for event in events for line in event.get("logs") or []]
    assert said == ["a", "b"]


def test_a_lost_runner_puts_a_request_back(fal, http, time):
    """The request waits again, under another gateway id, and ends well."""
    fal.answer("*", Outcome(seconds=2, requeues=1))
    told = _submit(http, fal)
    time.advance(4)
    job = fal.world.engine.jobs[told["request_id"]]
    assert (job.requeued, job.attempt_id != job.id) == (1, True)
    assert http.get(told["response_url"]).status_code == 200


def test_cancelling_a_runner_that_does_not_listen(fal, http, time):
    """The service says that it asked; the request still ends well and is billed."""
    fal.answer("*", Outcome(seconds=5, obeys_cancel=False))
    told = _submit(http, fal)
    asked = http.put(told["cancel_url"], headers={"content-type": "application/json"})
    assert (asked.status_code, asked.json()) == (202, {"status": "CANCELLATION_REQUESTED"})
    time.advance(6)
    assert (http.get(told["response_url"]).status_code, fal.truth.units) == (200, 1)


def test_results_are_the_models_own_words(fal, http, time):
    """Status, headers and body of the model pass through, also if it is no JSON."""
    fal.answer("a/raw", Outcome(raw=b"\x00\xff", headers={"content-type": "image/x-test"}))
    fal.answer("a/no", refused("file_too_large", "big", loc=["body", "v"], ctx={"max_size": 5}))
    fal.answer("a/down", broken("startup_timeout", retryable=True))
    told = [_submit(http, fal, name) for name in ("a/raw", "a/no", "a/down")]
    time.advance(1)
    raw, no, down = (http.get(one["response_url"]) for one in told)
    assert (raw.content, raw.headers["content-type"]) == (b"\x00\xff", "image/x-test")
    assert raw.headers["x-fal-billable-units"] == "1"
    detail = no.json()["detail"][0]
    assert (no.status_code, detail["ctx"], detail["loc"]) == (422, {"max_size": 5}, ["body", "v"])
    assert detail["url"] == "https://docs.fal.ai/errors/#file_too_large"
    assert (down.status_code, down.headers["x-fal-error-type"]) == (504, "startup_timeout")
    assert (down.headers["x-fal-needs-retry"], down.headers["x-fal-billable-units"]) == ("1", "0")
    assert "error" not in http.get(told[1]["status_url"]).json()


def test_scripts_answer_in_turn_or_by_the_order(fal, http, time):
    """A list is used up, its last outcome stays; a function sees the order."""
    fal.answer("a/list", [Outcome(value=1), Outcome(value=2)])
    fal.answer("a/function", lambda order: Outcome(value=order.arguments["n"] * 2))
    told = [_submit(http, fal, "a/list") for _ in range(3)]
    told.append(_submit(http, fal, "a/function", {"n": 21}))
    time.advance(1)
    assert [http.get(one["response_url"]).json() for one in told] == [1, 2, 2, 42]


def test_who_may_ask(fal, http):
    """Without a key there is nothing, with another account's key nobody's request."""
    told = _submit(http, fal)
    assert httpx.get(told["status_url"]).status_code == 401
    assert httpx.get(told["status_url"], headers={"authorization": "Bearer x"}).status_code == 401
    with SimulatedFal(time=VirtualTime(), keys={"a:1": "ann", "b:2": "bob"}) as two:
        mine = httpx.Client(headers={"authorization": "Key a:1"})
        url = _submit(mine, two)["status_url"]
        assert httpx.get(url, headers={"authorization": "Key b:2"}).status_code == 404
        mine.close()


def test_what_makes_no_sense(fal, http):
    """Wrong paths, broken JSON, ids without an application: 404 and 422, never a crash."""
    queue, run = fal.base_urls.queue, fal.base_urls.run
    assert http.post(f"{queue}/fal-ai/x", content=b"{").status_code == 422
    assert http.post(f"{queue}/single", json={}).status_code == 404
    assert http.get(f"{queue}/a/b/requests").status_code == 404
    assert http.get(f"{queue}/a/requests/1").status_code == 404
    assert http.delete(f"{queue}/a/b/requests/1").status_code == 404
    assert http.post(f"{run}/a/b/realtime").status_code == 404
    assert http.get(f"{run.removesuffix('/run')}/elsewhere").status_code == 404
    assert http.get(f"{queue}/workflows/x/requests/1/status").status_code == 404
    proxy = {"x-fal-target-url": "https://example.org/a/b"}
    assert http.post(fal.base_urls.proxy, headers=proxy).status_code == 404
    assert http.post(f"{fal.base_urls.rest}/nothing").status_code == 404
    assert fal.truth.paid == ()


def test_browsers_are_let_in(fal, http):
    """A preflight allows the headers it asks for, and answers show theirs."""
    asked = {"access-control-request-headers": "x-fal-runner-hint"}
    reply = http.options(f"{fal.base_urls.queue}/a/b", headers=asked)
    assert reply.headers["access-control-allow-headers"] == "x-fal-runner-hint"
    exposed = http.post(f"{fal.base_urls.queue}/a/b", json={}).headers
    assert "x-fal-request-id" in exposed["access-control-expose-headers"]


def test_logs_are_a_window(time):
    """A status has the newest lines, not all of them."""
    with SimulatedFal(time=time, quirks=Quirks(log_window=2)) as fal, httpx.Client() as http:
        http.headers["authorization"] = f"Key {fal.key}"
        fal.answer("*", Outcome(logs=list("abcde")))
        told = _submit(http, fal)
        time.advance(1)
        logs = http.get(told["status_url"], params={"logs": 1}).json()["logs"]
        assert [line["message"] for line in logs] == ["d", "e"]


def test_a_run_waits_for_its_result(fal, http, time):
    """The answer comes in the same connection, as soon as there is one."""
    fal.answer("*", Outcome(seconds=5))
    replies = []
    url = f"{fal.base_urls.run}/a/b/"
    thread = threading.Thread(target=lambda: replies.append(http.post(url, json={"n": 1})))
    thread.start()
    while not fal.truth.paid:
        pass
    time.advance(5)
    thread.join(10)
    assert replies[0].json() == {"echo": {"n": 1}}
    assert replies[0].headers["x-fal-request-id"] == fal.truth.paid[0].request_id


def test_a_request_can_be_ended_by_hand(fal, http):
    """A test decides when and how; ending it again changes nothing."""
    fal.answer("*", Outcome(seconds=1e6))
    told = _submit(http, fal)
    fal.finish(told["request_id"], Outcome(value="by hand"))
    fal.finish(told["request_id"], Outcome(value="again"))
    assert http.get(told["response_url"]).json() == "by hand"


def test_work_that_waits_for_questions_goes_on_with_each(fal, http):
    """However time stands, each answer is one step further; a stream asks by itself."""
    steps = Outcome(wait=1, seconds=1, logs=["a", "b"], waits_for_questions=True)
    fal.answer("*", steps)
    url = _submit(http, fal)["status_url"]
    told = [http.get(url, params={"logs": "1"}).json() for _ in range(5)]
    assert [(one["status"], len(one.get("logs") or ())) for one in told] == [
        ("IN_QUEUE", 0),
        ("IN_PROGRESS", 0),
        ("IN_PROGRESS", 1),
        ("IN_PROGRESS", 2),
        ("COMPLETED", 2),
    ]
    text = http.get(f"{_submit(http, fal)['status_url']}/stream").text
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    assert [one["status"] for one in events] == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]
