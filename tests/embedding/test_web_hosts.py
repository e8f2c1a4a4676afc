"""Clients inside of web applications: a WSGI host with threads, and an ASGI host with tasks."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from dream import dream

from framehook import AsyncClient, Client

RED, BLUE = "red:secret-of-red", "blue:secret-of-blue"
ACCOUNTS = {"red": RED, "blue": BLUE}


class Threaded(ThreadingMixIn, WSGIServer):
    """A thread for each request, as most WSGI hosts have."""

    daemon_threads = False


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the word of the class.
        pass


@pytest.fixture
def served() -> Iterator[Callable[[Any], str]]:
    """Serve a WSGI application and return where."""
    started: list[tuple[WSGIServer, threading.Thread]] = []

    def serve(application: Any) -> str:
        server = make_server("127.0.0.1", 0, application, Threaded, Silent)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_wsgi_application_has_a_client_for_each_tenant(
    fal: Any, options: Any, served: Callable[[Any], str]
) -> None:
    """Requests on many threads share the clients; each is paid by its own tenant."""
    clients = {name: Client(**options(key)) for name, key in ACCOUNTS.items()}

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        asked = parse_qs(environ["QUERY_STRING"])
        result = clients[asked["who"][0]].run(dream(prompt=asked["prompt"][0]))
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"url": result.output.video.url}).encode()]

    url = served(application)

    def ask(number: int) -> Any:
        who = ("red", "blue")[number % 2]
        query = f"?who={who}&prompt={who}{number}"
        with urllib.request.urlopen(url + query, timeout=20) as answer:
            return json.load(answer)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(12)))
    for client in clients.values():
        client.close()
    assert len({answer["url"] for answer in answers}) == 12
    assert len(fal.truth.paid) == 12
    assert all(one.arguments["prompt"].startswith(one.account) for one in fal.truth.paid)


class Application:
    """An ASGI application with one client, from its lifespan's startup to its shutdown."""

    def __init__(self, options: Callable[..., dict[str, Any]]) -> None:
        self._options = options
        self.client: AsyncClient | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self.client is not None
        asked = parse_qs(scope["query_string"].decode())
        result = await self.client.run(dream(prompt=asked["prompt"][0]))
        body = json.dumps({"url": result.output.video.url}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "lifespan.startup"
        async with AsyncClient(**self._options()) as self.client:
            await send({"type": "lifespan.startup.complete"})
            assert (await receive())["type"] == "lifespan.shutdown"
        await send({"type": "lifespan.shutdown.complete"})


async def hosted(application: Application, prompts: list[str]) -> list[Any]:
    """Do what an ASGI host does, and return the bodies of the answers."""
    news: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    life = asyncio.ensure_future(application({"type": "lifespan"}, news.get, said.put))
    await news.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"

    async def ask(prompt: str) -> Any:
        sent: list[dict[str, Any]] = []

        async def take(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "query_string": f"prompt={prompt}".encode()}
        await application(scope, news.get, take)
        assert sent[0]["status"] == 200
        return json.loads(sent[1]["body"])

    answers = await asyncio.gather(*(ask(prompt) for prompt in prompts))
    await news.put({"type": "lifespan.shutdown"})
    assert (await said.get())["type"] == "lifespan.shutdown.complete"
    await life
    return answers


def test_an_asgi_application_has_one_client(fal: Any, async_options: Any) -> None:
    """It lives as long as the application, and its requests run beside each other."""
    prompts = [f"film{number}" for number in range(12)]
    answers = asyncio.run(hosted(Application(async_options), prompts))
    assert len({answer["url"] for answer in answers}) == 12
    assert sorted(one.arguments["prompt"] for one in fal.truth.paid) == sorted(prompts)
