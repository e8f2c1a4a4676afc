"""Waiting for the end, by stream and by asking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from dream import dream
from hypothesis import given
from hypothesis import strategies as st

from framehook import Phase, Status, errors
from framehook.clients._path_sink import scratch
from framehook.flows._commands import Admit, Record
from framehook.flows._pace import Pace
from framehook.flows._terms import Terms
from framehook.flows._watch import _fresh, watch
from framehook.ledger import MemoryLedger
from framehook.spi import Now, Ticket
from framehook.testing import ScriptedService, acts


def test_a_job_unknown_right_after_submission_is_waited_for(
    make_client: Any, framehook_clock: Any
) -> None:
    """A 404 in the first seconds is no failure; later it is one."""
    service = ScriptedService(
        [acts.missing(), acts.missing(), acts.succeeded()], clock=framehook_clock
    )
    make_client(service=service).run(dream(prompt="x"))
    service = ScriptedService([acts.missing()], clock=framehook_clock)
    with pytest.raises(errors.ReplyError, match="404"):
        make_client(service=service).run(dream(prompt="x"))


def test_questions_are_repeated_when_they_fail(make_client: Any, framehook_clock: Any) -> None:
    """A passing error of a status or a result is not the job's end."""
    service = ScriptedService(
        [acts.unavailable(500), acts.unreachable(), acts.lost(acts.running(0.3)), acts.succeeded()],
        results=[acts.unavailable(502), acts.lost()],
        clock=framehook_clock,
    )
    assert make_client(service=service).run(dream(prompt="x")).output.video.url
    assert service.paid == 1


def test_a_stream_replaces_questions(make_client: Any, framehook_clock: Any) -> None:
    """Where the service offers a stream no status is asked for."""
    service = ScriptedService(
        [acts.queued(1), acts.running(0.5, "half"), acts.succeeded()],
        powers=["watch"],
        clock=framehook_clock,
    )
    texts: list[str] = []
    make_client(service=service).run(
        dream(prompt="x"), on_event=lambda event: texts.append(str(event))
    )
    assert service.count("status") == 0
    assert "half" in texts
    assert service.count("watch") == 1


def first_request(flow: Any) -> str:
    """Go on with a flow until it wants something from the network, and say what."""
    ledger, now = MemoryLedger(), datetime.now(UTC)
    answer: object = None
    while True:
        command = flow.send(answer)
        if isinstance(command, Record):
            answer = command.work(ledger, now)
        elif isinstance(command, Now):
            answer = now
        elif isinstance(command, Admit):
            answer = list
        else:
            return type(command).__name__


def test_a_crowd_leaves_connections_for_others() -> None:
    """Of many jobs at once 64 are watched on streams, and the others are asked about."""
    service = ScriptedService(powers=["watch"])
    terms = Terms(service=service, scratch=scratch)
    flows = [watch(Ticket(service.name, "example/dream", f"j{n}"), terms) for n in range(70)]
    assert [first_request(flow) for flow in flows] == ["Open"] * 64 + ["Send"] * 6
    for flow in flows[:3]:
        flow.close()
    more = [watch(Ticket(service.name, "example/dream", f"k{n}"), terms) for n in range(5)]
    assert [first_request(flow) for flow in more] == ["Open"] * 3 + ["Send"] * 2


@pytest.mark.parametrize("story", [[acts.unreachable()], [acts.unavailable(500)], [acts.garbled()]])
def test_a_broken_stream_falls_back_to_questions(
    make_client: Any, framehook_clock: Any, story: Any
) -> None:
    """A stream that cannot be opened or says nothing is replaced by asking."""
    service = ScriptedService(
        [acts.running(0.5), acts.succeeded()],
        powers=["watch"],
        watches=story,
        clock=framehook_clock,
    )
    make_client(service=service).run(dream(prompt="x"))
    assert service.paid == 1


def test_a_stream_that_repeats_itself_is_left(make_client: Any, framehook_clock: Any) -> None:
    """A stream that ends at once and says the same each time is not opened again and again."""
    story = [acts.running(0.5), acts.unavailable(500)] * 40
    service = ScriptedService([*story, acts.succeeded()], powers=["watch"], clock=framehook_clock)
    make_client(service=service).run(dream(prompt="x"))
    assert service.count("watch") == 2


def test_a_stream_keeps_to_the_limit(make_client: Any, framehook_clock: Any) -> None:
    """A stream of a job that never ends is given up in time."""
    service = ScriptedService([acts.running(0.5)], powers=["watch"], clock=framehook_clock)
    with pytest.raises(errors.JobTimeoutError):
        make_client(service=service).run(dream(prompt="x"), timeout=300)
    assert framehook_clock.monotonic() < 400


def test_a_long_job_costs_few_questions(make_client: Any, framehook_clock: Any) -> None:
    """A job of three minutes is asked about at most 40 times, and seen within 7 seconds."""
    started = framehook_clock.monotonic()

    class Timed(ScriptedService):
        pass

    service = Timed([acts.running(0.1)] * 33 + [acts.succeeded()], clock=framehook_clock)
    make_client(service=service).run(dream(prompt="x"))
    assert framehook_clock.monotonic() - started > 150
    assert service.count("status") <= 40
    assert max(framehook_clock.naps) <= 7


def test_a_result_in_the_last_report_is_not_fetched_again(
    make_client: Any, framehook_clock: Any
) -> None:
    """An outcome that came with the status needs no further request."""
    service = ScriptedService(early_outcome=True, clock=framehook_clock)
    make_client(service=service).run(dream(prompt="x"))
    assert service.count("result") == 0


def test_a_result_that_is_gone_has_expired(make_client: Any, framehook_clock: Any) -> None:
    """A service that has forgotten the result gives ResultExpiredError."""
    service = ScriptedService(results=[acts.missing()], clock=framehook_clock)
    with pytest.raises(errors.ResultExpiredError, match="no longer has the result"):
        make_client(service=service).run(dream(prompt="x"))


@given(st.lists(st.text(max_size=2), max_size=12), st.integers(1, 12), st.integers(0, 12))
def test_every_line_is_told_once(lines: list[str], window: int, step: int) -> None:
    """Whatever window of unique lines a service repeats, each line is new only once."""
    unique = [f"{number}:{line}" for number, line in enumerate(lines)]
    known: list[str] = []
    position = 0
    while position < len(unique):
        position = min(len(unique), position + (min(step, window) or 1))
        known += _fresh(known, unique[max(0, position - window) : position])
    assert known == unique


@given(
    st.integers(0, 500),
    st.floats(0, 5000),
    st.none() | st.floats(0.1, 1000),
    st.none() | st.integers(0, 1000),
)
def test_pauses_stay_in_bounds(
    number: int, waited: float, typical: float | None, position: int | None
) -> None:
    """No pause is longer than its cap and a tenth, and none is negative."""
    status = Status(Phase.QUEUED, position=position)
    pause = Pace(typical=typical).pause(status, number=number, waited=waited, salt="x")
    assert 0 < pause <= (6.0 if waited < 600 else 15.0) * 1.1


def test_the_service_may_say_when_to_ask() -> None:
    """`check_after` is obeyed."""
    status = Status(Phase.RUNNING, check_after=0.05)
    assert Pace().pause(status, number=9, waited=99, salt="x") == 0.05


def asked(pace: Pace, seconds: float, salt: str) -> tuple[int, float]:
    """Return how often a job of so many seconds is asked about, and how late its end is seen."""
    waited, number = 0.0, 0
    while waited < seconds:
        status = Status(Phase.RUNNING)
        waited += pace.pause(status, number=number, waited=waited, salt=salt)
        number += 1
    return number + 1, waited - seconds


@given(st.floats(0.95, 1.05), st.text(max_size=5))
def test_the_end_of_long_jobs_is_seen_soon_where_their_length_is_known(
    part: float, salt: str
) -> None:
    """Of three minutes' work the end is seen within two seconds, for at most 42 questions."""
    questions, late = asked(Pace(typical=180), 180 * part, salt)
    assert questions <= 42
    assert late <= 2


@given(st.text(max_size=5))
def test_the_end_of_short_jobs_is_seen_at_once_where_their_length_is_known(salt: str) -> None:
    """Of two seconds' work the end is seen within 0.15 seconds, for at most eight questions."""
    questions, late = asked(Pace(typical=2.2), 2.0, salt)
    assert questions <= 8
    assert late <= 0.15


@given(st.floats(0.001, 0.1), st.floats(20, 180), st.text(max_size=5))
def test_a_job_that_is_not_like_the_others_is_asked_about_patiently(
    typical: float, seconds: float, salt: str
) -> None:
    """Where earlier ones were over at once, this one is not asked about all the time."""
    questions, late = asked(Pace(typical=typical), seconds, salt)
    assert questions <= 48
    assert late <= 7


@given(st.floats(20, 180), st.text(max_size=5))
def test_jobs_of_unknown_length_are_asked_about_patiently(seconds: float, salt: str) -> None:
    """The end is seen after at most seven seconds."""
    questions, late = asked(Pace(), seconds, salt)
    assert questions <= 45
    assert late <= 7


def test_a_notification_of_a_step_ends_nothing(make_client: Any, framehook_clock: Any) -> None:
    """Some services report that they have begun, too; the end is waited for all the same."""
    ledger = MemoryLedger()
    service = ScriptedService([acts.running(), acts.running(), acts.succeeded()])
    client = make_client(service=service, ledger=ledger)
    job = client.submit(dream(prompt="x"), webhook_url="https://hooks.example/")
    step = {"job": job.id, "phase": "running"}
    ledger.notice(job.id, job.ticket["intent"], step, framehook_clock.now())
    assert job.result().output.video.url
    assert [entry.state.value for entry in ledger.find()] == ["result"]


@pytest.mark.parametrize("hours", [0, 2])
def test_what_the_service_has_forgotten_the_ledger_may_have(
    make_client: Any, framehook_clock: Any, hours: int
) -> None:
    """A result that was paid for and written down is returned again, however long ago."""
    ledger = MemoryLedger()
    services = [ScriptedService(clock=framehook_clock) for _ in range(2)]
    now, later = [make_client(service=each, ledger=ledger) for each in services]
    first = now.run(dream(prompt="x"), key="mine")
    framehook_clock.advance(3600 * hours)
    again = later.run(dream(prompt="x"), key="mine")
    assert again.payload == first.payload
    assert [service.paid for service in services] == [1, 0]
    assert [entry.state.value for entry in ledger.find()] == ["result"]


def test_a_second_job_of_a_call_leaves_the_entry_of_the_first_alone(
    make_client: Any, framehook_clock: Any
) -> None:
    """A call that was paid twice has two tickets; each result is settled with its own job."""
    ledger = MemoryLedger()
    service = ScriptedService(
        [acts.succeeded(units="1")], [acts.succeeded(units="2")], clock=framehook_clock
    )
    client = make_client(service=service, ledger=ledger)
    first, other = (client.submit(dream(prompt="x")).ticket for _ in range(2))
    second = {**other, "intent": first["intent"]}
    client.resume(second, dream).result()
    assert [each.state.value for each in ledger.find()] == ["submitted", "submitted"]
    client.resume(first, dream).result()
    entry = ledger.get(first["intent"])
    assert (entry.state.value, entry.units) == ("result", 1)
