"""
How long the local service takes: `python tests/benchmarks/local_jobs.py`.

Prints one JSON object: milliseconds until a submission is answered, until its job runs and
until it shows progress, milliseconds that a cancellation in the middle of an encode takes,
and the seconds of a whole 720p extension of 100 frames by 96.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from framehook.spi import BytesSource, Request, Slice
from framehook.testing import make_mp4
from framehook_local import service

ENDPOINT = "fal-ai/magi/extend-video"
ROUNDS = 5


class Bench:
    """A spool of its own, spoken to as the clients do."""

    def __init__(self, folder: Path) -> None:
        os.environ["FRAMEHOOK_LOCAL_DIR"] = str(folder)
        pair = service.transports()
        assert pair is not None
        self._transport = pair[0]()
        clip = Slice(BytesSource(make_mp4(1280, 720, 132, 25), "clip.mp4"), "video/mp4")
        self.url = self.ask("PUT", "local://files", body=clip)["url"]

    def ask(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        """Send a request and return the JSON of the answer."""
        value: dict[str, Any] = self._transport.send(Request(method, url, **more), 30).json()
        return value

    def submit(self, frames: int) -> str:
        """Order an extension of the first 100 frames."""
        arguments = {"prompt": "", "video_url": self.url, "num_frames": frames, "start_frame": 100}
        order = {"endpoint": ENDPOINT, "arguments": arguments, "attempt": os.urandom(8).hex()}
        request = Request.with_json("POST", "local://jobs", order)
        return str(self._transport.send(request, 30).json()["id"])

    def wait(self, job: str, *states: str, progress: float = 0.0) -> None:
        """Wait until a job is in one of the states, and as far as that."""
        while True:
            told = self.ask("GET", f"local://jobs/{job}")
            if told["state"] in states and (told["progress"] or 0.0) >= progress:
                return
            time.sleep(0.001)


def measure(bench: Bench) -> dict[str, float]:
    """Run each case several times and return the median."""
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        start = time.perf_counter()

        def note(name: str, since: float) -> None:
            times.setdefault(name, []).append((time.perf_counter() - since) * 1000)

        job = bench.submit(192)
        note("submit_ms", start)
        bench.wait(job, "running", "done")
        note("running_ms", start)
        bench.wait(job, "running", "done", progress=0.01)
        note("progress_ms", start)
        bench.wait(job, "running", "done", progress=0.5)
        start = time.perf_counter()
        bench.ask("DELETE", f"local://jobs/{job}")
        note("cancel_ms", start)
    start = time.perf_counter()
    bench.wait(bench.submit(96), "done", "failed")
    times["extend_s"] = [time.perf_counter() - start]
    return {name: round(statistics.median(values), 1) for name, values in times.items()}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Bench(Path(folder)))))


if __name__ == "__main__":
    main()
