"""Endpoints whose runner does what it is told, so that a test decides when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from framehook.spi import (
    AudioInput,
    Draft,
    Endpoint,
    Expected,
    Fidelity,
    File,
    FrameCount,
    ImageInput,
    Input,
    Output,
    VideoInput,
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
        frames=view.input.frames,
        fps=view.input.fps or source.fps,
        size=source.size and (64, 48),
        effective={"start": 5},
    )


draft = Endpoint(
    id="test/draft",
    input=Told,
    output=Video,
    service="local",
    expect=size_24,
    draft=Draft(
        image="image_url",
        end_image="end_url",
        source="video_url",
        audio="audio_url",
        ignores=("mode",),
    ),
)
longer = Endpoint(
    id="test/longer",
    input=Told,
    output=Video,
    service="local",
    expect=size_24,
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
