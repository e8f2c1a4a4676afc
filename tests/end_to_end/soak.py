"""
Thousands of jobs while everything goes wrong, by processes that are killed every few hundred.

Run it with:

```
nice -n 10 uv run python tests/end_to_end/soak.py [--jobs 5000] [--deaths 10] [--minutes 10]
```

The service is in this process, and so is its truth. Each line says how far a process came and
what it holds; the last one has what was lost and what was paid twice, and must have neither. The
first half of the jobs is done by processes that die, the other half by one that lives.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from framehook.ledger import SqliteLedger
from framehook.spi import IntentState
from framehook_fal.sim import Fault, FaultPlan, Media, Outcome, RealTime, SimulatedFal

SPEED = 20.0
KINDS = (
    *("reset-before", "reset-after", "lost-reply", "lost-502", "garbled", "truncated"),
    *("429", "500", "502-html", "503", "504-html", "slow", "missing", "expired-token"),
    *("sse-duplicated", "sse-reordered", "sse-cut", "sse-torn", "failed-part", "omitted"),
)
LOST, MONEY = (IntentState.UNKNOWN, IntentState.QUARANTINED), Decimal("0.05")


def main() -> int:
    """Let it blow; return 0 if nothing was lost, and nothing paid twice."""
    parser = argparse.ArgumentParser(description=__doc__.strip().partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--deaths", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=0.02, help="how often each kind comes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--way", default="aiohttp", help="httpx, aiohttp or blocking")
    given = parser.parse_args()
    faults = FaultPlan([Fault(kind=kind, rate=given.rate) for kind in KINDS], seed=given.seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        SimulatedFal(time=RealTime(speed=SPEED), faults=faults, concurrency=200) as fal,
    ):
        fal.answer("*", _outcome)
        soak = Soak(fal, Path(folder), given)
        soak.blow()
        return soak.told()


def _outcome(order) -> Outcome:
    number = order.arguments["number"]
    film = Media(data=f"film {number} ".encode() * 2000, name=f"film-{number}.bin")
    steps = [{"step": 1}, {"step": 2}] if order.route == "stream" else []
    return Outcome(value={}, media={"video": film}, units=Decimal(2), seconds=4.0, events=steps)


class Soak:
    """One service, one ledger, and one process after the other."""

    def __init__(self, fal: SimulatedFal, folder: Path, given: argparse.Namespace) -> None:
        self.fal, self.folder, self.given = fal, folder, given
        self.chance = random.Random(given.seed)
        self.until = time.monotonic() + 60 * given.minutes
        self.deaths = 0
        self.failures = 0
        self.is_over = False

    def blow(self) -> None:
        step = self.given.jobs // 2 // max(1, self.given.deaths)
        while self.deaths < self.given.deaths and self._is_time():
            before = len(self.fal.truth.paid)
            if self._live(before + self.chance.randint(step // 2, step * 3 // 2)) == 0:
                break  # All is done before its death.
            self.deaths += 1
        self._live(None)
        self.fal.faults.clear()
        # Whoever died while sending had a lease, which ends first.
        time.sleep(200 / SPEED)
        self.is_over = True
        self._live(None)

    def _is_time(self) -> bool:
        return time.monotonic() < self.until

    def _live(self, death: int | None) -> int | None:
        process = self._start()
        told = 0.0
        while process.poll() is None:
            time.sleep(0.1)
            paid = len(self.fal.truth.paid)
            if time.monotonic() > told + 5:
                told = time.monotonic()
                self._say(process.pid, paid)
            is_late = not self._is_time() and not self.is_over
            if (death is not None and paid >= death) or is_late:
                self._say(process.pid, paid)
                process.send_signal(signal.SIGKILL)
                process.wait()
                return None
        self._say(process.pid, len(self.fal.truth.paid))
        self.failures += process.returncode != 0
        return process.returncode

    def _start(self) -> subprocess.Popen[bytes]:
        urls = self.fal.base_urls
        names = ("run", "queue", "rest", "cdn", "platform")
        order = {
            "folder": str(self.folder),
            "hosts": {name: getattr(urls, name) for name in names},
            "key": self.fal.key,
            "jobs": 0 if self.is_over else self.given.jobs,
            "way": self.given.way,
            "origin": self.fal.time.now(),
            "speed": SPEED,
        }
        worker = Path(__file__).with_name("soak_worker.py")
        return subprocess.Popen([sys.executable, str(worker), json.dumps(order)])

    def _say(self, pid: int, paid: int) -> None:
        ledger = sum(each.stat().st_size for each in self.folder.glob("jobs.db*"))
        here = len(list(self.folder.glob("film-*.bin")))
        row = {"deaths": self.deaths, "paid": paid, "here": here, "ledger KiB": ledger >> 10}
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            told = dict(line.split(":", 1) for line in lines)
            row["RSS MiB"] = int(told["VmRSS"].split()[0]) >> 10
            row["threads"] = int(told["Threads"])
            row["descriptors"] = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except (OSError, KeyError):
            row["process"] = "ended"
        print(" ".join(f"{name} {value}" for name, value in row.items()), flush=True)

    def told(self) -> int:
        """Compare what the ledger says with the truth, and say it."""
        truth = self.fal.truth
        ledger = SqliteLedger(self.folder / "jobs.db")
        entries = ledger.find(limit=10**6)
        owned = Counter(entry.ticket.id for entry in entries if entry.ticket)
        paid = {one.request_id: one for one in truth.paid}
        twice = Counter(one.arguments["number"] for one in truth.paid)
        labels = {one.tags.get("framehook.intent") for one in truth.paid}
        states = Counter(entry.state.value for entry in entries)
        ends = {entry.ticket.id: entry.state for entry in entries if entry.ticket}
        fetched = [job for job, state in ends.items() if state is IntentState.FETCHED]
        found = {
            "paid": len(paid),
            "twice": sum(count - 1 for count in twice.values()),
            "not in the ledger": len(paid.keys() - owned.keys()),
            "owned by two": sum(count - 1 for count in owned.values()),
            "not found": sum(
                f"{each.key}-{each.attempt}" in labels for each in entries if each.state in LOST
            ),
            "not here": len(paid.keys() - fetched),
            "broken files": sum(
                not _is_whole(self.folder, paid[job].arguments["number"]) for job in fetched
            ),
            "key to the file host": len(truth.leaks),
            "failed processes": self.failures,
            "strays": sum(line.kind == "stray" for line in ledger.events(limit=10**7)),
        }
        spending = ledger.spending(entries[0].updated)["total"]
        ledger.close()
        met = Counter(each.kind for each in truth.met)
        print(f"states {dict(states)}; reserved and spent {[*map(str, spending)]}")
        print(f"billed {truth.units * MONEY}; deaths {self.deaths}; faults {met.total()}")
        print(json.dumps(found))
        return int(any(count for name, count in found.items() if name != "paid"))


def _is_whole(folder: Path, number: int) -> bool:
    path = folder / f"film-{number}.bin"
    return path.exists() and path.read_bytes() == f"film {number} ".encode() * 2000


if __name__ == "__main__":
    sys.exit(main())
