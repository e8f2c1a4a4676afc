"""Models that answer piece by piece: paid once, told as it comes, never lost without a word."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise

import pytest
from dream import dream
from hypothesis import given
from hypothesis import strategies as st

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Payload, Response, Submission
from framehook.testing import ScriptedService
from framehook.testing._server import Act, reply
from framehook_fal import FalService, Hosts
from framehook_fal._pieces import began
from framehook_fal.sim import Media, Outcome, SimulatedFal, VirtualTime

STREAM = "/run/my-team/dream/stream"
HISTORY = "/v1/models/requests/by-endpoint"
FILM = {"video": {"url": "https://x.example/a.mp4"}}
SSE = [("Content-Type", "text/event-stream"), ("X-Fal-Request-Id", "s-1")]


def data_of(*values):
    return b"".join(b"data: " + json.dumps(value).encode() + b"\n\n" for value in values)


def sse(*values, head=SSE, cut=b""):
    return reply(200, b": hello\n\n" + data_of(*values) + cut, head)


def broken(*values):
    """An answer whose connection ends before it has said everything."""
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {text}" for name, text in SSE), "Content-Length: 9999"]
    return "\r\n".join([*lines, "", ""]).encode() + data_of(*values)


def pieces(stream):
    return [event.data["value"] for event in stream if event.kind == "piece"]


def test_pieces_come_and_the_last_is_the_result(make_client, tmp_path):
    """Over the simulation: the events, one payment, and a file that can be saved."""
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal:
        film = Media(data=b"a film", name="film.mp4", kind="video/mp4")
        steps = [{"step": 1}, {"step": 2}]
        fal.answer("*", Outcome(value={"seed": 7}, media={"video": film}, events=steps, seconds=1))
        urls = fal.base_urls
        hosts = Hosts(run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn)
        ledger = MemoryLedger()
        client = make_client(service=FalService(fal.key, hosts=hosts), ledger=ledger)
        stream = client.stream(dream(prompt="x"))
        assert fal.truth.paid == ()
        *first, last = pieces(stream)
        result = stream.result()
        assert first == steps
        assert (last["seed"], result.output.seed) == (7, 7)
        result.save(tmp_path / "film.mp4")
        assert (tmp_path / "film.mp4").read_bytes() == b"a film"
        (paid,) = fal.truth.paid
        (entry,) = ledger.find()
        assert (entry.state.value, entry.ticket.id) == ("fetched", paid.request_id)
        assert paid.arguments == {"prompt": "x", "safe": True}


def test_the_result_alone_may_be_asked_for(make_client, world):
    """Nobody has to listen; units become money, and the options are headers."""
    head = [*SSE, ("X-Fal-Billable-Units", "3")]
    world.api.play(STREAM, [sse({"n": 1}, FILM, head=head)])
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    result = client.stream(dream(prompt="x"), options={"hint": "H"}).result()
    assert (result.billing.units, result.billing.cost) == (3, Decimal("0.3"))
    (sent,) = world.sent(STREAM)
    assert sent.header("authorization") == f"Key {world.key}"
    assert sent.header("accept") == "text/event-stream"
    assert sent.header("x-fal-runner-hint") == "H"
    assert sent.header("x-fal-tags").startswith("framehook.intent=")
    assert ledger.find()[0].spent == Decimal("0.3")


def test_a_stream_that_is_never_read_costs_nothing(make_client, world):
    """Neither the service nor the ledger hears of it."""
    ledger = MemoryLedger()
    make_client(service=world.service(), ledger=ledger).stream(dream(prompt="x"))
    assert (world.api.received, ledger.find()) == ([], ())


@pytest.mark.parametrize(
    "script",
    [[broken({"n": 1}), Act.RESET], [sse({"n": 1}, cut=b"data: {")]],
    ids=["connection", "event"],
)
def test_what_breaks_off_is_not_opened_again(make_client, world, said, script):
    """The pieces and the ticket are in the error, the money stays reserved; then the history."""
    world.api.play(STREAM, script)
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    stream = client.stream(dream(prompt="x"), key="mine")
    with pytest.raises(errors.StreamBrokenError, match="after 1 pieces") as caught:
        pieces(stream)
    with pytest.raises(errors.StreamBrokenError):
        stream.result()
    error = caught.value
    assert (error.pieces, error.ticket.id) == ([{"n": 1}], "s-1")
    (entry,) = ledger.find()
    assert (entry.state.value, entry.reserved) == ("submitted", Decimal("2.4"))
    assert entry.ticket == error.ticket
    rows = [
        {"request_id": "other", "ended_at": "x", "status_code": 200, "json_output": {}},
        {"request_id": "s-1", "ended_at": "x", "status_code": 200, "json_output": FILM},
    ]
    world.api.play(HISTORY, said(items=[], has_more=False), said(items=rows, has_more=False))
    assert client.resume(error.ticket, dream).cancel() is None
    # The same key leads to the first call, which is not sent again.
    assert client.stream(dream(prompt="x"), key="mine").result().payload == FILM
    assert len(world.sent(STREAM)) == 1


def test_a_history_that_says_no(make_client, world, said):
    """A failure is one there, too, and a result that it has not kept is gone."""
    world.api.play(STREAM, [broken(), Act.RESET])
    client = make_client(service=world.service())
    with pytest.raises(errors.StreamBrokenError) as caught:
        client.stream(dream(prompt="x")).result()
    job = client.resume(caught.value.ticket, dream)
    row = {"request_id": "s-1", "ended_at": "x"}
    bad = {**row, "status_code": 422, "json_output": {"detail": "too dark"}}
    world.api.play(HISTORY, said(items=[bad], has_more=False))
    with pytest.raises(errors.JobFailedError, match="too dark"):
        job.result()
    world.api.play(HISTORY, said(items=[{**row, "status_code": 200}], has_more=False))
    with pytest.raises(errors.ResultExpiredError, match="has no result"):
        job.result()


def test_a_history_that_may_not_be_read_leaves_it_open(make_client, world, said):
    """The error says why, and the entry stays where it is."""
    world.api.play(STREAM, [broken(), Act.RESET])
    world.api.play(HISTORY, said(403, error={"type": "authorization_error", "message": "No"}))
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    with pytest.raises(errors.StreamBrokenError) as caught:
        client.stream(dream(prompt="x")).result()
    with pytest.raises(errors.ReplyError, match="may not read the request history"):
        client.resume(caught.value.ticket, dream).result()
    assert ledger.find()[0].state.value == "submitted"


@pytest.mark.parametrize(
    ("script", "error", "state"),
    [
        ([Act.TAKE, Act.RESET], errors.SubmissionUnknownError, "unknown"),
        ([reply(502, b"<html>nginx</html>")], errors.SubmissionUnknownError, "unknown"),
        (
            [reply(200, b"<html>", [("Content-Type", "text/html")])],
            errors.SubmissionUnknownError,
            "unknown",
        ),
        ([reply(401, b'{"detail": "no"}')], errors.SubmissionRejectedError, "rejected"),
        ([reply(429, b'{"detail": "full"}')], errors.SubmissionRejectedError, "rejected"),
        ([reply(307, b"", [("Location", "/x")])], errors.SubmissionRejectedError, "rejected"),
        (
            [reply(422, b'{"detail": [{"loc": ["body", "prompt"], "msg": "no", "type": "x"}]}')],
            errors.JobFailedError,
            "failed",
        ),
        ([sse({"detail": "It broke", "error_type": "x"})], errors.JobFailedError, "failed"),
    ],
)
def test_each_beginning_has_its_class(make_client, world, script, error, state):
    """As for a submission: sent once, and unknown where nobody can tell."""
    world.api.play(STREAM, script)
    ledger = MemoryLedger()
    with pytest.raises(error):
        make_client(service=world.service(), ledger=ledger).stream(dream(prompt="x")).result()
    assert [entry.state.value for entry in ledger.find()] == [state]
    assert len(world.sent(STREAM)) == 1


def test_a_model_without_a_stream_says_all_at_once(make_client, world, said):
    """What is no stream of events is the result."""
    world.api.play(STREAM, said(200, [("X-Fal-Request-Id", "s-1")], **FILM))
    stream = make_client(service=world.service()).stream(dream(prompt="x"))
    assert pieces(stream) == []
    assert stream.result().payload == FILM


def test_what_makes_no_sense_is_not_sent(make_client, world, framehook_clock):
    """A webhook, an option of the queue, a service without streams."""
    client = make_client(service=world.service())
    for more in ({"webhook_url": "https://x.example/"}, {"options": {"priority": "low"}}):
        with pytest.raises(errors.ConfigurationError, match="no meaning"):
            client.stream(dream(prompt="x"), **more).result()
    assert world.api.received == []
    plain = make_client(service=ScriptedService(clock=framehook_clock))
    with pytest.raises(errors.ConfigurationError, match="no streams"):
        plain.stream(dream(prompt="x")).result()


def test_whoever_stops_listening_keeps_the_ticket(make_client, world):
    """The call was taken on; the ledger has it, and the stream says so."""
    world.api.play(STREAM, [sse({"n": 1}, {"n": 2}, FILM)])
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    if "Async" in type(client.inner).__name__:
        pytest.skip("The face of the asynchronous one takes all events at once.")
    stream = client.stream(dream(prompt="x"))
    events = iter(stream)
    while next(events).kind != "piece":
        pass
    events.close()
    with pytest.raises(errors.ClosedError, match="closed before its end"):
        stream.result()
    (entry,) = ledger.find()
    assert (entry.state.value, entry.ticket.id) == ("submitted", "s-1")


@given(st.lists(st.integers(0, 200), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_however_it_is_cut_it_is_the_same(cuts, line):
    """Every split of the bytes gives the same pieces and the same end."""
    values = [{"text": "schön"}, 0, FILM]
    data = "".join(f"data: {json.dumps(value)}{line}{line}" for value in values).encode()
    call = Submission(endpoint="a/b", target="a/b", arguments={}, attempt="k-1")
    head = Response(200, {"content-type": "text/event-stream"}, b"", "")
    reader = began(call, head, "fal").pieces
    places = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    found = [value for start, end in pairwise(places) for value in reader.feed(data[start:end])]
    assert found == values
    assert reader.end() == Payload(FILM)
