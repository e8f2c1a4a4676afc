"""A client beside ours."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

KEY = "0f1e2d3c-1111-2222-3333-444455556666:verysecretverysecret"
PROMPT = "the tide comes in"


class Peer:
    """A client beside ours: one job, and one upload."""

    def __init__(self, name: str, url: str) -> None:
        self.name, self.url, self.is_warm = name, url, False
        self.headers = {"Authorization": f"Key {KEY}"}
        if name.startswith("raw-httpx"):
            import httpx

            kind: Any = httpx.Client if name.endswith("-sync") else httpx.AsyncClient
            self.client: Any = kind(timeout=120)
        elif name == "raw-aiohttp":
            import aiohttp

            self.client = aiohttp.ClientSession()
        else:
            import fal_client
            import fal_client.client as official

            for constant in ("RUN_URL_FORMAT", "QUEUE_URL_FORMAT"):
                setattr(official, constant, f"{url}/")
            official.REST_URL = official.CDN_URL = url
            kind = fal_client.SyncClient if name.endswith("-sync") else fal_client.AsyncClient
            self.client = kind(key=KEY)
            self.pool = ThreadPoolExecutor(1000)

    async def ask(self, method: str, url: str, **more: Any) -> Any:
        """Return the JSON of an answer."""
        if self.name == "raw-httpx-sync":
            return self.client.request(method, url, headers=self.headers, **more).json()
        if self.name == "raw-httpx":
            return (await self.client.request(method, url, headers=self.headers, **more)).json()
        async with self.client.request(method, url, headers=self.headers, **more) as reply:
            return await reply.json()

    async def job(self, seconds: float, prompt: str = PROMPT) -> float:
        """Run one job, and return when it was done."""
        arguments = {"prompt": prompt, "seconds": seconds}
        if self.name == "fal_client-sync":
            work = partial(self.client.subscribe, "bench/job", arguments)
            if not seconds and prompt is PROMPT:
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
        if self.name == "fal_client-sync":
            self.client.upload_file(str(path))
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
            done = self.client.aclose() if self.name == "raw-httpx" else self.client.close()
            if done is not None:
                await done
