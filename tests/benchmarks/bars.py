"""
What framehook costs on this machine, against its bars.

Run it with:

```
uv run python tests/benchmarks/bars.py
```

Nothing here is a test: machines differ, and a slow one is not wrong. Figures are medians of
whole processes where a process is meant; peers and bare Python run in the same minute.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RUNS = 9
# Of each family the module with the most in it.
MODULES = (
    "framehook_magi.magi",
    "framehook_magic_animate.animation",
    "framehook_animatediff.evolved",
    "framehook_luma.ray_2",
    "framehook_wan_vace.depth",
    "framehook_ltx.v097_dev",
    "framehook_pixverse.v4_5",
    "framehook_ffmpeg_api.video",
    "framehook_video_upscaler.upscaler",
    "framehook_amt_interpolation.interpolation",
)


def wall(command: list[str], **more: Any) -> float:
    """Return the median wall time of a process in milliseconds."""
    times = []
    # Users have byte code on disk.
    more.setdefault("env", dict(os.environ)).pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, **more)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def imports() -> list[tuple[str, float, float | None, str]]:
    bare = wall(python("pass"))
    return [
        ("bare python", bare, None, "ms"),
        ("import framehook, over bare", wall(python("import framehook")) - bare, 15, "ms"),
        (
            "import one family, over bare (the slowest)",
            max(wall(python(f"import {name}")) for name in MODULES) - bare,
            100,
            "ms",
        ),
        ("import httpx, over bare", wall(python("import httpx")) - bare, None, "ms"),
    ]


def crowd(folder: Path) -> None:
    """Write the metadata of 50 plugins with 10 endpoints each, and of 250 bystanders."""
    for number in range(50):
        name = f"framehook_crowd{number}"
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        rows = "\n".join(f"crowd/{number}/{each} = {name}:endpoint" for each in range(10))
        (info / "entry_points.txt").write_text(f"[framehook.endpoints.v1]\n{rows}\n")
        package = folder / name
        package.mkdir()
        (package / "__init__.py").write_text("raise SystemExit('imported')\n")
        table = {f"crowd/{number}/{each}": {"title": "x", "task": "y"} for each in range(10)}
        (package / "endpoints.json").write_text(json.dumps({"v": 1, "endpoints": table}))
    for number in range(250):
        info = folder / f"bystander{number}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: bystander{number}\nVersion: 1\n"
        )


def listing(folder: Path) -> list[tuple[str, float, float | None, str]]:
    crowd(folder / "crowd")
    environment = {**os.environ, "PYTHONPATH": str(folder / "crowd")}
    command = python("from framehook.cli._main import main; main(['models'])")
    return [("framehook models, 500 endpoints", wall(command, env=environment), 80, "ms")]


def big_file(path: Path, moov_first: bool) -> None:
    """Write a film of one gigabyte that is mostly a hole."""
    from framehook.testing import make_mp4

    small = make_mp4(frames=240, layout="moov-last")
    at = small.rindex(b"moov") - 4
    head, moov = small[:at], small[at:]
    data = head.rindex(b"mdat") - 4
    size = 1 << 30
    with path.open("wb") as file:
        if moov_first:
            file.write(head[:data] + moov)
        else:
            file.write(head[:data])
        start = file.tell()
        file.write(size.to_bytes(4, "big") + b"mdat")
        file.seek(start + size)
        if not moov_first:
            file.write(moov)
        file.truncate(max(file.tell(), start + size))


def probing(folder: Path) -> list[tuple[str, float, float | None, str]]:
    from framehook import Client

    rows: list[tuple[str, float, float | None, str]] = []
    for where in ("first", "last"):
        path = folder / f"big-{where}.mp4"
        big_file(path, where == "first")
        with Client() as client:
            facts = client.probe(path)
            assert facts.frames == 240, facts
            times = []
            for _ in range(RUNS):
                start = time.perf_counter()
                client.probe(path)
                times.append((time.perf_counter() - start) * 1000)
        rows.append((f"probe 1 GB, moov {where}, local", statistics.median(times), 10, "ms"))
        rows.append((f"probe 1 GB, moov {where}, by range", requests_for(path), 3, "requests"))
    return rows


def requests_for(path: Path) -> int:
    from framehook import Client

    seen: list[str] = []

    class Ranges(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            first, _, last = self.headers["range"].removeprefix("bytes=").partition("-")
            seen.append(self.headers["range"])
            size = path.stat().st_size
            start, end = int(first), min(int(last), size - 1)
            with path.open("rb") as file:
                file.seek(start)
                data = file.read(end - start + 1)
            self.send_response(206)
            self.send_header("content-range", f"bytes {start}-{end}/{size}")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with Client(probe="always", probe_private=True) as client:
            url = f"http://127.0.0.1:{server.server_address[1]}/big.mp4"
            facts = client.probe(url)
            assert facts.frames == 240, facts
    finally:
        server.shutdown()
        server.server_close()
    return len(seen)


def extending(folder: Path) -> list[tuple[str, float, float | None, str]]:
    """Extend 100 frames of 720p by 96 in this process, and cancel a job in the middle."""
    code = (
        "import resource, time\n"
        "from pathlib import Path\n"
        "from framehook_local.spi import extend_video\n"
        "start = time.perf_counter()\n"
        f"extend_video(Path({str(folder / 'clip.mp4')!r}), Path({str(folder / 'out.mp4')!r}), "
        "start_frame=100, num_frames=96, seed=1, caption='bench')\n"
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    clip(folder / "clip.mp4")
    seconds, memory = [], []
    for _ in range(3):
        out = subprocess.run(
            python(code), check=True, capture_output=True, text=True
        ).stdout.split()
        seconds.append(float(out[0]))
        memory.append(float(out[1]))
    return [
        ("extend 720p, 100 + 96 frames", statistics.median(seconds), 4, "s"),
        ("the same, peak memory", statistics.median(memory), 350, "MB"),
        ("cancel in the middle of an encode", cancelling(folder), 50, "ms"),
    ]


def clip(path: Path) -> None:
    from fractions import Fraction

    import av

    source = av.open("testsrc2=size=1280x720:rate=24:duration=5.5", format="lavfi")
    with av.open(str(path), "w") as sink:
        stream = sink.add_stream("libx264", rate=24, options={"preset": "ultrafast", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for number, shown in enumerate(source.decode(video=0)):
            frame = shown.reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            sink.mux(stream.encode(frame))
        sink.mux(stream.encode(None))
    source.close()


def cancelling(folder: Path) -> float:
    from framehook import Client, Phase
    from framehook_magi import extend_video

    times = []
    with Client(service="local") as client:
        for seed in range(3):
            call = extend_video(
                prompt="x",
                video_url=folder / "clip.mp4",
                start_frame=100,
                num_frames=192,
                seed=seed,
            )
            job = client.submit(call)
            while not (job.status().progress or 0) > 0.1:
                time.sleep(0.01)
            start = time.perf_counter()
            job.cancel()
            while job.status().phase is not Phase.ENDED:
                time.sleep(0.001)
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> int:
    """Run everything and print a table."""
    folder = Path(tempfile.mkdtemp(prefix="framehook-bench-"))
    parts: list[Callable[[], Any]] = [
        imports,
        lambda: listing(folder),
        lambda: probing(folder),
        lambda: extending(folder),
    ]
    try:
        print(f"{'what':40} {'measured':>12} {'bar':>10}")
        for part in parts:
            for what, value, bar, unit in part():
                limit = "" if bar is None else f"≤ {bar:g} {unit}"
                mark = "" if bar is None or value <= bar else "  over"
                print(f"{what:40} {value:>9.1f} {unit:<4} {limit:>10}{mark}", flush=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'this process, peak memory':40} {peak:>9.1f} MB")
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
