"""The life of a job, from its order to its result or its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from framehook.spi import Fidelity, Payload, Phase, Rejected, Request, Submission, Ticket
from framehook_local import service


@pytest.mark.parametrize("colour", ["blocking", "asyncio"])
def test_a_job_waits_runs_and_yields(make_bench, colour):
    """It is queued, says how far it is, and has a result that names its fidelity."""
    bench = make_bench(colour)
    ticket = bench.submit(act="gate", place=str(bench.gate()), prompt="a tide")
    running = bench.await_phase(ticket, Phase.RUNNING)
    assert running.position is None
    bench_note = until_note(bench, ticket, "at the gate")
    assert 0 < bench_note.progress <= 0.5
    assert bench_note.logs == ("told to gate",)
    bench.gate().touch()
    payload = bench.result(ticket)
    assert isinstance(payload, Payload)
    assert payload.fidelity is Fidelity.EXACT
    assert payload.units == Decimal(0)
    assert payload.assumptions == ("noted", "assumed")
    assert {"wait", "load", "probe", "run"} == set(payload.timings)
    assert abs(payload.expires - datetime.now(UTC) - timedelta(days=7)) < timedelta(minutes=5)
    file = payload.value["text"]
    assert (file["content_type"], file["file_size"]) == ("text/plain", 4)
    assert bench.get(file["url"]).body == b"done"
    assert not (bench.spool.jobs / ticket.id / "work").exists()


def until_note(bench, ticket, note):
    while (status := bench.status(ticket)).note != note:
        assert status.phase is not Phase.ENDED
    return status


def test_the_first_come_is_the_first_served(make_bench, until):
    """With one slot, the others wait in order and know how many are before them."""
    bench = make_bench(slots=1)
    first = bench.submit(act="gate", place=str(bench.gate("first")))
    bench.await_phase(first, Phase.RUNNING)
    rest = [bench.submit(act="gate", place=str(bench.gate(name))) for name in "abc"]
    assert [bench.status(ticket).position for ticket in rest] == [0, 1, 2]
    assert bench.cancel(rest[1]) is True
    assert [bench.status(ticket).position for ticket in (rest[0], rest[2])] == [0, 1]
    bench.gate("first").touch()
    bench.await_phase(rest[0], Phase.RUNNING)
    assert bench.status(rest[2]).phase is Phase.QUEUED
    bench.gate("a").touch()
    bench.await_phase(rest[2], Phase.RUNNING)
    assert isinstance(bench.result(first), Payload)
    assert bench.result(rest[1]).kind == "cancelled"


def test_a_job_is_cancelled_in_the_middle_of_its_work(bench, until):
    """Its processes are gone, nothing unfinished is left, and the state says cancelled."""
    ticket = bench.submit(act="stick", place=str(bench.gate("child")))
    until(lambda: bench.gate("child").exists() and bench.gate("child").read_text())
    child = int(bench.gate("child").read_text())
    worker = bench.spool.record(ticket.id).worker()
    assert bench.cancel(ticket) is True
    assert bench.status(ticket).phase is Phase.ENDED
    failure = bench.result(ticket)
    assert (failure.kind, failure.code) == ("cancelled", "local.cancelled")
    folder = bench.spool.jobs / ticket.id
    assert not (folder / "work").exists()
    assert not (folder / "files").exists()
    until(lambda: not is_running(child) and not is_running(worker))
    assert bench.cancel(ticket) is True


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_has_ended_cannot_be_cancelled(bench):
    """The result stays."""
    ticket = bench.submit(act="write")
    bench.result(ticket)
    assert bench.cancel(ticket) is False
    assert isinstance(bench.result(ticket), Payload)


def test_a_killed_worker_is_a_failed_job(bench, until):
    """The words say that the process was killed, and that a new call may succeed."""
    ticket = bench.submit(act="gate", place=str(bench.gate()))
    until_note(bench, ticket, "at the gate")
    os.kill(bench.spool.record(ticket.id).worker(), signal.SIGKILL)
    failure = bench.result(ticket)
    assert (failure.kind, failure.code, failure.retryable) == ("service", "local.worker_died", True)
    assert "was killed" in failure.words
    assert not (bench.spool.jobs / ticket.id / "work").exists()


def test_a_killed_worker_that_waited_does_not_hold_up_the_line(make_bench, until):
    """Those behind it move up."""
    bench = make_bench(slots=1)
    first = bench.submit(act="gate", place=str(bench.gate("first")))
    bench.await_phase(first, Phase.RUNNING)
    lost, last = (bench.submit(act="write") for _ in range(2))
    os.kill(until(lambda: bench.spool.record(lost.id).worker()), signal.SIGKILL)
    until(lambda: bench.status(last).position == 0)
    assert bench.result(lost).code == "local.worker_died"
    bench.gate("first").touch()
    assert isinstance(bench.result(last), Payload)


def test_the_last_words_of_a_crash_are_told(bench):
    """What the dying process printed is in the words and in the log."""
    ticket = bench.submit(act="abort")
    failure = bench.result(ticket)
    assert "Aborted" in failure.words
    assert any("Aborted" in line for line in bench.status(ticket).logs)


def test_a_job_survives_the_process_that_submitted_it(bench, site):
    """Another process finds it by its ticket."""
    program = (
        "import sys, json\n"
        "from framehook_local._transport import LocalTransport\n"
        "from framehook.spi import Request\n"
        "order = {'endpoint': 'test/task', 'arguments': {'act': 'gate', 'place': sys.argv[1]},\n"
        "         'options': {}, 'attempt': 'other'}\n"
        "reply = LocalTransport().send(Request.with_json('POST', 'local://jobs', order), 9)\n"
        "print(json.loads(reply.body)['id'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(bench.gate())],
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    ticket = Ticket("local", "test/task", done.stdout.strip())
    bench.gate().touch()
    assert isinstance(bench.result(ticket), Payload)


def test_an_attempt_leads_to_one_job(bench):
    """Made again it is the same job; made with another order it is refused."""
    ticket = bench.submit(attempt="one/∆", act="write")
    again = bench.submit(attempt="one/∆", act="write")
    assert again == ticket
    order = bench.order(attempt="one/∆", act="crash")
    reply = bench.send(bench.drive(service.queue.prepare(order)))
    answer = service.queue.accepted(order, reply)
    assert isinstance(answer, Rejected)
    assert (answer.failure.code, answer.again) == ("local.attempt", False)
    other = bench.order(attempt="never")
    found = bench.drive(service.queue.find([order, other], datetime.now(UTC)))
    assert found == {"one/∆": [ticket], "never": []}


def test_many_clients_at_once_get_a_job_each(make_bench):
    """Ids differ, and every job is done."""
    bench = make_bench(slots=2)
    tickets = []
    threads = [
        threading.Thread(target=lambda: tickets.append(bench.submit(act="write"))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({ticket.id for ticket in tickets}) == 6
    assert all(isinstance(bench.result(ticket), Payload) for ticket in tickets)


def test_the_spool_is_its_owners_alone(bench):
    """Nobody else may look at prompts and media."""
    bench.run(act="write")
    assert bench.spool.folder.stat().st_mode & 0o777 == 0o700


def test_a_ticket_from_elsewhere_finds_nothing(bench):
    """It is not trusted: what is no id does not become part of a path."""
    for job in ("000000000009-0a1b2c3d", "../attempts", "x?y"):
        status = bench.status(Ticket("local", "test/task", job))
        assert (status.phase, status.outcome.kind) == (Phase.ENDED, "expired")
        assert bench.cancel(Ticket("local", "test/task", job)) is False
        failure = bench.drive(service.queue.result(Ticket("local", "test/task", job)))
        assert failure.kind == "expired"


def test_a_result_that_is_not_there_yet_may_be_asked_for_again(bench):
    """Asking too early is no failure of the job."""
    ticket = bench.submit(act="gate", place=str(bench.gate()))
    with pytest.raises(Exception, match="no result yet") as caught:
        bench.drive(service.queue.result(ticket))
    assert caught.value.retryable is True


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"{}", b'{"endpoint":"a/b","attempt":"x","arguments":3}']
)
def test_an_order_that_is_none_is_refused(bench, body):
    """And it is certain that nothing runs."""
    reply = bench.send(Request("POST", "local://jobs", body=body))
    order = Submission(endpoint="a/b", target="a/b", arguments={}, attempt="x")
    assert isinstance(service.queue.accepted(order, reply), Rejected)


def test_log_lines_can_be_asked_for_from_a_number_on(bench):
    """A client with a slow line need not read them all again."""
    ticket = bench.submit(act="crash")
    bench.result(ticket)
    first = bench.get(f"local://jobs/{ticket.id}").json()
    rest = bench.get(f"local://jobs/{ticket.id}?after=1").json()
    assert rest["logs"] == first["logs"][1:]
    assert rest["next"] == first["next"] == len(first["logs"])
