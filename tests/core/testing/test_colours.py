"""Every fault script gives the same log with both clients, and is paid at most once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from framehook.clients._async_client import AsyncClient
from framehook.clients._client import Client
from framehook.errors import FramehookError
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Endpoint, Event, File, Input, Output, VideoInput
from framehook.testing import NetworkGuard, ScriptedService, VirtualClock, acts, make_mp4

CLIP = make_mp4(frames=2)


class Dream(Input):
    prompt: str
    video_url: VideoInput


class Dreamt(Output):
    video: File


dream = Endpoint(id="my-team/dream", input=Dream, output=Dreamt, service="scripted")

FAULTS = {
    "missing": acts.missing(),
    "unavailable": acts.unavailable(after=3),
    "lost": acts.lost(),
    "unreachable": acts.unreachable(),
    "unheard of": acts.saying("dreaming"),
    "garbled": acts.garbled(),
    "gateway": acts.garbled(502),
    "slow": acts.slow(40),
    "late": acts.slow(400),
    "cut": acts.cut(100),
}
PLANS = ("submits", "results", "uploads", "downloads", "watches")
KINDS = ("input", "policy", "service", "timeout", "cancelled", "expired")


class Script(NamedTuple):
    story: list[acts.Act]
    options: dict[str, Any]

    def service(self, clock: VirtualClock) -> ScriptedService:
        return ScriptedService(self.story, clock=clock, **self.options)


def scripts() -> dict[str, Script]:
    end = acts.succeeded(files={"video.mp4": CLIP}, units="2")
    good = [acts.queued(2), acts.running(0.5, "half"), end]
    found = {"good": Script(good, {}), "early": Script(good, {"early_outcome": True})}
    found["secret"] = Script(good, {"secret": "s3cret"})
    found["endless"] = Script([acts.running(0.1)], {})
    found["endless stream"] = Script([acts.running(0.1)], {"powers": ["watch"]})
    for name, act in FAULTS.items():
        found[f"{name} status"] = Script([act, *good], {})
        found[f"{name} stream"] = Script([act, *good], {"powers": ["watch"]})
        for plan in PLANS:
            powers = {"powers": ["watch"]} if plan == "watches" else {}
            found[f"{name} {plan}"] = Script(good, {plan: [act], **powers})
    for kind in KINDS:
        found[f"failed {kind}"] = Script([acts.failed(kind)], {})
    found["refused"] = Script(good, {"submits": [acts.refused()]})
    return found


class Log(NamedTuple):
    end: str
    events: list[str]
    tries: tuple[str, ...]
    paid: int
    naps: list[float]
    left_open: tuple[int, int]


def told(event: Event) -> str:
    # Keys of intents are drawn at random.
    return f"{event.kind} { ({**event.data, 'intent': '…'}) }"


def blocking(script: Script, place: Path) -> Log:
    clock = VirtualClock()
    service = script.service(clock)
    events: list[str] = []
    options: Any = {
        "service": service,
        "registry": Registry.of(dream),
        "clock": clock,
        "ledger": MemoryLedger(),
        "hooks": (),
    }
    try:
        with Client(**options) as client:
            call = dream(prompt="a tide", video_url=CLIP)
            result = client.run(
                call, timeout=600, on_event=lambda event: events.append(told(event))
            )
            result.save(place)
            end = "saved"
    except FramehookError as exc:
        end = type(exc).__name__
    return _log(end, events, service, clock)


def awaiting(script: Script, place: Path) -> Log:
    clock = VirtualClock()
    service = script.service(clock)
    events: list[str] = []
    options: Any = {
        "service": service,
        "registry": Registry.of(dream),
        "clock": clock,
        "ledger": MemoryLedger(),
        "hooks": (),
    }

    async def main() -> str:
        async with AsyncClient(**options) as client:
            call = dream(prompt="a tide", video_url=CLIP)
            result = await client.run(
                call, timeout=600, on_event=lambda event: events.append(told(event))
            )
            await result.save(place)
            return "saved"

    try:
        end = asyncio.run(main())
    except FramehookError as exc:
        end = type(exc).__name__
    return _log(end, events, service, clock)


def _log(end: str, events: list[str], service: ScriptedService, clock: VirtualClock) -> Log:
    left_open = service.open_transports, service.open_streams
    return Log(end, events, service.tries, service.paid, clock.naps, left_open)


@pytest.mark.parametrize("name", scripts())
def test_both_colours_give_the_same_log(name, tmp_path):
    """Whatever goes wrong, both clients do the same, leave nothing open and pay at most once."""
    script = scripts()[name]
    with NetworkGuard(allow_loopback=False):
        one = blocking(script, tmp_path / "one.mp4")
        two = awaiting(script, tmp_path / "two.mp4")
    assert one == two
    assert one.paid <= 1
    assert one.left_open == (0, 0)
    saved = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    if one.end != "saved":
        assert saved == []
    elif name == "garbled downloads":
        # What answers with status 200 and its full length is taken for the file.
        assert saved[0] == saved[1]
    else:
        assert saved == [CLIP, CLIP]
