"""A family that exists for these tests alone, and a spool of one's own."""

from __future__ import annotations

import asyncio
import os
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

FAMILY = '''
"""Endpoints whose runner does what it is told, so that a test decides when it ends."""
from __future__ import annotations

import os, signal, socket, subprocess, sys, time
from pathlib import Path
from framehook.spi import (
    Draft, Endpoint, Expected, Fidelity, File, FrameCount, Input, Output, AudioInput, ImageInput, VideoInput,
)
from framehook_local.spi import ArgumentRefusedError


class Told(Input):
    act: str = "write"
    place: str = ""
    video_url: VideoInput | None = None
    image_url: ImageInput | None = None
    end_url: ImageInput | None = None
    prompt: str = ""
    seed: int | None = None
    frames: FrameCount | None = None
    mode: str | None = None
    fps: float | None = None
    start: int | None = None
    audio_url: AudioInput | None = None


class Made(Output):
    primary = "text"
    text: File | None = None
    video: File | None = None
    seed: int | None = None


class Video(Output):
    video: File


def expect(view):
    return Expected(frames=view.input.frames, notes=("noted",))


task = Endpoint(id="test/task", input=Told, output=Made, service="local", expect=expect)


def size_24(view):
    source = view.facts("/video_url")
    return Expected(
        frames=view.input.frames, fps=view.input.fps or source.fps, size=source.size and (64, 48),
        effective={"start": 5},
    )


draft = Endpoint(
    id="test/draft", input=Told, output=Video, service="local", expect=size_24,
    draft=Draft(
        image="image_url", end_image="end_url", source="video_url", audio="audio_url",
        ignores=("mode",),
    ),
)
longer = Endpoint(
    id="test/longer", input=Told, output=Video, service="local", expect=size_24,
    draft=Draft(source="video_url", keep_before="start", seed=None),
)
bare = Endpoint(id="test/bare", input=Told, output=Video, service="local")


class Obey:
    fidelity = Fidelity.EXACT
    requires = ("av",)

    def run(self, work, view, media):
        work.log("told to " + view.input.act)
        return getattr(self, "_" + view.input.act)(work, view, media)

    def _write(self, work, view, media, text="done"):
        path = work.folder / "made.txt"
        path.write_text(text)
        work.assume("assumed")
        return {"text": work.keep(path, "text/plain"), "seen": sorted(media)}

    def _gate(self, work, view, media):
        done = 0
        while not Path(view.input.place).exists():
            done += 1
            work.progress(min(done, 50), 100, "at the gate")
            time.sleep(0.005)
        return self._write(work, view, media)

    def _stick(self, work, view, media):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (work.folder / "half.mp4").write_bytes(b"half")
        (work.folder / "given.txt").write_text("given")
        work.keep(work.folder / "given.txt", "text/plain")
        Path(view.input.place).write_text(str(child.pid))
        time.sleep(600)

    def _environment(self, work, view, media):
        return self._write(work, view, media, " ".join(sorted(os.environ)))

    def _refuse(self, work, view, media):
        raise ValueError("The clip is too dull.")

    def _point(self, work, view, media):
        raise ArgumentRefusedError("It is red.", code="test.red", path="/prompt")

    def _crash(self, work, view, media):
        raise RuntimeError("boom")

    def _abort(self, work, view, media):
        os.abort()

    def _terminate(self, work, view, media):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)

    def _devour(self, work, view, media):
        return [bytearray(1 << 28) for _ in range(64)]

    def _spin(self, work, view, media):
        while True:
            pass

    def _call(self, work, view, media):
        socket.create_connection(("127.0.0.1", 9))

    def _shape(self, work, view, media):
        return {"text": 7}

    def _point_outside(self, work, view, media):
        return {"text": {"url": "local://files/../../etc/passwd"}}

    def _link(self, work, view, media):
        (work.folder / "link.txt").symlink_to("/etc/hostname")
        return {"text": work.keep(work.folder / "link.txt", "text/plain")}

    def _copy(self, work, view, media):
        (work.folder / "a.mp4").write_bytes(media["/video_url"].read_bytes())
        return {"text": work.keep(work.folder / "a.mp4", "video/mp4")}


class Needy(Obey):
    requires = ("a_module_that_nobody_has",)


runner = Obey()
needy = Needy()
'''

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
    (folder / "fh_family.py").write_text(FAMILY)
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
