"""What an answer to the paid request means: the table of classes, and what core makes of it."""

from __future__ import annotations

import json

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Accepted, Rejected, Response, Submission
from framehook.testing._server import Act, reply
from framehook_fal import Hosts
from framehook_fal._queue import FalQueue

JSON = {"content-type": "application/json"}
NAMED = {**JSON, "x-fal-request-id": "r9"}
GOOD = {"request_id": "r1", "status": "IN_QUEUE"}


def call(**more):
    values = {"endpoint": "a/b", "target": "a/b/c", "arguments": {"prompt": "x"}, "attempt": "k-1"}
    return Submission(**{**values, **more})


def answered(status, body, headers=JSON, **more):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    queue = FalQueue(Hosts, service="fal")
    return queue.accepted(call(**more), Response(status, headers, raw, "https://x.example/?q=1"))


@pytest.mark.parametrize("status", [200, 201, 202])
def test_an_id_is_acceptance(status):
    """A success with a usable id is accepted; the ticket has what finds it again."""
    answer = answered(status, GOOD)
    assert isinstance(answer, Accepted)
    assert (answer.ticket.id, answer.ticket.state["target"]) == ("r1", "a/b/c")


@pytest.mark.parametrize(
    ("status", "body", "again"),
    [
        (429, {"detail": "Too many"}, True),
        (429, b"<html>", True),
        (401, {"detail": "bad key"}, False),
        (402, b"", False),
        (403, {"detail": "Cannot access application"}, False),
        (404, {"detail": 'Application "x" not found'}, False),
        (404, b"<html>", False),
        (413, b"<html>", False),
        (400, {"detail": "bad", "error_type": "bad_request"}, False),
        (422, {"detail": [{"loc": ["body", "prompt"], "msg": "no", "type": "missing"}]}, False),
        (301, b"", False),
        (307, b"", False),
    ],
)
def test_what_provably_was_not_accepted(status, body, again):
    """These answers are given instead of taking the request on."""
    answer = answered(status, body)
    assert isinstance(answer, Rejected)
    assert answer.again is again


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"request_id": "r'),
        (200, {"status": "IN_QUEUE"}),
        (200, {"request_id": 7}),
        (200, {"request_id": "../x"}),
        (200, ["r1"]),
        (204, b""),
        (302, b""),
        (303, b""),
        (400, b"<html>"),
        (408, {"detail": "slow"}),
        (499, {"detail": "gone"}),
        (418, b"tea"),
        (500, {"detail": "Internal Server Error"}),
        (502, b"<html>nginx</html>"),
        (503, {"detail": "busy"}),
        (504, b""),
    ],
)
def test_what_cannot_be_told(status, body):
    """Everything else may have been accepted."""
    assert answered(status, body) is None


@pytest.mark.parametrize("status", [200, 500, 502, 503, 504])
def test_a_name_does_not_make_it_certain(status):
    """Though the answer names a request, nobody can tell whether it was taken on."""
    assert answered(status, b"<html>", NAMED) is None


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"retry-after": "7"}, 7),
        (
            {
                "retry-after": "Wed, 21 Oct 2026 07:28:10 GMT",
                "date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            10,
        ),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT"}, None),
        ({"retry-after": "soon", "date": "now"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait(headers, after):
    """`Retry-After` in both of its forms."""
    assert answered(429, {}, headers).after == after


def test_a_refusal_leads_to_the_field():
    """Steps that unions add to a `loc` do not lead into the arguments and are left out."""
    finding = {"loc": ["body", "image", "Picture", "url"], "msg": "no", "type": "url_type"}
    answer = answered(422, {"detail": [finding]}, arguments={"image": {"url": "x"}})
    assert (answer.failure.path, answer.failure.kind) == ("/image/url", "input")


@pytest.mark.parametrize("lost", [[Act.TAKE, Act.RESET], [Act.TAKE, Act.CLOSE], [reply(502)]])
def test_a_lost_answer_is_never_sent_again(make_client, world, lost):
    """One request, an error that says so, and the money stays reserved."""
    ledger = MemoryLedger()
    world.api.play(world.submit, lost)
    client = make_client(service=world.service(), ledger=ledger)
    for _ in range(2):
        with pytest.raises(errors.SubmissionUnknownError, match="not sent again") as caught:
            client.run(dream(prompt="x"), key="once")
    assert len(world.sent(world.submit)) == 1
    assert ledger.get(caught.value.intent).state.value == "unknown"


def test_the_ledger_keeps_the_name(make_client, world, said):
    """A gateway's error that names the request leaves its name to whoever looks for it."""
    ledger = MemoryLedger()
    world.api.play(world.submit, said(504, [("X-Fal-Request-Id", "r9")], detail="Late"))
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        make_client(service=world.service(), ledger=ledger).submit(dream(prompt="x"))
    assert "status 504 (x-fal-request-id: r9)" in ledger.get(caught.value.intent).evidence


def test_too_many_wait_as_they_are_told(make_client, world, said, framehook_clock):
    """429 took nothing on: the request is sent again after the time that fal names."""
    full = said(429, [("Retry-After", "7")], detail="Queue is full")
    world.api.play(world.submit, full, said(**world.accepted))
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    assert job.id == world.id
    assert framehook_clock.naps == [7]
    # Each attempt is labelled, so that the one that was lost can be found.
    labels = [got.header("x-fal-tags") for got in world.sent(world.submit)]
    assert labels == [f"framehook.intent={job.ticket['intent']}-{n}" for n in (1, 2)]


def test_a_bad_key_is_said_to_be_bad(make_client, world, said):
    """The answer may repeat the key; the error does not."""
    world.api.play(world.submit, said(401, detail=f"Invalid key {world.key} given"))
    with pytest.raises(errors.SubmissionRejectedError, match="Invalid ") as caught:
        make_client(service=world.service()).submit(dream(prompt="x"))
    assert "verysecret" not in f"{caught.value!s}{caught.value!r}{caught.value.failure!r}"
    assert "Nothing runs" in caught.value.hint
    assert "framehook doctor says where it comes from" in caught.value.hint
    assert len(world.sent(world.submit)) == 1


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ((200, {"video": {"url": "https://x.example/a.mp4"}}), "done"),
        (
            (422, {"detail": [{"loc": ["body", "prompt"], "msg": "no", "type": "missing"}]}),
            "failed",
        ),
        ((500, {"detail": "Internal Server Error"}), "failed"),
        ((429, {"detail": "Busy"}), "rejected"),
        ((404, {"detail": "Application not found"}), "rejected"),
        ((502, None), "unknown"),
        ((200, None), "unknown"),
    ],
)
def test_synchronous_calls(make_client, world, said, script, outcome):
    """Past the queue, the answer is the end: one request, whatever it says."""
    status, body = script
    headers = [("X-Fal-Request-Id", "s1"), ("X-Fal-Billable-Units", "3")]
    page = [reply(status, b"<html>", [("Content-Type", "text/html")])]
    world.api.play("/run/my-team/dream", page if body is None else said(status, headers, **body))
    client = make_client(service=world.service())
    kinds = {
        "failed": errors.JobFailedError,
        "rejected": errors.SubmissionRejectedError,
        "unknown": errors.SubmissionUnknownError,
    }
    if outcome == "done":
        result = client.run(dream(prompt="x"), options={"sync": True})
        assert (result.job.id, str(result.billing.units)) == ("s1", "3")
        assert result.output.video.url == "https://x.example/a.mp4"
    else:
        with pytest.raises(kinds[outcome]):
            client.run(dream(prompt="x"), options={"sync": True})
    sent = world.sent("/run/my-team/dream")
    assert len(sent) == (1 if status != 429 else 5)
    assert world.sent(world.submit) == []


def test_a_synchronous_call_without_a_name_has_one():
    """Without an id in the answer the attempt has one of its own, always the same."""
    one, two = (answered(200, {"a": 1}, options={"sync": True}).ticket.id for _ in range(2))
    assert one == two != ""
