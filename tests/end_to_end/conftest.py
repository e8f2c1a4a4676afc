"""A service, a ledger, and processes that can be killed."""

from __future__ import annotations

import hashlib
import json
import random
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from framehook.ledger import SqliteLedger
from framehook.spi import IntentState
from framehook_fal.sim import Media, Outcome, Quirks, RealTime, Retention, SimulatedFal


class Ahead:
    """Real time, further ahead from leap to leap, for the service and for all processes."""

    def __init__(self, path: Path) -> None:
        self._real = RealTime()
        self._path = path
        self._ahead = 0.0
        path.write_bytes(struct.pack("d", 0.0))
        self.bind, self.later = self._real.bind, self._real.later
        self.tick, self.nudge = self._real.tick, self._real.nudge

    def now(self) -> float:
        return self._real.now() + self._ahead

    def leap(self, seconds: float) -> None:
        self._ahead += seconds
        with self._path.open("r+b") as file:
            file.write(struct.pack("d", self._ahead))


class Zygote:
    """The process that forks all others."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("crash_worker.py"))]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def start(self, order: dict[str, Any]) -> int:
        return self._ask(order)

    def wait(self, process: int) -> str:
        return self._ask(process)

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def _ask(self, order: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class World:
    """
    One service, one ledger, and processes that come and go.

    Attributes:
        way: What performs the calls, unless a process is told otherwise.
        LEASE: Seconds after which nobody has leave to send any more.
        DAY: Seconds after which what was not found is set aside for a person.
        PRICE: Of one unit.
        QUOTED: The estimate for a call.
    """

    LEASE = 200.0
    DAY = 25 * 3600.0
    PRICE = Decimal("0.05")
    QUOTED = 3 * PRICE

    def __init__(self, zygote: Zygote, folder: Path, seed: int, **options: Any) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.time = Ahead(folder / "clock")
        forever = Retention(small=1e9, large=1e9)
        known = ("keeps_payloads", "history_lag", "webhook_pauses")
        names = [name for name in known if name in options]
        self.way = options.pop("way", "Client, httpx")
        quirks = Quirks(unit_price=self.PRICE, **{name: options.pop(name) for name in names})
        self.fal = SimulatedFal(time=self.time, retention=forever, quirks=quirks, **options)
        self.fal.answer("*", lambda order: _outcome(order.arguments["number"]))
        self.zygote = zygote
        self.jobs = 0
        self.runs = 0
        self.kills = 0

    def start(self, **order: Any) -> int:
        """Start a process with all the jobs there are."""
        urls = self.fal.base_urls
        names = ("run", "queue", "rest", "cdn", "platform")
        self.runs += 1
        usual = {
            "folder": str(self.folder),
            "hosts": {name: getattr(urls, name) for name in names},
            "key": self.fal.key,
            "stream": self.chance.random() < 0.5,
            "resumes": self.chance.random() < 0.5,
            "jobs": list(range(self.jobs)),
            "run": self.runs,
            "way": self.way,
        }
        return self.zygote.start({**usual, **order})

    def run(self, **order: Any) -> str:
        """Start a process, and return how it ended."""
        end = self.zygote.wait(self.start(**order))
        assert end != "failed"
        self.kills += end == "SIGKILL"
        return end

    def ledger(self) -> Any:
        return SqliteLedger(self.folder / "jobs.db")

    def come_to_rest(self, **order: Any) -> None:
        """Let processes finish in peace, and a person decide about what they cannot find."""
        self.fal.faults.clear()
        for leap in (self.LEASE, self.DAY):
            self.time.leap(leap)
            assert self.run(**order) == "done"
        ledger = self.ledger()
        labels = {tag for one in self.fal.truth.paid for tag in one.tags.values()}
        for entry in ledger.find(states=[IntentState.QUARANTINED], limit=1000):
            # Whatever was accepted can be found, and must have been.
            assert order.get("twins") or f"{entry.key}-{entry.attempt}" not in labels
            assert ledger.absent(entry.key, "A person looked.", entry.updated)
        ledger.close()
        assert self.run(**order) == "done"

    def faults(self) -> list[str]:
        """Return everything that is not as it must be in the end."""
        truth, ledger = self.fal.truth, self.ledger()
        entries = ledger.find(limit=1000)
        owned = sorted(entry.ticket.id for entry in entries if entry.ticket)
        reserved, spent = ledger.spending(entries[0].updated)["total"]
        lines = ledger.events(limit=100_000)
        ledger.close()
        mere = {"stray", "notice", "caps"}
        told = {line.key: line.data.get("state") for line in lines if line.kind not in mere}
        found = {
            "paid": len(truth.paid) == self.jobs,
            "paid once": not truth.paid_twice(),
            "owned": owned == sorted(one.request_id for one in truth.paid),
            "no stray": all(line.kind != "stray" for line in lines),
            "log": all(told[entry.key] == entry.state.value for entry in entries),
            "fetched": all(entry.state is IntentState.FETCHED for entry in entries),
            "files": all(_is_whole(self.folder, number) for number in range(self.jobs)),
            "digests": all(_is_true(file) for entry in entries for file in entry.files),
            "reserved": reserved == 0,
            "spent": spent == truth.units * self.PRICE,
        }
        return [name for name, is_right in found.items() if not is_right]


def _outcome(number: int) -> Outcome:
    data = f"film {number}".encode() * 9
    media = Media(data=data, name=f"film-{number}.bin", kind="application/octet-stream")
    return Outcome(value={}, media={"video": media}, seconds=0.0, units=Decimal(2))


def _is_whole(folder: Path, number: int) -> bool:
    path = folder / f"film-{number}.bin"
    return path.exists() and path.read_bytes() == f"film {number}".encode() * 9


def _is_true(file: Any) -> bool:
    data = Path(file.path).read_bytes()
    return (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def make_world(zygote: Zygote, tmp_path: Path, request: Any) -> Iterator[Any]:
    worlds: list[World] = []

    def make(**options: Any) -> World:
        seed = zlib.crc32(request.node.name.encode())
        print(f"seed {seed}")
        worlds.append(World(zygote, tmp_path, seed, **options))
        worlds[-1].fal.__enter__()
        return worlds[-1]

    yield make
    for world in worlds:
        world.fal.close()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        number: int = place.getsockname()[1]
    return number
