"""One scenario with one client, in a process of its own: `jobs.py` runs it."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from peer import KEY, PROMPT, Peer

SIZE = 100 << 20
Job = Callable[[float], Awaitable[float]]


class Ours:
    """framehook, with one of its transports."""

    def __init__(self, name: str, url: str, folder: Path) -> None:
        from pydantic import Field

        from framehook import AsyncClient, Client
        from framehook.ledger import MemoryLedger, SqliteLedger
        from framehook.spi import Endpoint, File, Input, Output
        from framehook_fal import FalService, Hosts

        class Asked(Input):
            prompt: str = Field(min_length=1, max_length=2000)
            seconds: float = Field(0.0, ge=0, le=1000)

        class Told(Output):
            video: File
            done_at: float

        self.endpoint = Endpoint(id="bench/job", input=Asked, output=Told, service="fal")
        hosts = Hosts(run=url, queue=url, rest=url, cdn=url, platform=url)
        is_sqlite = "sqlite" in name
        options: Any = {
            "service": FalService(KEY, hosts=hosts, stream="polling" not in name),
            "ledger": SqliteLedger(folder / f"{os.getpid()}.db") if is_sqlite else MemoryLedger(),
        }
        self.is_sync, self.is_warm = name.startswith("ours-sync"), "warm" in name
        # Whoever never met an endpoint does not know how long its jobs take.
        self.is_cold, self.met = "cold" in name, 0
        if "aiohttp" in name:
            options["transport"] = "aiohttp"
        self.ledger = options["ledger"]
        self.client: Any = Client(**options) if self.is_sync else AsyncClient(**options)

    async def job(self, seconds: float, prompt: str = PROMPT) -> float:
        """Run one job, and return when it was done."""
        endpoint = self.endpoint
        if self.is_cold:
            self.met += 1
            endpoint = replace(endpoint, id=f"bench/job-{self.met}")
        call = endpoint(prompt=prompt, seconds=seconds)
        if self.is_sync:
            return float(self.client.submit(call).result().output.done_at)
        job = await self.client.submit(call)
        return float((await job.result()).output.done_at)

    async def upload(self, path: Path) -> None:
        """Upload a file."""
        done = self.client.upload(path)
        if not self.is_sync:
            await done

    async def download(self, folder: Path) -> None:
        """Fetch a film that is cut half way."""
        job = await self.client.submit(self.endpoint(prompt="x", seconds=0.0))
        await (await job.result()).save(folder / f"{os.getpid()}.mp4")
        assert (folder / f"{os.getpid()}.mp4").stat().st_size == SIZE

    async def close(self) -> None:
        """Let go of connections."""
        if self.is_sync:
            self.client.close()
        else:
            await self.client.close()


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def one_after_the_other(client: Any, count: int, seconds: float) -> dict[str, float]:
    """S2 and S3: how long a job takes, and how late its end is seen."""
    first = 20 if not seconds or client.is_warm else 1
    if seconds:
        await asyncio.gather(*(client.job(seconds) for _ in range(first)))
    else:
        for _ in range(first):
            await client.job(0)
    times, late = [], []
    begun = cpu()
    for _ in range(count):
        start = time.monotonic()
        done_at = await client.job(seconds)
        times.append((time.monotonic() - start) * 1000)
        late.append((time.monotonic() - done_at) * 1000)
    used = (cpu() - begun) * 1000 / count
    return {
        "p50 ms": statistics.median(late if seconds else times),
        "cpu ms/job": used,
        "jobs": count + first,
    }


async def all_at_once(client: Any, count: int) -> dict[str, float]:
    """S4: many jobs of two seconds."""
    await client.job(0)
    begun, start = cpu(), time.monotonic()
    await asyncio.gather(*(client.job(2) for _ in range(count)))
    wall = time.monotonic() - start
    return {"wall s": wall, "cpu s": cpu() - begun, "rss MB": peak(), "jobs": count + 1}


async def over_tls(client: Any, count: int) -> dict[str, float]:
    """S4 over TLS: jobs whose answers take a moment, so that connections pile up."""
    start = time.monotonic()
    await asyncio.gather(*(client.job(0, f"job {number}") for number in range(count)))
    return {"wall s": time.monotonic() - start, "jobs": count}


async def among_faults(client: Any, count: int) -> dict[str, float]:
    """S6: jobs of which every tenth request goes wrong; what callers have in the end."""
    jobs = (client.job(0.2, f"job {number}") for number in range(count))
    ends = await asyncio.gather(*jobs, return_exceptions=True)
    kinds = [type(end).__name__ for end in ends if isinstance(end, BaseException)]
    unknown = kinds.count("SubmissionUnknownError")
    told: dict[str, float] = {"done": count - len(kinds), "unknown": unknown}
    if isinstance(client, Ours):
        from framehook.spi import IntentState

        kept = len(client.ledger.find(states=[IntentState.UNKNOWN], limit=count))
        assert kept == unknown, f"{kept} in the ledger, {unknown} reported"
    # A refusal says that nothing runs.
    told["refused"] = kinds.count("SubmissionRejectedError")
    told["lost"] = len(kinds) - unknown - told["refused"]
    return told


async def with_ledger(name: str, url: str, count: int, folder: Path) -> dict[str, float]:
    """S8: what the ledger in a file adds, turn by turn with one in memory; the best turns."""
    clients = [Ours(name, url, folder), Ours(f"{name}-sqlite", url, folder)]
    times: list[list[float]] = [[], []]
    used: list[list[float]] = [[], []]
    together: list[list[float]] = [[], []]
    for _ in range(count // 20):
        for place, client in enumerate(clients):
            begun, turn = cpu(), list[float]()
            for _ in range(10):
                start = time.monotonic()
                await client.job(0)
                turn.append((time.monotonic() - start) * 1000)
            used[place].append((cpu() - begun) * 100)
            times[place].append(statistics.median(turn))
            if client.is_sync:
                continue  # Its jobs never are side by side on one thread.
            start = time.monotonic()
            await asyncio.gather(*(client.job(0) for _ in range(100)))
            together[place].append((time.monotonic() - start) * 10)
    for client in clients:
        await client.close()
    more = {
        "p50 ms more": min(times[1]) - min(times[0]),
        "cpu ms more": min(used[1]) - min(used[0]),
    }
    if all(together):
        more["ms more side by side"] = min(together[1]) - min(together[0])
    return more


async def uploads(client: Any, count: int, folder: Path, size: int) -> dict[str, float]:
    """S5: files of one size, each one new."""
    small = folder / "small.bin"
    small.write_bytes(b"x" * 1000)
    await client.upload(small)
    before, used = peak(), 0.0
    times: list[float] = []
    for number in range(count):
        path = folder / f"{os.getpid()}-{number}.bin"
        with path.open("wb") as file:
            file.write(os.urandom(1 << 16))
            file.truncate(size)
        start, begun = time.monotonic(), cpu()
        await client.upload(path)
        times.append(time.monotonic() - start)
        used += cpu() - begun
        path.unlink()
    middle = statistics.median(times)
    if size < SIZE:
        return {"p50 ms": middle * 1000, "cpu ms": used * 1000 / count}
    speed, work = size / 1e6 / middle, used / count / (size / 1e9)
    return {"MB/s": speed, "cpu s/GB": work, "growth MB": peak() - before}


def patience(name: str, count: int) -> dict[str, float]:
    """S3 with jobs of about 180 s, asked about: on a clock of its own, which does not wait."""
    import random

    from patient import Service

    is_warm, chance, late, asked = "warm" in name, random.Random(180), [], []
    service = Service(knows=25 if is_warm else 0, seconds=180)
    for _ in range(count):
        requests, seconds = service.job(180 + chance.uniform(-9, 9))
        asked.append(requests)
        late.append(seconds)
    return {
        "requests/job": statistics.median(asked),
        "most requests": max(asked),
        "seen after s": statistics.median(late),
        "latest s": max(late),
    }


SECONDS = {"S2": 0.0, "S3": 1.0, "S3-2s": 2.0}
SIZES = {"S5-1MB": 1 << 20, "S5": SIZE, "S5-1GB": 1 << 30}


async def perform(scenario: str, client: Any, count: int, folder: Path) -> dict[str, float]:
    """Run one scenario with one client."""
    if scenario in SIZES:
        return await uploads(client, count, folder, SIZES[scenario])
    if scenario in SECONDS:
        return await one_after_the_other(client, count, SECONDS[scenario])
    if scenario == "S7":
        start = time.monotonic()
        await client.download(folder)
        return {"wall s": time.monotonic() - start, "rss MB": peak()}
    work = {"S4": all_at_once, "S4-TLS": over_tls, "S6": among_faults}[scenario]
    return await work(client, count)


async def main() -> None:
    """Run what the arguments name and print one JSON object."""
    scenario, name, count, url, folder = sys.argv[1:]
    if "rare-gc" in name:
        # Thousands of jobs are many objects, which Python looks through again and again.
        gc.set_threshold(100_000, 50, 100)
    if scenario == "S8":
        print(json.dumps(await with_ledger(name, url, int(count), Path(folder))))
        return
    is_ours = name.startswith("ours")
    client: Any = Ours(name, url, Path(folder)) if is_ours else Peer(name, url)
    told = await perform(scenario, client, int(count), Path(folder))
    await client.close()
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1] == "S3-180":
        print(json.dumps(patience(sys.argv[2], int(sys.argv[3]))))
    else:
        asyncio.run(main())
