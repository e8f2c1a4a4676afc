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
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

KEY = "0f1e2d3c-1111-2222-3333-444455556666:verysecretverysecret"
SIZE = 100 << 20
Job = Callable[[float], Awaitable[float]]


class Peer:
    """A client beside ours: one job, and one upload."""

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url = name, url
        self.headers = {"Authorization": f"Key {KEY}"}
        if name == "raw-httpx":
            import httpx

            self.client: Any = httpx.AsyncClient(timeout=120)
        elif name == "raw-aiohttp":
            import aiohttp

            self.client = aiohttp.ClientSession()
        else:
            import fal_client
            import fal_client.client as official

            for constant in ("RUN_URL_FORMAT", "QUEUE_URL_FORMAT"):
                setattr(official, constant, f"{url}/")
            official.REST_URL = official.CDN_URL = url
            kind: Any = fal_client.SyncClient if name.endswith("-sync") else fal_client.AsyncClient
            self.client = kind(key=KEY)
            self.pool = ThreadPoolExecutor(1000)

    async def ask(self, method: str, url: str, **more: Any) -> Any:
        """Return the JSON of an answer."""
        if self.name == "raw-httpx":
            return (await self.client.request(method, url, headers=self.headers, **more)).json()
        async with self.client.request(method, url, headers=self.headers, **more) as reply:
            return await reply.json()

    async def job(self, seconds: float) -> float:
        """Run one job, and return when it was done."""
        arguments = {"prompt": "the tide comes in", "seconds": seconds}
        if self.name == "fal_client-sync":
            work = partial(self.client.subscribe, "bench/job", arguments)
            if not seconds:
                return float(work()["done_at"])
            running = asyncio.get_running_loop().run_in_executor(self.pool, work)
            return float((await running)["done_at"])
        if self.name == "fal_client-async":
            return float((await self.client.subscribe("bench/job", arguments))["done_at"])
        said = await self.ask("POST", f"{self.url}/bench/job", json=arguments)
        if seconds:
            await asyncio.sleep(seconds)
        while (await self.ask("GET", said["status_url"]))["status"] != "COMPLETED":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return float((await self.ask("GET", said["response_url"]))["done_at"])

    async def upload(self, path: Path) -> None:
        """Upload a file."""
        if self.name == "fal_client-async":
            await self.client.upload_file(str(path))
            return

        async def pieces() -> Any:
            with path.open("rb") as file:
                while piece := file.read(1 << 20):
                    yield piece

        size = path.stat().st_size  # noqa: ASYNC240 - likewise.
        headers = {**self.headers, "Content-Length": str(size)}
        body = {"content" if self.name == "raw-httpx" else "data": pieces()}
        url = f"{self.url}/files/upload"
        if self.name == "raw-httpx":
            (await self.client.post(url, headers=headers, **body)).raise_for_status()
        else:
            async with self.client.post(url, headers=headers, **body) as reply:
                await reply.read()

    async def close(self) -> None:
        """Let go of connections."""
        if self.name.startswith("raw"):
            await (self.client.aclose() if self.name == "raw-httpx" else self.client.close())


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
        self.is_sync = name == "ours-sync"
        if "aiohttp" in name:
            options["transport"] = "aiohttp"
        self.client: Any = Client(**options) if self.is_sync else AsyncClient(**options)

    async def job(self, seconds: float) -> float:
        """Run one job, and return when it was done."""
        call = self.endpoint(prompt="the tide comes in", seconds=seconds)
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
    for _ in range(1 if seconds else 20):
        await client.job(seconds)
    times, late = [], []
    begun = cpu()
    for _ in range(count):
        start = time.monotonic()
        done_at = await client.job(seconds)
        times.append((time.monotonic() - start) * 1000)
        late.append((time.monotonic() - done_at) * 1000)
    used = (cpu() - begun) * 1000 / count
    jobs = count + (1 if seconds else 20)
    return {
        "p50 ms": statistics.median(late if seconds else times),
        "cpu ms/job": used,
        "jobs": jobs,
    }


async def all_at_once(client: Any, count: int) -> dict[str, float]:
    """S4: many jobs of two seconds."""
    await client.job(0)
    begun, start = cpu(), time.monotonic()
    await asyncio.gather(*(client.job(2) for _ in range(count)))
    wall = time.monotonic() - start
    return {"wall s": wall, "cpu s": cpu() - begun, "rss MB": peak(), "jobs": count + 1}


async def uploads(client: Any, count: int, folder: Path) -> dict[str, float]:
    """S5: files of 100 MB, each one new."""
    small = folder / "small.bin"
    small.write_bytes(b"x" * 1000)
    await client.upload(small)
    before, rates = peak(), []
    for number in range(count):
        path = folder / f"{os.getpid()}-{number}.bin"
        with path.open("wb") as file:
            file.write(os.urandom(1 << 16))
            file.truncate(SIZE)
        start = time.monotonic()
        await client.upload(path)
        rates.append(SIZE / 1e6 / (time.monotonic() - start))
        path.unlink()
    return {"MB/s": statistics.median(rates), "growth MB": peak() - before}


async def main() -> None:
    """Run what the arguments name and print one JSON object."""
    scenario, name, count, url, folder = sys.argv[1:]
    is_ours = name.startswith("ours")
    if "rare-gc" in name:
        # Thousands of jobs are many objects, which Python looks through again and again.
        gc.set_threshold(100_000, 50, 100)
    client: Any = Ours(name, url, Path(folder)) if is_ours else Peer(name, url)
    if scenario == "S2":
        told = await one_after_the_other(client, int(count), 0)
    elif scenario == "S3":
        told = await one_after_the_other(client, int(count), 1.0)
    elif scenario == "S4":
        told = await all_at_once(client, int(count))
    elif scenario == "S5":
        told = await uploads(client, int(count), Path(folder))
    else:
        start = time.monotonic()
        await client.download(Path(folder))
        told = {"wall s": time.monotonic() - start, "rss MB": peak()}
    await client.close()
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main())
