"""
What a job costs on this machine, against its bars, with peers beside it in the same run.

Run it with:

```
uv run python tests/benchmarks/jobs.py [--quick] [--only S2]
```

Each figure is taken in a process of its own against `origin.py`, in another one. Processor
time is the whole process's, wall time the scenario's alone. Nothing here is a test: trust
processor time, counts and the ratio of neighbours more than wall times.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent

# Scenario, client, number of jobs, the same for --quick, bars by figure.
PLAN: list[tuple[str, str, int, int, dict[str, float]]] = [
    ("S2", "raw-httpx", 1000, 200, {}),
    ("S2", "raw-aiohttp", 1000, 200, {}),
    ("S2", "fal_client-async", 1000, 200, {}),
    ("S2", "fal_client-sync", 1000, 200, {}),
    ("S2", "ours-sync", 1000, 200, {}),
    ("S2", "ours-httpx", 1000, 200, {}),
    ("S2", "ours-aiohttp", 1000, 200, {"p50 ms": 0.7, "cpu ms/job": 0.6}),
    # S8: with the ledger in a file, at most 1 ms more for each job.
    ("S2", "ours-aiohttp-sqlite", 1000, 200, {}),
    ("S3", "fal_client-async", 8, 3, {}),
    ("S3", "ours-httpx", 8, 5, {"p50 ms": 5, "requests/job": 4}),
    ("S3", "ours-aiohttp", 8, 5, {"p50 ms": 5, "requests/job": 4}),
    ("S3", "ours-aiohttp-polling", 8, 5, {"p50 ms": 500, "requests/job": 7}),
    ("S4", "raw-aiohttp", 1000, 200, {}),
    ("S4", "fal_client-sync", 1000, 200, {}),
    ("S4", "ours-httpx-polling", 1000, 200, {"wall s": 5, "most": 100}),
    ("S4", "ours-aiohttp-polling", 1000, 200, {"wall s": 3, "most": 100}),
    ("S4", "ours-aiohttp", 1000, 200, {"wall s": 3, "most": 100}),
    ("S4", "raw-aiohttp", 5000, 500, {}),
    ("S4", "ours-aiohttp", 5000, 500, {"wall s": 6, "rss MB": 150, "most": 100}),
    ("S4", "ours-aiohttp-rare-gc", 5000, 500, {"wall s": 6, "rss MB": 150, "most": 100}),
    ("S4", "ours-httpx-rare-gc", 5000, 500, {"wall s": 25, "most": 100}),
    ("S5", "raw-httpx", 5, 2, {}),
    ("S5", "raw-aiohttp", 5, 2, {}),
    ("S5", "fal_client-async", 5, 2, {}),
    ("S5", "ours-sync", 5, 2, {"-MB/s": 900, "growth MB": 15}),
    ("S5", "ours-httpx", 5, 2, {"-MB/s": 900, "growth MB": 15}),
    ("S5", "ours-aiohttp", 5, 2, {"-MB/s": 900, "growth MB": 15}),
    ("S7", "ours-httpx", 1, 1, {"GETs": 2, "bytes twice": 0}),
    ("S7", "ours-aiohttp", 1, 1, {"GETs": 2, "bytes twice": 0}),
]


def measure(url: str, scenario: str, client: str, count: int, folder: Path) -> dict[str, float]:
    """Run one scenario in a process of its own."""
    ask(f"{url}/reset")
    command = [sys.executable, str(HERE / "scenarios.py"), scenario, client, str(count), url]
    try:
        done = subprocess.run(
            [*command, str(folder)], capture_output=True, text=True, timeout=150, check=False
        )
    except subprocess.TimeoutExpired:
        return {}
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    counts = ask(f"{url}/counts")
    if scenario == "S7":
        told |= {"GETs": counts["film"], "bytes twice": counts["film bytes"] - (100 << 20)}
    elif scenario != "S5":
        # The first job of a process, which is not measured, asks too.
        told |= {"requests/job": counts["requests"] / told.pop("jobs"), "most": counts["most"]}
    return told


def ask(url: str) -> dict[str, int]:
    """Return what the origin says."""
    with urllib.request.urlopen(url) as reply:
        value: dict[str, int] = json.loads(reply.read())
    return value


def shown(told: dict[str, float], bars: dict[str, float]) -> str:
    """Return the figures of one line, each with its bar."""
    if not told:
        return "failed, or nothing in 150 s"
    cells = []
    for name, value in told.items():
        cell = f"{name} {value:.4g}"
        if name in bars:
            cell += f" (≤ {bars[name]:g}{'' if value <= bars[name] else ', OVER'})"
        if f"-{name}" in bars:
            bar = bars[f"-{name}"]
            cell += f" (≥ {bar:g}{'' if value >= bar else ', UNDER'})"
        cells.append(cell)
    return "  ".join(cells)


def main() -> int:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description="Measure what jobs cost.")
    parser.add_argument("--quick", action="store_true", help="fewer jobs")
    parser.add_argument("--only", default="", help="a scenario, or scenario:client")
    wanted = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="framehook-bench-") as folder,
        subprocess.Popen(
            [sys.executable, str(HERE / "origin.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as origin,
    ):
        assert origin.stdout is not None
        url = origin.stdout.readline().strip()
        for scenario, client, count, quick, bars in PLAN:
            if not f"{scenario}:{client}".startswith(wanted.only):
                continue
            number = quick if wanted.quick else count
            told = measure(url, scenario, client, number, Path(folder))
            print(f"{scenario} {client:21} {number:>5}  {shown(told, bars)}", flush=True)
        assert origin.stdin is not None
        origin.stdin.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
