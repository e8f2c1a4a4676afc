"""The delivery of webhooks."""

from __future__ import annotations

__all__ = ("Post", "Postman")

import asyncio
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ._fault import Fault
from ._job import Job
from ._outcome import Outcome
from ._world import World

_FIRST_LIMIT = 15.0
_LATE = 30.0


class Postman:
    """Delivers the webhooks of one service, again and again until somebody takes them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: set[asyncio.Task[None]] = set()
        world.engine.on_end.append(self._on_end)

    async def close(self) -> None:
        """Give up everything that is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _on_end(self, job: Job) -> None:
        if job.webhook is None or job.outcome is None:
            return
        world = self._world
        world.truth.note_request("webhook")
        fault = world.faults.draw("webhook")
        if fault is not None:
            ordinal = world.truth.requests["webhook"]
            world.truth.note_fault(fault.kind, "webhook", ordinal, job.webhook)
        body = _body(job, job.outcome, world.quirks.webhook_limit)
        self._spawn(job, body, fault)

    def _spawn(self, job: Job, body: bytes, fault: Fault | None) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(job, body, fault))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, job: Job, body: bytes, fault: Fault | None) -> None:
        kind = fault.kind if fault is not None else ""
        if kind == "webhook-lost":
            return
        if kind == "webhook-late" and fault is not None:
            await self._world.engine.sleep(_LATE if fault.seconds is None else fault.seconds)
        if kind == "webhook-forged":
            await self._post(job, body.replace(b"{", b'{"forged": true, ', 1), signed=body)
        for pause in (0.0, *self._world.quirks.webhook_pauses):
            await self._world.engine.sleep(pause)
            if await self._post(job, body, signed=body):
                self._world.truth.note_webhook(job.id)
                if kind == "webhook-duplicated":
                    await self._post(job, body, signed=body)
                return

    async def _post(self, job: Job, body: bytes, *, signed: bytes) -> bool:
        assert job.webhook is not None
        headers = self._world.signer.sign(job.attempt_id, signed, self._world.time.now())
        post = Post(job.webhook, body, headers)
        try:
            async with asyncio.timeout(_FIRST_LIMIT):
                status = await post.send()
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError):
            return False
        return 200 <= status < 300


class Post:
    """
    One POST to somebody's server, which follows nothing and reads no more than the status.

    Example:
        ```python
        status = await Post("http://127.0.0.1:8000/hook", b"{}", {}).send()
        ```
    """

    def __init__(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        self._parts = urlsplit(url)
        self._body = body
        self._headers = headers

    async def send(self) -> int:
        """
        Send it and return the status of the answer.

        Raises:
            OSError: if nobody is there.
            ValueError: if the answer is no HTTP.
        """
        parts = self._parts
        is_secure = parts.scheme == "https"
        if not is_secure and parts.scheme != "http":
            raise ValueError(f"A webhook's URL is HTTP or HTTPS, not {parts.scheme!r}.")
        context = ssl.create_default_context() if is_secure else None
        port = parts.port or (443 if is_secure else 80)
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
        try:
            writer.write(self._head() + self._body)
            await writer.drain()
            words = (await reader.readline()).split()
            return int(words[1]) if len(words) > 1 else 0
        finally:
            writer.close()

    def _head(self) -> bytes:
        parts = self._parts
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        lines = [
            f"POST {target} HTTP/1.1",
            f"host: {parts.netloc.rpartition('@')[2]}",
            "content-type: application/json",
            f"content-length: {len(self._body)}",
            "connection: close",
            *(f"{name}: {value}" for name, value in self._headers.items()),
        ]
        return "\r\n".join((*lines, "", "")).encode("latin-1")


def _body(job: Job, outcome: Outcome, limit: int) -> bytes:
    told: dict[str, Any] = {"request_id": job.id, "gateway_request_id": job.attempt_id}
    told["status"] = "OK" if outcome.is_success else "ERROR"
    if not outcome.is_success:
        told["error"] = f"Invalid status code: {outcome.status}"
    if outcome.raw is not None:
        told["payload"] = None
        told["payload_error"] = (
            "Response payload is not JSON serializable. Either return a JSON serializable "
            "object or use the queue endpoint to retrieve the response."
        )
    elif len(job.body) <= limit:
        told["payload"] = json.loads(job.body)
    return json.dumps(told).encode()
