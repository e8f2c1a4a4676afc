"""A scripted service, asked directly and in both colours."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sides import CALL, Blocking, finish, perform, statuses, submitted, ticket_of

from framehook.errors import ClosedError, DeadlineError, ReplyError, TransportError
from framehook.spi import (
    Accepted,
    Failure,
    Fidelity,
    Finds,
    Payload,
    Phase,
    Rejected,
    Request,
    Service,
    Status,
    Watches,
)
from framehook.testing import ScriptedService, VirtualClock, acts

SECRET = "s3cret"


def test_it_is_a_service():
    """The scripted service satisfies the protocol, without powers it was not given."""
    service: Service = ScriptedService()
    assert service.name == "scripted"
    assert service.files.reads == {"https", "scripted"}
    assert not isinstance(service.queue, Watches)
    assert not isinstance(service.queue, Finds)


def test_a_story_is_told_in_order_and_its_last_act_for_ever(colour):
    """Position, progress and logs come as scripted; logs pile up."""
    service = ScriptedService(
        [acts.queued(2, check_after=3), acts.running(0.5, "a"), acts.running(0.9, "b")]
    )
    side = colour(service)
    assert statuses(side, ticket_of(side), 4) == [
        Status(Phase.QUEUED, position=2, check_after=3),
        Status(Phase.RUNNING, progress=0.5, logs=("a",)),
        Status(Phase.RUNNING, progress=0.9, logs=("a", "b")),
        Status(Phase.RUNNING, progress=0.9, logs=("a", "b", "b")),
    ]


def test_a_result_arrives_as_it_was_scripted(colour):
    """Everything that a payload has survives the wire."""
    payload = Payload(
        {"video": {"url": acts.file_url("v.mp4")}},
        units=Decimal("2.5"),
        expires=datetime(2026, 2, 1, tzinfo=UTC),
        fidelity=Fidelity.DRAFT,
        assumptions=("a still sea",),
        timings={"run": 1.5},
    )
    service = ScriptedService([acts.ended(payload, {"v.mp4": b"film"})])
    side = colour(service)
    ticket = ticket_of(side)
    assert statuses(side, ticket, 2) == [Status(Phase.ENDED)] * 2
    assert perform(side, service.queue.result(ticket)) == payload
    request = finish(service.files.fetch(acts.file_url("v.mp4")))
    assert side.read_all(request) == (200, b"film")


def test_without_a_script_a_job_yields_a_clip(colour):
    """The ordinary job succeeds at once, and its file is a video."""
    service = ScriptedService()
    side = colour(service)
    ticket = ticket_of(side)
    assert statuses(side, ticket, 1)[0].phase is Phase.ENDED
    payload = perform(side, service.queue.result(ticket))
    video = payload.value["video"]
    status, data = side.read_all(finish(service.files.fetch(video["url"])))
    assert (status, len(data), data[4:8]) == (200, video["file_size"], b"ftyp")


@pytest.mark.parametrize("kind", ["input", "policy", "service", "timeout", "cancelled", "expired"])
def test_every_kind_of_failure_can_be_played(colour, kind):
    """A failure arrives with its kind, words, code, pointer and detail."""
    failure = Failure(kind, "No.", "E1", True, "/prompt", {"left": 3})
    service = ScriptedService(
        [acts.failed(kind, "No.", code="E1", retryable=True, path="/prompt", detail={"left": 3})]
    )
    side = colour(service)
    ticket = ticket_of(side)
    statuses(side, ticket, 1)
    assert perform(side, service.queue.result(ticket)) == failure


def test_the_last_report_may_have_the_result_in_it(colour):
    """A service with early outcomes need not be asked for the result."""
    service = ScriptedService(
        [acts.running(), acts.succeeded({"n": 1}, units="3")], early_outcome=True
    )
    side = colour(service)
    outcomes = [status.outcome for status in statuses(side, ticket_of(side), 2)]
    assert outcomes == [None, Payload({"n": 1}, units=Decimal(3))]


def test_each_job_has_its_own_story():
    """The first story is for the first job; the last one is for all that follow."""
    service = ScriptedService([acts.queued(7)], [acts.running(0.1)])
    side = Blocking(service)
    phases = [statuses(side, ticket_of(side), 1)[0].phase for _ in range(3)]
    assert phases == [Phase.QUEUED, Phase.RUNNING, Phase.RUNNING]
    assert [job.id for job in service.jobs] == ["job-1", "job-2", "job-3"]
    assert repr(service.jobs[0]).startswith("ScriptedJob(id='job-1', endpoint='b'")


def test_a_lost_reply_is_paid_and_an_unsent_request_is_not(colour):
    """What counts as paid is what arrived, whatever the caller saw."""
    service = ScriptedService(submits=[acts.unreachable(), acts.lost()], powers=["find"])
    side = colour(service)
    sent = []
    for _ in range(2):
        with pytest.raises(TransportError) as caught:
            submitted(side)
        sent.append((caught.value.sent, service.paid))
    assert sent == [("no", 0), ("maybe", 1)]
    assert (service.tries, service.count("submit")) == (("submit", "submit"), 1)
    found = perform(side, service.queue.find([CALL], datetime.now(UTC)))
    assert [ticket.id for ticket in found["try-1"]] == ["job-1"]


@pytest.mark.parametrize(
    ("act", "paid"),
    [(acts.garbled(), 1), (acts.garbled(502), 1), (acts.garbled(404), 1)],
)
def test_an_answer_without_sense_leaves_it_open(colour, act, paid):
    """Something in between answered: nobody can tell, and the job runs."""
    service = ScriptedService(submits=[act])
    assert submitted(colour(service)) is None
    assert service.paid == paid


def test_refusals_are_certain(colour):
    """A refusal has its words, and whether and when to try again; nothing is paid."""
    service = ScriptedService(
        submits=[acts.refused(words="Too long.", path="/prompt"), acts.unavailable(429, after=7)]
    )
    side = colour(service)
    assert submitted(side) == Rejected(Failure("input", "Too long.", path="/prompt"))
    assert submitted(side) == Rejected(Failure("service", "Too busy."), again=True, after=7.0)
    assert service.paid == 0
    assert isinstance(submitted(side), Accepted)
    assert service.arrivals[-1].json()["arguments"] == {"prompt": "tide"}


@pytest.mark.parametrize(
    ("act", "status", "retryable"),
    [
        (acts.missing(), 404, False),
        (acts.unavailable(), 503, True),
        (acts.garbled(), 200, True),
    ],
)
def test_odd_answers_about_a_job_are_errors(colour, act, status, retryable):
    """Early 404s, outages and nonsense are errors that say whether to ask again."""
    service = ScriptedService([act, acts.succeeded()])
    side = colour(service)
    ticket = ticket_of(side)
    with pytest.raises(ReplyError) as caught:
        statuses(side, ticket, 1)
    assert (caught.value.status, caught.value.retryable) == (status, retryable)
    assert statuses(side, ticket, 1)[0].phase is Phase.ENDED


def test_an_unknown_word_is_no_end(colour):
    """A state that nobody has heard of counts as work, with the word as a note."""
    side = colour(ScriptedService([acts.saying("dreaming"), acts.succeeded()]))
    first, second = statuses(side, ticket_of(side), 2)
    assert (first.phase, first.note, second.phase) == (Phase.RUNNING, "dreaming", Phase.ENDED)


def test_a_report_that_is_lost_is_not_told_twice(colour):
    """After a lost last report the job has ended all the same."""
    service = ScriptedService([acts.lost(acts.succeeded())])
    side = colour(service)
    ticket = ticket_of(side)
    with pytest.raises(TransportError):
        statuses(side, ticket, 1)
    assert statuses(side, ticket, 1)[0].phase is Phase.ENDED


def test_slow_answers_take_virtual_time(colour):
    """An answer takes its time; one past the limit is a deadline, and had its effect."""
    clock = VirtualClock()
    service = ScriptedService(submits=[acts.slow(20), acts.slow(90)], clock=clock)
    side = colour(service)
    submitted(side)
    assert clock.monotonic() == 20
    with pytest.raises(DeadlineError) as caught:
        submitted(side)
    assert (caught.value.budget, caught.value.sent) == ("submit", "maybe")
    assert (clock.monotonic(), service.paid) == (50, 2)


def test_cancelling(colour):
    """A job can be cancelled before its end, and not after it."""
    service = ScriptedService([acts.queued()], [acts.succeeded()])
    side = colour(service)
    first, second = ticket_of(side), ticket_of(side)
    statuses(side, second, 1)
    answers = [perform(side, service.queue.cancel(ticket)) for ticket in (first, first, second)]
    assert answers == [True, True, False]
    assert statuses(side, first, 1) == [Status(Phase.ENDED)]
    assert perform(side, service.queue.result(first)).kind == "cancelled"
    assert [job.is_cancelled for job in service.jobs] == [True, False]


def test_a_service_may_be_unable_to_cancel():
    """Then nothing is asked and the answer is `None`."""
    service = ScriptedService(can_cancel=False)
    side = Blocking(service)
    assert perform(side, service.queue.cancel(ticket_of(side))) is None
    assert service.count("cancel") == 0


def test_questions_have_plans_of_their_own(colour):
    """Faults of results, cancellations and searches are scripted apart from the story."""
    service = ScriptedService(results=[acts.unavailable(), acts.ordinary()], cancels=[acts.lost()])
    side = colour(service)
    ticket = ticket_of(side)
    with pytest.raises(TransportError):
        perform(side, service.queue.cancel(ticket))
    assert service.jobs[0].is_cancelled
    with pytest.raises(ReplyError, match="503: Too busy"):
        perform(side, service.queue.result(ticket))
    assert perform(side, service.queue.result(ticket)).kind == "cancelled"


def test_a_result_before_the_end_is_missing(colour):
    """There is no result of a job that still runs, nor of one that nobody submitted."""
    service = ScriptedService([acts.running()])
    side = colour(service)
    ticket = ticket_of(side)
    with pytest.raises(ReplyError, match="404"):
        perform(side, service.queue.result(ticket))
    service.jobs[0].id = "job-9"
    assert side.send(Request("GET", f"{acts.BASE}/jobs/job-8/status")).status == 404
    assert side.send(Request("GET", f"{acts.BASE}/nothing/here")).status == 404


def test_the_secret_is_demanded(colour):
    """With a secret, questions without it are refused, and files need none."""
    service = ScriptedService(secret=SECRET)
    side = colour(service)
    assert side.send(Request("GET", f"{acts.BASE}/jobs/job-1/status")).status == 401
    ticket = ticket_of(side)
    assert statuses(side, ticket, 1)[0].phase is Phase.ENDED
    assert side.send(finish(service.files.fetch(acts.file_url("video.mp4")))).status == 200
    assert service.hosts == {acts.HOST}


def test_what_is_open_is_counted(colour):
    """Transports count until they are closed, and are of no use afterwards."""
    service = ScriptedService()
    side = colour(service)
    assert service.open_transports == 1
    assert side.transport.schemes == {"scripted"}
    side.close()
    side.close()
    assert service.open_transports == 0
    with pytest.raises(ClosedError):
        submitted(side)


def test_a_request_without_content_is_taken(colour):
    """A body that is neither bytes nor a file counts as empty."""
    service = ScriptedService()
    side = colour(service)
    assert side.send(Request("PUT", f"{acts.BASE}/files/empty.bin")).is_success
    assert list(service.stored.values()) == [b""]


def test_a_story_needs_an_act():
    """An empty story is refused."""
    with pytest.raises(ValueError, match="at least one act"):
        ScriptedService([])
