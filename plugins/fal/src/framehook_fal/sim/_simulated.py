"""The whole simulation, in a thread of its own."""

from __future__ import annotations

__all__ = ("SimulatedFal",)

import asyncio
import contextlib
import shutil
import ssl
import tempfile
import threading
from collections.abc import AsyncIterator, Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from .._connections import cancel_the_rest
from ._certificate import make_certificate
from ._engine import Engine, Retention
from ._outcome import Media, Outcome
from ._plan import FaultPlan
from ._server import Server
from ._shelf import Shelf
from ._signature import Signer
from ._time import RealTime, Time, VirtualTime
from ._truth import Truth
from ._webhook import Postman
from ._work import Answer, Script, Work
from ._world import BaseUrls, Quirks, World

T = TypeVar("T")

_KEY = "simulated-key:simulated-secret"


class SimulatedFal:
    """
    A service on this machine that speaks the protocol of fal's hosted models.

    It serves from `with` to the end of the block, in a thread of its own. Realtime
    websockets are not simulated.

    Args:
        time: Real or virtual; real if not given.
        faults: What goes wrong; nothing if not given.
        is_local: Have the local service do the work, so that results are real files. It
            needs `framehook-local`. Without it, work is what `answer` says.
        keys: Accounts by key; one key of the account `simulated` if not given.
        admins: Keys that may see what things cost; all of them if not given.
        concurrency: How many requests of one account are worked on at the same time.
        retention: How long results can be fetched.
        quirks: What differs between accounts.
        host: Where to listen.
        port: The port of everything but files, which are one port above; any two if 0.
        tls: Whether to speak HTTPS with a certificate of its own.

    Raises:
        ValueError: if local work is asked for on virtual time.

    Example:
        ```python
        with SimulatedFal() as fal:
            fal.answer("fal-ai/flux/dev", Outcome(value={"images": []}))
            print(fal.base_urls.queue, fal.environment["FAL_KEY"])
        assert fal.truth.paid == ()
        ```
    """

    _certificate: Path | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _server: Server | None = None
    _postman: Postman | None = None

    def __init__(
        self,
        *,
        time: Time | None = None,
        faults: FaultPlan | None = None,
        is_local: bool = False,
        keys: Mapping[str, str] | None = None,
        admins: frozenset[str] | None = None,
        concurrency: int = 40,
        retention: Retention | None = None,
        quirks: Quirks | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool = False,
    ) -> None:
        if is_local and isinstance(time, VirtualTime):
            raise ValueError("Real work takes real time: leave time= out, or use RealTime().")
        self.time: Time = time or RealTime()
        self._folder = Path(tempfile.mkdtemp(prefix="framehook-sim-"))
        truth = Truth()
        self._shelf = Shelf(self._folder, self.time, truth)
        self._script = Script()
        known = dict(keys or {_KEY: "simulated"})
        self.world = World(
            time=self.time,
            engine=Engine(
                time=self.time,
                work=_local_work(self._shelf) if is_local else self._script,
                truth=truth,
                shelve=self._shelf.shelve,
                concurrency=concurrency,
                retention=retention or Retention(),
            ),
            shelf=self._shelf,
            truth=truth,
            faults=faults or FaultPlan(),
            signer=Signer(),
            quirks=quirks or Quirks(),
            urls=BaseUrls.at("", ""),
            keys=known,
            admins=frozenset(known) if admins is None else admins,
        )
        self._host, self._port, self._tls = host, port, tls

    @property
    def faults(self) -> FaultPlan:
        """What goes wrong; it can be changed at any time."""
        return self.world.faults

    @property
    def truth(self) -> Truth:
        """What really happened."""
        return self.world.truth

    @property
    def signer(self) -> Signer:
        """What signs webhooks."""
        return self.world.signer

    @property
    def key(self) -> str:
        """The first of the keys."""
        return next(iter(self.world.keys))

    @property
    def base_urls(self) -> BaseUrls:
        """Where the parts of the service are."""
        return self.world.urls

    @property
    def certificate(self) -> Path | None:
        """The certificate to trust, if it speaks HTTPS."""
        return self._certificate

    @property
    def environment(self) -> dict[str, str]:
        """
        Environment variables that lead clients here.

        Official clients know the first three and take no scheme: they need HTTPS.
        """
        found = {"FAL_KEY": self.key, **self.base_urls.environment()}
        if self._certificate is not None:
            found = {name: value.removeprefix("https://") for name, value in found.items()}
            found["SSL_CERT_FILE"] = str(self._certificate)
        return found

    def answer(self, endpoint: str, answer: Answer) -> None:
        """Say what becomes of orders; `*` means all endpoints nothing else was said about."""
        self._script.answer(endpoint, answer)

    def forget(self, endpoint: str) -> None:
        """Let there be no such endpoint."""
        self._script.forget(endpoint)

    def store(self, media: Media) -> str:
        """Put a file on the file host and return its URL."""

        async def act() -> str:
            file = self._shelf.reserve(name=media.name, kind=media.kind, owner="")

            async def pieces() -> AsyncIterator[bytes]:
                yield media.data

            await self._shelf.fill(file, pieces())
            return f"{self._shelf.url}{file.route}"

        return self._do(act())

    def read(self, url: str) -> bytes:
        """Return the bytes of a file on the file host."""
        file = self._shelf.by_url(url)
        if file is None:
            raise LookupError(f"There is no file {url!r}: it never was, or it expired.")
        return file.path.read_bytes()

    def finish(self, request_id: str, outcome: Outcome) -> None:
        """End a request now, whatever was planned."""

        async def act() -> None:
            self.world.engine.finish(self.world.engine.jobs[request_id], outcome)

        self._do(act())

    def end_tokens(self) -> None:
        """Let all tokens for the file host end."""
        self.world.tokens.clear()

    def __enter__(self) -> Self:
        ready = threading.Event()
        failed: list[BaseException] = []

        def serve() -> None:
            loop = asyncio.new_event_loop()
            self._loop = loop
            try:
                self.time.bind(loop)
                try:
                    loop.run_until_complete(self._listen())
                except BaseException as exc:  # noqa: BLE001 - raised in `__enter__`
                    failed.append(exc)
                    return
                finally:
                    ready.set()
                loop.run_forever()
            finally:
                loop.run_until_complete(cancel_the_rest())
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.run_until_complete(loop.shutdown_default_executor())
                loop.close()

        self._thread = threading.Thread(target=serve, name="framehook-sim", daemon=True)
        self._thread.start()
        ready.wait()
        if failed:
            self._thread.join()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise failed[0]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop to serve and delete all files. Closing twice has no effect."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None or not thread.is_alive():
            shutil.rmtree(self._folder, ignore_errors=True)
            return
        self._do(self._hush())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _listen(self) -> None:
        context: ssl.SSLContext | None = None
        if self._tls:
            self._certificate, context = make_certificate(self._folder)
        server = self._server = Server(self.world)
        cdn_port = self._port + 1 if self._port else 0
        try:
            api = await server.listen(self._host, self._port, context, is_cdn=False)
            cdn = await server.listen(self._host, cdn_port, context, is_cdn=True)
        except BaseException:
            await server.close()
            raise
        scheme = "https" if self._tls else "http"
        host = f"[{self._host}]" if ":" in self._host else self._host
        urls = BaseUrls.at(f"{scheme}://{host}:{api}", f"{scheme}://{host}:{cdn}")
        self.world.urls = urls
        self._shelf.url = urls.cdn
        self._postman = Postman(self.world)

    async def _hush(self) -> None:
        if self._postman is not None:
            await self._postman.close()
        if self._server is not None:
            await self._server.close()
        with contextlib.suppress(OSError):
            await self.world.engine.work.close()

    def _do(self, act: Coroutine[Any, Any, T]) -> T:
        if self._loop is None or self._loop.is_closed():
            act.close()
            raise RuntimeError("The simulation does not run. Use it in a with statement.")
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(30)


def _local_work(shelf: Shelf) -> Work:
    try:
        from ._local_work import LocalWork  # It needs an extra.
    except ImportError as exc:
        raise ImportError(
            "Real results need the local service. Install it: uv add 'framehook-fal[sim]'"
        ) from exc

    return LocalWork(shelf)
