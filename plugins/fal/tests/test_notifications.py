"""Jobs that report their end: whoever waits for one is woken, and asks nothing meanwhile."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from dream import dream

from framehook import errors
from framehook.drivers._clock import SystemClock
from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.registry import Registry
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Fault, Outcome
from framehook_fal.webhooks import Receiver, Verifier

DONE = Outcome(value={"video": {"url": "https://x.example/a.mp4"}}, seconds=0.0)


class Host:
    """A server for an ASGI application: one thread and one loop for each request."""

    def __init__(self, application):
        class Answer(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                asyncio.run(application(self.scope(), self.receiver(body), self.send))

            def scope(self):
                parts = urlsplit(self.path)
                headers = [(k.lower().encode(), v.encode()) for k, v in self.headers.items()]
                place = {"path": parts.path, "query_string": parts.query.encode()}
                return {"type": "http", "method": "POST", "headers": headers, **place}

            def receiver(self, body):
                async def receive():
                    return {"type": "http.request", "body": body}

                return receive

            async def send(self, message):
                if message["type"] == "http.response.start":
                    self.send_response(message["status"])
                    self.end_headers()

            def log_message(self, *words):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks/fal"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(params=["memory", "sqlite", "sqlite twice"])
def ledgers(request, tmp_path):
    """The ledger of the client and that of the receiver, which may be one object or one file."""
    if request.param == "memory":
        both = [MemoryLedger()] * 2
    else:
        mine = SqliteLedger(tmp_path / "jobs.db")
        both = [mine, SqliteLedger(tmp_path / "jobs.db") if "twice" in request.param else mine]
    yield both
    for ledger in both:
        ledger.close()


@pytest.fixture
def hosts(fal):
    urls = fal.base_urls
    return Hosts(
        run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn, platform=urls.platform
    )


@pytest.fixture
def made(fal, hosts, make_client, ledgers):
    """A client, the receiver's address, and the deliveries that were told."""
    told = []
    receiver = Receiver(
        ledger=ledgers[1], verifier=Verifier(hosts=hosts), secret="s", on_delivery=told.append
    )
    service = FalService(fal.key, hosts=hosts, webhook_secret="s")
    with Host(receiver) as host:
        client = make_client(
            service=service, ledger=ledgers[0], clock=SystemClock(), registry=Registry.of()
        )
        yield client, host.url, told


def asked(fal):
    return {name: fal.truth.requests.get(name, 0) for name in ("submit", "status", "watch")}


def is_waited_for(ledger, job):
    while not ledger.bell._ears.get(job.id):
        threading.Event().wait(0.002)


def has_told(told, number=1):
    """Wait until the callback has been called: whoever waits is woken before it."""
    while len(told) < number:
        threading.Event().wait(0.002)


ONE = {"submit": 1, "status": 0, "watch": 0}


def test_whoever_waits_is_woken(fal, made, ledgers):
    """At once, without a single question about the status meanwhile."""
    client, url, told = made
    job = client.submit(dream(prompt="x"), webhook_url=url)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(job.result)
        is_waited_for(ledgers[0], job)
        fal.finish(job.id, DONE)
        assert waiting.result(timeout=5).output.video.url == "https://x.example/a.mp4"
    assert asked(fal) == ONE
    has_told(told)
    (entry,) = ledgers[0].find()
    assert (entry.state.value, len(told)) == ("result", 1)
    assert job.ticket["webhook"] is True


def test_many_wait_side_by_side(fal, made, ledgers):
    """Each is woken by its own notification, in whatever order they come."""
    client, url, _ = made
    if "Async" in repr(type(client.inner)):
        pytest.skip("One loop is run by one thread.")
    jobs = [client.submit(dream(prompt=f"{n}"), webhook_url=url) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(job.result) for job in jobs]
        for job in jobs:
            is_waited_for(ledgers[0], job)
        for job in reversed(jobs):
            fal.finish(job.id, Outcome(value={**DONE.value, "seed": int(job.id[:6], 16)}))
        seeds = [each.result(timeout=5).output.seed for each in waiting]
    assert seeds == [int(job.id[:6], 16) for job in jobs]
    assert asked(fal) == {**ONE, "submit": 6}


def test_a_notification_that_was_early_is_not_lost(fal, made):
    """It came before anybody waited, and even before the submission was answered."""
    client, url, told = made
    fal.answer("*", DONE)
    fal.faults.add(Fault(kind="slow", routes=("submit",)))
    assert client.run(dream(prompt="x"), webhook_url=url).output.video.url
    job = client.submit(dream(prompt="y"), webhook_url=url)
    has_told(told, 2)
    assert job.result().output.video.url
    assert asked(fal) == {**ONE, "submit": 2}


@pytest.mark.parametrize("kind", ["webhook-duplicated", "webhook-forged"])
def test_a_repetition_and_a_forgery_change_nothing(fal, made, ledgers, kind):
    """One delivery is told, one is in the inbox, and the result is the right one."""
    client, url, told = made
    fal.faults.add(Fault(kind=kind, routes=("webhook",)))
    fal.answer("*", DONE)
    assert client.run(dream(prompt="x"), webhook_url=url).output.video.url
    (entry,) = ledgers[0].find()
    has_told(told)
    assert (len(told), len(ledgers[0].notices(entry.key))) == (1, 1)
    assert asked(fal) == ONE


def test_a_failure_is_told_too(fal, made):
    """Its words and its kind are those of the service."""
    client, url, _ = made
    detail = [{"loc": ["body", "prompt"], "msg": "too dark", "type": "value_error"}]
    fal.answer("*", Outcome(value={"detail": detail}, status=422, seconds=0.0))
    with pytest.raises(errors.JobFailedError, match="too dark") as caught:
        client.run(dream(prompt="x"), webhook_url=url)
    assert caught.value.failure.path == "/prompt"
    assert asked(fal) == ONE


def test_a_lost_acceptance_is_woken_too(fal, made):
    """The notification adopts the call; with its key the result is there, and paid once."""
    client, url, told = made
    fal.answer("*", DONE)
    fal.faults.add(Fault(kind="lost-reply", routes=("submit",)))
    # Where the notification is here before the answer breaks off, nothing was lost at all.
    with suppress(errors.SubmissionUnknownError):
        client.submit(dream(prompt="x"), webhook_url=url, key="mine")
    has_told(told)
    assert client.run(dream(prompt="x"), webhook_url=url, key="mine").output.video.url
    assert len(fal.truth.paid) == 1


def test_closing_wakes_whoever_waits(made, ledgers):
    """They are told at once that the client has been closed."""
    client, url, _ = made
    if "Async" in repr(type(client.inner)):
        pytest.skip("One loop is run by one thread.")
    job = client.submit(dream(prompt="x"), webhook_url=url)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(job.result)
        is_waited_for(ledgers[0], job)
        client.inner._driver._keep_ledger = True
        client.close()
        with pytest.raises(errors.ClosedError):
            waiting.result(timeout=5)


RECEIVED = """
import json, sys
from datetime import UTC, datetime
from framehook.ledger import SqliteLedger
from framehook.spi import Phase, Status, inbox_entry
path, job, key = sys.argv[1:]
ledger = SqliteLedger(path)
assert ledger.notice(job, key, inbox_entry(job, Status(Phase.ENDED)), datetime.now(UTC))
ledger.close()
"""


def test_another_process_may_receive(fal, hosts, make_client, tmp_path):
    """The ledger has it then, and is looked into while nobody asks the service."""
    path = tmp_path / "jobs.db"
    ledger = SqliteLedger(path)
    ledger.bell.is_attended = True  # So that no other question could be what ends it.
    client = make_client(
        service=FalService(fal.key, hosts=hosts), ledger=ledger, clock=SystemClock()
    )
    job = client.submit(dream(prompt="x"), webhook_url="http://127.0.0.1:9/nobody")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(job.result)
        is_waited_for(ledger, job)
        fal.finish(job.id, DONE)
        command = [sys.executable, "-c", RECEIVED, str(path), job.id, job.ticket["intent"]]
        subprocess.run(command, check=True, timeout=8)
        assert waiting.result(timeout=5).output.video.url
    assert asked(fal) == ONE
    ledger.close()
