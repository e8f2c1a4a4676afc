"""Errors of what is sent, of jobs, files and ledgers."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from dream import dream
from provocation import client, provokes, run

from framehook import Client, errors
from framehook.spi import Began, Sleep, Ticket
from framehook.testing import ScriptedService, VirtualClock, acts


@provokes("transport")
def _(folder):
    with client([acts.unreachable()]) as made:
        made.submit(dream(prompt="x")).status()


@provokes("deadline")
def _(folder):
    with client([acts.slow(1e6, acts.running())]) as made:
        made.run(dream(prompt="x"))


@provokes("reply")
def _(folder):
    with client([acts.garbled()]) as made:
        made.submit(dream(prompt="x")).status()


@provokes("job")
def _(folder):
    with client(submits=[acts.refused()]) as made:
        with suppress(errors.SubmissionRejectedError):
            made.submit(dream(prompt="x"), key="mine")
        made.submit(dream(prompt="x"), key="mine")


@provokes("key-taken")
def _(folder):
    with client() as made:
        made.submit(dream(prompt="x"), key="mine")
        made.submit(dream(prompt="y"), key="mine")


@provokes("submission-rejected")
def _(folder):
    run(submits=[acts.refused()])


@provokes("submission-unknown")
def _(folder):
    run(submits=[acts.lost()])


class Changed:
    """The queue of a scripted service, with something changed about it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@provokes("reply-distrusted")
def _(folder):
    class Doubting(Changed):
        def accepted(self, call: Any, reply: Any) -> Any:
            return self._inner.accepted(call, reply)._replace(doubt="it is asked elsewhere.")

    class Doubtful(ScriptedService):
        queue = property(lambda self: Doubting(ScriptedService.queue.fget(self)))

    with Client(service=Doubtful(), clock=VirtualClock()) as made:
        made.submit(dream(prompt="x"))


@provokes("stream-broken")
def _(folder):
    class Torn:
        def feed(self, data: bytes) -> list[Any]:
            return []

        def end(self) -> None:
            """Say that it broke off."""

    class Streaming(Changed):
        def prepare_stream(self, call: Any) -> Any:
            return self._inner.prepare(call)

        def began(self, call: Any, head: Any) -> Any:
            return Began(Ticket("scripted", call.endpoint, "job-1"), Torn())

    class Streamed(ScriptedService):
        queue = property(lambda self: Streaming(ScriptedService.queue.fget(self)))

    with Client(service=Streamed(), clock=VirtualClock()) as made:
        list(made.stream(dream(prompt="x")))


@provokes("job-failed")
def _(folder):
    run([acts.failed()])


@provokes("job-cancelled")
def _(folder):
    run([acts.failed("cancelled")])


@provokes("job-timeout")
def _(folder):
    with client([acts.running()]) as made:
        made.run(dream(prompt="x"), timeout=1)


@provokes("result-expired")
def _(folder):
    run(results=[acts.missing()])


@provokes("result-unreadable")
def _(folder):
    run([acts.succeeded({"picture": 1})])


@provokes("download")
def _(folder):
    with client(downloads=[acts.unavailable()] * 20) as made:
        made.run(dream(prompt="x")).save(folder / "film.mp4")


@provokes("ledger")
def _(folder):
    Client(ledger=folder)


@provokes("cancelled")
def _(folder):
    """Whoever is interrupted is told inside, so that it can put things in order."""
    seen: list[errors.Cancelled] = []

    class Keyboard(VirtualClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    class Waiting(ScriptedService):
        def secret(self):
            try:
                yield from Sleep(1.0)
            except errors.Cancelled as exc:
                seen.append(exc)
                raise

    with pytest.raises(KeyboardInterrupt), Client(service=Waiting(), clock=Keyboard()) as made:
        made.submit(dream(prompt="x"))
    raise seen[0]


@provokes("closed")
def _(folder):
    made = client()
    made.close()
    made.submit(dream(prompt="x"))
