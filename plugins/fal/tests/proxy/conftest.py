"""A proxy on loopback, before a simulated fal."""

from __future__ import annotations

import asyncio
import contextlib
import threading

import httpx
import pytest

from framehook_fal import Hosts
from framehook_fal.proxy import Proxy
from framehook_fal.proxy._server import Server
from framehook_fal.sim import SimulatedFal, VirtualTime

TOKEN = "a-long-shared-secret"


@pytest.fixture
def fal():
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal:
        yield fal


@pytest.fixture
def hosts(fal):
    urls = fal.base_urls
    return Hosts(run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn)


@contextlib.contextmanager
def served(proxy):
    """Serve it from a thread of its own; yield its base URL."""
    loop, ready, found = asyncio.new_event_loop(), threading.Event(), {}

    async def begin():
        found["server"] = Server(proxy)
        found["port"] = await found["server"].listen("127.0.0.1", 0)
        ready.set()

    def serve():
        loop.run_until_complete(begin())
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield f"http://127.0.0.1:{found['port']}"
    finally:
        asyncio.run_coroutine_threadsafe(found["server"].close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@pytest.fixture
def serve(fal, hosts):
    """Serve a proxy with these options, before the simulation; return its base URL."""
    with contextlib.ExitStack() as stack:

        def start(**options):
            options = {"key": fal.key, "hosts": hosts, "token": TOKEN, **options}
            return stack.enter_context(served(Proxy(**options)))

        yield start


@pytest.fixture
def ask():
    """Ask a proxy, as the official client does."""
    with httpx.Client(timeout=10) as client:

        def send(base, method, target, *, token=TOKEN, headers=(), **more):
            pairs = [("x-fal-target-url", target)] if target is not None else []
            pairs += [("authorization", f"Bearer {token}")] if token else []
            return client.request(
                method, f"{base}/api/fal/proxy", headers=[*pairs, *headers], **more
            )

        yield send


@pytest.fixture
def token():
    return TOKEN
