"""Core and a machine of one's own: workflows, a place in the queue, no secret, lost jobs found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from _comfy import Comfy
from dream import dream

from framehook import errors
from framehook.spi import Failure, Phase, Response, Send, Submission
from framehook.testing import LoopbackServer, make_mp4, make_png
from framehook.testing._server import reply

WORKFLOW = json.dumps(
    {
        "1": {"class_type": "LoadImage", "inputs": {"image": "%image_url%"}},
        "2": {"class_type": "Text", "inputs": {"text": "%prompt%", "clip": ["1", 0]}},
    }
)
FILE = {"filename": "out_1.mp4", "subfolder": "video", "type": "output"}


def said(value, code=200):
    """Return an answer in JSON, as one step of a script."""
    return [reply(code, json.dumps(value).encode(), [("Content-Type", "application/json")])]


def entry(word="success", messages=(), outputs=None):
    """Return a history with one entry."""
    status = {"status_str": word, "completed": word == "success", "messages": messages}
    return {"p1": {"prompt": [3, "p1", {}, {}, []], "outputs": outputs or {}, "status": status}}


def queue(running=(), pending=()):
    """Return a queue."""
    return {
        "queue_running": [[number, key, {}, {}, []] for number, key in running],
        "queue_pending": [[number, key, {}, {}, []] for number, key in pending],
    }


@pytest.fixture
def world():
    """One machine."""
    with LoopbackServer() as server:
        server.play("/prompt", said({"prompt_id": "p1", "number": 3, "node_errors": {}}))
        server.play("/upload/image", said({"name": "a (1).png", "subfolder": "", "type": "input"}))
        service = Comfy({"my-team/dream": WORKFLOW}, server.url)
        yield SimpleNamespace(server=server, service=service)


def test_a_workflow_is_filled_queued_and_fetched(make_client, world, tmp_path):
    """Upload, place in the queue, run, and the first output of the history."""
    film = make_mp4(frames=24)
    outputs = {"9": {"gifs": [{**FILE, "type": "temp"}, FILE], "text": ["x"]}}
    world.server.play("/history/p1", *[said({})] * 3, said(entry(outputs=outputs)))
    world.server.play(
        "/queue",
        said(queue([(1, "p0")], [(3, "p1"), (2, "px")])),
        said(queue([(3, "p1")])),
        said(queue()),
    )
    world.server.play("/view", [reply(200, film)])
    call = dream(prompt="a tide", image_url=make_png(width=8, height=6))
    told = []
    result = make_client(service=world.service).run(
        call, on_event=lambda event: told.append(str(event))
    )
    result.save(tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").read_bytes() == film
    assert [line for line in told if line.partition(",")[0] in {"queued", "running", "ended"}] == [
        "queued, position 2",
        "running",
        "ended",
    ]
    upload, make = world.server.received[:2]
    assert b'name="image"; filename="data"' in upload.body
    inputs = {key: node["inputs"] for key, node in json.loads(make.body)["prompt"].items()}
    assert inputs == {"1": {"image": "a (1).png"}, "2": {"text": "a tide", "clip": ["1", 0]}}
    assert world.server.received[-1].target == (
        "/view?filename=out_1.mp4&subfolder=video&type=output"
    )
    assert {got.header("authorization") for got in world.server.received} == {None}


ERROR = {"node_type": "KSampler", "exception_message": "No memory", "exception_type": "OOM"}


@pytest.mark.parametrize(
    ("history", "error", "words"),
    [
        (
            entry("error", [["execution_start", {}], ["execution_error", ERROR]]),
            "JobFailedError",
            "KSampler: No memory",
        ),
        (entry("error", [["execution_interrupted", {}]]), "JobCancelledError", "interrupted"),
        (entry(), "JobFailedError", "saved nothing"),
        ({}, "ResultExpiredError", "Neither queued"),
    ],
)
def test_each_end_has_its_error(make_client, world, history, error, words):
    """What the history says, and that it says nothing any more."""
    world.server.play("/history/p1", said(history))
    world.server.play("/queue", said(queue()))
    with pytest.raises(getattr(errors, error), match=words):
        make_client(service=world.service).run(dream(prompt="x"))


def test_a_bad_workflow_is_refused(make_client, world):
    """400 queued nothing, and says which node is at fault."""
    error = {"type": "prompt_outputs_failed_validation", "message": "Bad", "details": "no image"}
    world.server.play("/prompt", said({"error": error, "node_errors": {"1": {}}}, 400))
    with pytest.raises(errors.SubmissionRejectedError, match="Bad: no image") as caught:
        make_client(service=world.service).submit(dream(prompt="x"))
    assert caught.value.failure.detail == {"1": {}}


def test_a_job_can_be_cancelled_wherever_it_is(make_client, world):
    """It is taken from the queue and interrupted; what has ended is too late."""
    world.server.play("/queue", said({}))
    world.server.play("/interrupt", said({}))
    world.server.play("/history/p1", said({}), said(entry()))
    job = make_client(service=world.service).submit(dream(prompt="x"))
    assert job.cancel() is True
    assert job.cancel() is False
    assert json.loads(world.server.received[1].body) == {"delete": ["p1"]}


def test_a_lost_job_is_found_by_its_label(world):
    """Jobs carry the label of their attempt, in the queue and in the history."""
    call = Submission(endpoint="my-team/dream", target="t", arguments={}, attempt="k-1")
    flow = world.service.queue.find([call], datetime(2026, 1, 1, tzinfo=UTC))
    mine, other = {"attempt": "k-1"}, {"attempt": "k-2"}
    running = {
        "queue_running": [[1, "p0", {}, other, []]],
        "queue_pending": [[2, "p1", {}, mine, []]],
    }
    history = {"p2": {"prompt": [0, "p2", {}, mine, []]}}
    assert isinstance(flow.send(None), Send)
    flow.send(Response(200, {}, json.dumps(running).encode(), ""))
    with pytest.raises(StopIteration) as stop:
        flow.send(Response(200, {}, json.dumps(history).encode(), ""))
    assert [ticket.id for ticket in stop.value.value["k-1"]] == ["p1", "p2"]


def test_a_job_may_end_between_two_questions(make_client, world):
    """Neither in the history nor in the queue, and a moment later in the history."""
    world.server.play("/history/p1", said({}), said(entry(outputs={"9": {"videos": [FILE]}})))
    world.server.play("/queue", said(queue()))
    job = make_client(service=world.service).submit(dream(prompt="x"))
    status = job.status()
    assert status.phase is Phase.ENDED
    assert not isinstance(status.outcome, Failure)
    assert quote("out_1.mp4") in status.outcome.value["video"]["url"]
