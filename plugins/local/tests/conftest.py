"""A family that exists for these tests alone, and a spool of one's own."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from framehook.registry import Registry, default_registry
from framehook.spi import BytesSource, Now, Phase, Request, Send, Slice, Submission
from framehook_local import service
from framehook_local._settings import Settings
from framehook_local._spool import Spool
from framehook_local._transport import AsyncLocalTransport, LocalTransport

ENTRIES = """
[framehook.endpoints.v1]
test/task = fh_family:task
test/draft = fh_family:draft
test/longer = fh_family:longer
test/bare = fh_family:bare

[framehook.runners.v1]
test/task@exact = fh_family:runner
test/draft@exact = fh_family:needy
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(Path(__file__).with_name("fh_family.py"), folder)
    info = folder / "framehook_test_family-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: framehook-test-family\nVersion: 1.0\n"
    )
    (info / "entry_points.txt").write_text(dedent(ENTRIES))
    return folder


class Bench:
    """The service with a spool in a temporary folder, driven by hand."""

    def __init__(self, folder, colour="blocking"):
        self.settings = Settings.read()
        self.spool = Spool(self.settings.folder)
        self.folder = folder
        self._colour = colour
        self._registry = Registry()
        self.transport = LocalTransport(self.settings, lambda: self._registry)

    def send(self, request):
        if self._colour == "blocking":
            return self.transport.send(request, 30)

        async def ask():
            transport = AsyncLocalTransport(self.settings, lambda: self._registry)
            try:
                return await transport.send(request, 30)
            finally:
                await transport.close()

        return asyncio.run(ask())

    def get(self, url, method="GET", **headers):
        pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self.send(Request(method, url, headers=pairs))

    def drive(self, flow):
        answer = None
        while True:
            try:
                command = flow.send(answer)
            except StopIteration as stop:
                return stop.value
            assert isinstance(command, (Send, Now)), command
            answer = datetime.now(UTC) if isinstance(command, Now) else self.send(command.request)

    def place(self, data, name="clip.mp4"):
        piece = Slice(BytesSource(data, name), "video/mp4")
        return self.drive(service.files.place(piece, "/video_url")).value

    def order(self, endpoint="test/task", attempt=None, options=None, **arguments):
        return Submission(
            endpoint=endpoint,
            target=endpoint,
            arguments=arguments,
            attempt=attempt or os.urandom(8).hex(),
            options=options or {},
        )

    def submit(self, *args, **kwargs):
        order = self.order(*args, **kwargs)
        request = self.drive(service.queue.prepare(order))
        return service.queue.accepted(order, self.send(request)).ticket

    def status(self, ticket):
        return self.drive(service.queue.status(ticket))

    def await_phase(self, ticket, phase):
        return until(lambda: (s := self.status(ticket)).phase is phase and s)

    def result(self, ticket):
        self.await_phase(ticket, Phase.ENDED)
        return self.drive(service.queue.result(ticket))

    def cancel(self, ticket):
        return self.drive(service.queue.cancel(ticket))

    def run(self, *args, **kwargs):
        return self.result(self.submit(*args, **kwargs))

    def gate(self, name="gate"):
        return Path(self.folder / name)


def until(claim, seconds=30.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = claim()
        if found:
            return found
        time.sleep(0.005)
    raise AssertionError("It did not come true in time.")


@pytest.fixture(name="until")
def _until():
    return until


@pytest.fixture
def make_bench(site, tmp_path, monkeypatch):
    benches = []
    monkeypatch.syspath_prepend(str(site))
    # What is installed has changed: another test may have looked before.
    default_registry.cache_clear()
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("FRAMEHOOK_LOCAL_DIR", str(tmp_path / "spool"))

    def make(colour="blocking", **variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"FRAMEHOOK_LOCAL_{name.upper()}", str(value))
        benches.append(Bench(tmp_path, colour))
        return benches[-1]

    yield make
    for each in benches:
        for record in each.spool.records():
            each.send(Request("DELETE", f"local://jobs/{record.id}"))
    default_registry.cache_clear()


@pytest.fixture
def bench(make_bench):
    return make_bench(slots=2)
