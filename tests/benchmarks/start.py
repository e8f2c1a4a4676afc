"""One job in a process that ends with it: `python start.py CLIENT URL`. It imports what it needs."""

from __future__ import annotations

import sys

KEY = "0f1e2d3c-1111-2222-3333-444455556666:verysecretverysecret"
ARGUMENTS = {"prompt": "the tide comes in"}


def fal_client_sync(url: str) -> None:
    import fal_client
    import fal_client.client as official

    official.RUN_URL_FORMAT = official.QUEUE_URL_FORMAT = f"{url}/"
    fal_client.SyncClient(key=KEY).subscribe("bench/job", ARGUMENTS)


def fal_client_async(url: str) -> None:
    import asyncio

    import fal_client
    import fal_client.client as official

    official.RUN_URL_FORMAT = official.QUEUE_URL_FORMAT = f"{url}/"
    asyncio.run(fal_client.AsyncClient(key=KEY).subscribe("bench/job", ARGUMENTS))


def raw_httpx(url: str) -> None:
    import httpx

    with httpx.Client(headers={"Authorization": f"Key {KEY}"}) as client:
        said = client.post(f"{url}/bench/job", json=ARGUMENTS).json()
        client.get(said["status_url"]).json()
        client.get(said["response_url"]).json()


def raw_aiohttp(url: str) -> None:
    import asyncio

    import aiohttp

    async def main() -> None:
        async with aiohttp.ClientSession(headers={"Authorization": f"Key {KEY}"}) as client:
            async with client.post(f"{url}/bench/job", json=ARGUMENTS) as reply:
                said = await reply.json()
            for name in ("status_url", "response_url"):
                async with client.get(said[name]) as reply:
                    await reply.json()

    asyncio.run(main())


def ours_sync(url: str) -> None:
    from framehook import Client, Registry
    from framehook.spi import Endpoint, Input, Output
    from framehook_fal import FalService, Hosts

    class Asked(Input):
        prompt: str

    class Told(Output):
        done_at: float

    endpoint = Endpoint(id="bench/job", input=Asked, output=Told, service="fal")
    hosts = Hosts(run=url, queue=url, rest=url, cdn=url, platform=url)
    service = FalService(KEY, hosts=hosts)
    with Client(service=service, registry=Registry.of(endpoint)) as client:
        client.run(endpoint(prompt="the tide comes in"))


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](sys.argv[2])
