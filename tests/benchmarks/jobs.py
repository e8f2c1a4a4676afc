"""
What a job costs on this machine, against its bars, with peers beside it in the same run.

Run it with:

```
uv run python tests/benchmarks/jobs.py [--quick] [--repeat 3] [--markdown] [--only S4:ours]
```

Each figure is taken in a process of its own against `origin.py`, in another one. Processor
time is the whole process's, wall time the scenario's alone. Nothing here is a test: trust
processor time, counts and the ratio of neighbours more than wall times. The official
JavaScript client is there if node is, and npm can fetch it.

With `--repeat` the clients of a scenario take turns, so that a machine with other work hits
all of them; of times and speeds the best is told, of everything else the worst.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rows import PLAN, Row

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "plugins" / "fal" / "tests" / "js" / "package.json"


# Figures of which the least is told, by their ends.
TIMES = ("ms", "s", "ms/job", "ms more", "s/GB", "side by side", "done")


class Bar(NamedTuple):
    """What a figure may be, and where that comes from."""

    figure: str
    value: float
    basis: str


class Places(NamedTuple):
    """Where everything is."""

    plain: str
    tls: str
    certificate: str
    folder: Path
    node: str | None

    def environment(self) -> dict[str, str]:
        """Return the environment for clients, which trust the origin."""
        mine = {"SSL_CERT_FILE": self.certificate, "NODE_EXTRA_CA_CERTS": self.certificate}
        more = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
        return {**more, **mine}


def measure(row: Row, count: int, places: Places) -> dict[str, float] | None:
    """Run one scenario in a process of its own; `None` if its client is not there."""
    is_tls = row.scenario.endswith("-TLS")
    wishes = {"S4-TLS": "?delay=0.05", "S6": "?faults=0.1"}.get(row.scenario, "")
    ask(f"{places.plain}/reset{wishes}")
    command = command_of(row, count, places.tls if is_tls else places.plain, places)
    if command is None:
        return None
    runs = count if row.scenario.startswith("S1") else 1
    walls: list[float] = []
    begun = cpu()
    done: str | None = None
    for _ in range(runs):
        start = time.perf_counter()
        done = run(command, places)
        if done is None:
            return {}
        walls.append((time.perf_counter() - start) * 1000)
    if row.scenario.startswith("S1"):
        return {"ms": statistics.median(walls), "cpu ms": (cpu() - begun) * 1000 / runs}
    told: dict[str, float] = json.loads((done or "{}").splitlines()[-1])
    return counted(row.scenario, told, ask(f"{places.plain}/counts"))


def cpu() -> float:
    """Return the processor time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command_of(row: Row, count: int, url: str, places: Places) -> list[str] | None:
    """Return what runs a scenario."""
    if row.client == "fal-js":
        script = str(places.folder / "peer.mjs")
        name = "S1" if row.scenario == "S1-TLS" else row.scenario
        if places.node is None:
            return None
        return [places.node, script, name, str(count), url, str(places.folder)]
    if row.scenario.startswith("S1"):
        return [sys.executable, str(HERE / "start.py"), row.client, url]
    script = str(HERE / "scenarios.py")
    return [sys.executable, script, row.scenario, row.client, str(count), url, str(places.folder)]


def run(command: list[str], places: Places) -> str | None:
    """Return what a process said, unless it failed or took too long."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
            env=places.environment(),
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return done.stdout or "{}"


def counted(scenario: str, told: dict[str, float], counts: dict[str, int]) -> dict[str, float]:
    """Return the figures of a scenario, with what the origin has counted."""
    jobs, more = told.pop("jobs", None), dict[str, float]()
    if scenario == "S7":
        more = {"GETs": counts["film"], "bytes twice": counts["film bytes"] - (100 << 20)}
    elif scenario == "S4-TLS":
        # One of them is the question for this.
        more = {"connections": counts["connections"] - 1}
    elif scenario == "S6":
        more = {"twice": counts["twice"]}
    elif jobs is not None:
        # The first job of a process, which is not measured, asks too.
        more = {"requests/job": counts["requests"] / jobs, "most": counts["most"]}
    return told | more


def ask(url: str) -> dict[str, int]:
    """Return what the origin says."""
    with urllib.request.urlopen(url) as reply:
        value: dict[str, int] = json.loads(reply.read())
    return value


def merged(rounds: Sequence[Mapping[str, float] | None]) -> dict[str, float] | None:
    """Return the best of times and speeds, and the worst of everything else."""
    told = [each for each in rounds if each]
    if not told:
        return None if None in rounds else {}
    return {
        name: (max if name == "MB/s" or not name.endswith(TIMES) else min)(
            each[name] for each in told
        )
        for name in told[0]
    }


def shown(told: dict[str, float] | None, bars: Sequence[Bar]) -> str:
    """Return the figures of one line, each with its bars."""
    if not told:
        return "not installed" if told is None else "failed, or nothing in 150 s"
    cells = []
    for name, value in told.items():
        cell = f"{name} {value:.4g}"
        for figure, bar, basis in bars:
            if figure == name:
                cell += f" (≤ {bar:.3g}{basis}{'' if value <= bar else ', OVER'})"
            elif figure == f"-{name}":
                cell += f" (≥ {bar:g}{basis}{'' if value >= bar else ', UNDER'})"
        cells.append(cell)
    return "  ".join(cells)


def bars_of(row: Row, seen: Mapping[str, Mapping[str, float]]) -> list[Bar]:
    """Return the bars of a line, of which some hang on its neighbours in this run."""
    bars = [Bar(figure, bar, "") for figure, bar in row.bars.items()]
    for client, figure, factor in row.beside:
        beside = seen.get(client, {}).get(figure.removeprefix("-"))
        if beside is not None:
            bars.append(Bar(figure, beside * factor, f" = {factor:g} × {client}"))
    return bars


@contextlib.contextmanager
def origin() -> Generator[Places]:
    """Run the origin, and make ready what clients need."""
    with (
        tempfile.TemporaryDirectory(prefix="framehook-bench-") as folder,
        subprocess.Popen(
            [sys.executable, str(HERE / "origin.py"), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        assert server.stdout is not None
        assert server.stdin is not None
        plain, tls, certificate = server.stdout.readline().split()
        yield Places(plain, tls, certificate, Path(folder), javascript(Path(folder)))
        server.stdin.close()


def javascript(folder: Path) -> str | None:
    """Fetch the official JavaScript client, and return what runs it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    shutil.copy(PACKAGE, folder)
    shutil.copy(HERE / "peer.mjs", folder)
    order = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    done = subprocess.run(order, cwd=folder, capture_output=True, timeout=100, check=False)
    return node if done.returncode == 0 else None


def is_wanted(row: Row, only: Sequence[str]) -> bool:
    """Whether a row was asked for."""
    name = f"{row.scenario}:{row.client}:"
    return not only or any(name.startswith((f"{each}:", each)) for each in only)


def line(row: Row, count: int, figures: str, is_for_page: bool) -> str:
    """Return one line of the table."""
    if is_for_page:
        said = figures.replace("  ", "; ")
        return f"| {row.scenario} | {row.client} | {count:,} | {said} |"
    return f"{row.scenario:6} {row.client:25} {count:>5}  {figures}"


def main() -> int:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description="Measure what jobs cost.")
    parser.add_argument("--quick", action="store_true", help="fewer jobs")
    parser.add_argument("--repeat", type=int, default=1, help="so many rounds, taking turns")
    parser.add_argument("--markdown", action="store_true", help="print a table for a page")
    parser.add_argument(
        "--only", action="append", default=[], help="a scenario, or scenario:client"
    )
    wanted = parser.parse_args()
    if wanted.markdown:
        print("| scenario | client | jobs | figures |\n| --- | --- | ---: | --- |")
    rows = [row for row in PLAN if is_wanted(row, wanted.only)]
    with origin() as places:
        for _, group in itertools.groupby(rows, key=lambda row: (row.scenario, row.jobs)):
            turns = list(group)
            counts = [row.quick if wanted.quick else row.jobs for row in turns]
            told: list[list[dict[str, float] | None]] = [[] for _ in turns]
            for _ in range(wanted.repeat):
                for place, row in enumerate(turns):
                    told[place].append(measure(row, counts[place], places))
            best = [merged(rounds) for rounds in told]
            seen = {row.client: each or {} for row, each in zip(turns, best, strict=True)}
            for row, count, each in zip(turns, counts, best, strict=True):
                print(
                    line(row, count, shown(each, bars_of(row, seen)), wanted.markdown), flush=True
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
