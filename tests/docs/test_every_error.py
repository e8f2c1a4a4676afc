"""Every code of the page about errors is the code of an error that really happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from blocks import ROOT
from dream import dream
from installed import Site

import framehook
from framehook import Client, errors
from framehook.cli._main import main
from framehook.cli._usage import UsageError
from framehook.registry import Registry, Settings
from framehook.spi import Began, Sleep, Ticket, hookimpl
from framehook.testing import ScriptedService, VirtualClock, acts
from framehook_fal import FalService

PAGE = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
KINDS = [*(getattr(errors, name) for name in errors.__all__), UsageError]
PROVOKERS: dict[str, Callable[[Path], object]] = {}


def provokes(code: str) -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    def keep(function: Callable[[Path], object]) -> Callable[[Path], object]:
        PROVOKERS[code] = function
        return function

    return keep


def client(*stories: Any, **more: Any) -> Client:
    clock = VirtualClock()
    service = ScriptedService(*stories, clock=clock, **more)
    return Client(service=service, clock=clock, registry=Registry.of(dream))


def run(*stories: Any, **more: Any) -> Any:
    with client(*stories, **more) as made:
        return made.run(dream(prompt="x"))


def installed(folder: Path, code: str, *, group: str = "endpoints.v1") -> Registry:
    site = Site(folder / "site")
    site.install("framehook-acme", {f"framehook.{group}": {"acme/x": "json.nowhere:x"}})
    return Registry(
        Settings(disable=("acme/x",) if code == "plugin-disabled" else ()), [str(site.root)]
    )


def command(*words: str, registry: Registry) -> None:
    """Run a command, and raise what it ended with."""
    seen: list[BaseException] = []
    real = framehook.cli._main._report
    framehook.cli._main._report = lambda error, *rest, **more: seen.append(error) or 5
    try:
        main(words, registry=registry, environment={"FRAMEHOOK_CONFIG": "none"})
    finally:
        framehook.cli._main._report = real
    raise seen[0]


@provokes("framehook")
def _(folder):
    """A local service that is too old for the demo makes no clip."""
    magi = dream.__class__(
        id="fal-ai/magi/extend-video", input=dream.input, output=dream.output, service="local"
    )
    old = ScriptedService(name="local")
    command("demo", "-o", str(folder), registry=Registry.of(magi, services=[old]))


@provokes("check-failed")
def _(folder):
    dream(prompt="x", num_frames=0)


@provokes("configuration")
def _(folder):
    with client() as made:
        made.run(dream(prompt="x"), max_cost="much")


@provokes("cost-refused")
def _(folder):
    with client() as made:
        made.run(dream(prompt="x"), max_cost="0.01")


@provokes("endpoint-not-found")
def _(folder):
    Registry.of().endpoint("my-team/dream")


@provokes("fidelity")
def _(folder):
    Registry.of().runner("my-team/dream", "exact")


@provokes("file-not-readable")
def _(folder):
    with client() as made:
        made.upload(folder / "nowhere.mp4")


@provokes("output-refused")
def _(folder):
    (folder / "film.mp4").write_bytes(b"kept")
    with client() as made:
        made.run(dream(prompt="x")).save(folder / "film.mp4")


@provokes("secret-missing")
def _(folder):
    with Client(service=FalService()) as made:
        made.submit(dream(prompt="x"))


@provokes("service-not-found")
def _(folder):
    with Client(service="nowhere", registry=Registry.of(dream)) as made:
        made.submit(dream(prompt="x"))


@provokes("ticket")
def _(folder):
    Ticket.from_json({"v": 99})


@provokes("usage")
def _(folder):
    command("runn", registry=Registry.of())


@provokes("plugin")
def _(folder):
    site = Site(folder / "site")
    site.install("framehook-acme", {"framehook.commands.v1": {"acme": "json:loads"}})
    command("acme", registry=Registry(Settings(), [str(site.root)]))


@provokes("plugin-load")
def _(folder):
    installed(folder, "plugin-load").endpoint("acme/x")


@provokes("plugin-disabled")
def _(folder):
    installed(folder, "plugin-disabled").endpoint("acme/x")


@provokes("plugin-incompatible")
def _(folder):
    installed(folder, "plugin-incompatible", group="endpoints.v2").endpoint("acme/x")


@provokes("plugin-contract")
def _(folder):
    Registry.of(3)


@provokes("plugin-conflict")
def _(folder):
    Registry.of(dream, dream)


@provokes("hook")
def _(folder):
    class Sad:
        @hookimpl
        def framehook_configure(self, settings: Any) -> None:
            raise RuntimeError("no luck")

    Client(hooks=[Sad()])


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


CODES = sorted({kind.code for kind in KINDS if "code" in vars(kind)})


@pytest.mark.parametrize("code", CODES)
def test_every_code_happens(code, tmp_path, monkeypatch):
    """Something provokes it through the public interface, and it says what and what next."""
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FRAMEHOOK_CONFIG", "none")
    assert code in PROVOKERS, "Nothing provokes it: write what does, or delete the code."
    with pytest.raises(errors.FramehookError) as caught:
        PROVOKERS[code](tmp_path)
    error = caught.value
    assert error.code == code
    assert next(kind for kind in KINDS if vars(kind).get("code") == code) is type(error)
    assert error.message.rstrip().endswith(".")


def test_every_code_has_a_section():
    """The page has one for each, and none for a code that does not exist."""
    sections = re.findall(r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert sorted(code for code, _ in sections) == CODES
    assert [code for code, text in sections if text.count("\nWhat to do: ") != 1] == []
