"""Work that is done on this machine, so that results are real files."""

from __future__ import annotations

__all__ = ("LocalWork",)

import asyncio
import base64
import binascii
import json
import mimetypes
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from framehook.errors import TransportError
from framehook.spi import BytesSource, PathSource, Request, Slice
from framehook_local import service

from .._wording import FINDINGS
from ._job import Job, Order
from ._outcome import Outcome, broken, refused
from ._shelf import Shelf, Stored
from ._work import Floor

_LIMIT = 60.0
_PAUSE = 0.05
_ENDED = frozenset({"done", "failed", "cancelled"})


class LocalWork:
    """
    Gives all orders to the local service.

    Args:
        shelf: Where files of arguments lie, and files of results go.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        makers = service.transports()
        assert makers is not None
        self._transport = makers[0]()
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: set[str] = set()

    async def knows(self, endpoint: str) -> bool:
        """Return whether an endpoint of this name is installed."""
        if endpoint not in self._known:
            status, _ = await self._ask("GET", f"local://endpoints/{quote(endpoint)}")
            if status != 200:
                return False
            self._known.add(endpoint)
        return True

    def plan(self, order: Order) -> Outcome | None:
        """Return nothing: who knows how work will end."""
        return None

    def begin(self, job: Job, floor: Floor) -> None:
        """Begin to work on a job."""
        task = asyncio.get_running_loop().create_task(self._perform(job, floor))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self, job: Job) -> None:
        """Do nothing: whoever works on a job looks whether it is cancelled."""

    async def close(self) -> None:
        """Give up everything that is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._transport.close()

    async def _perform(self, job: Job, floor: Floor) -> None:
        try:
            outcome = await self._outcome(job, floor)
        except (TransportError, OSError) as exc:
            outcome = broken("runner_server_error", f"The local service failed: {exc}")
        floor.finish(job, outcome)

    async def _outcome(self, job: Job, floor: Floor) -> Outcome:
        arguments = await self._bring_in(job.order.arguments)
        order = {
            "endpoint": job.order.endpoint,
            "arguments": arguments,
            "options": {},
            "attempt": job.attempt_id,
        }
        status, told = await self._ask("POST", "local://jobs", order)
        if status not in {200, 201}:
            return _failed(told["failure"])
        url = f"local://jobs/{told['id']}"
        after, is_cancelled = 0, False
        while True:
            status, told = await self._ask("GET", f"{url}?after={after}")
            if status != 200:
                return _failed(told["failure"])
            for line in told["logs"]:
                floor.log(job, str(line))
            after = told["next"]
            if told["state"] in _ENDED:
                break
            if job.is_cancelled and not is_cancelled:
                is_cancelled = True
                await self._ask("DELETE", url)
            await asyncio.sleep(_PAUSE)
        status, told = await self._ask("GET", f"{url}/result")
        if status != 200:
            return _failed(told["failure"])
        return Outcome(value=await self._bring_out(told["value"], job.order))

    async def _ask(self, method: str, url: str, body: Any = None) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(method, url, body=data)
        reply = await asyncio.to_thread(self._transport.send, request, _LIMIT)
        return reply.status, reply.json()

    async def _bring_in(self, value: Any) -> Any:
        """Replace the URLs of our files, and data URIs, by files of the local service."""
        if isinstance(value, Mapping):
            return {name: await self._bring_in(one) for name, one in value.items()}
        if isinstance(value, list):
            return [await self._bring_in(one) for one in value]
        data = self._slice(value) if isinstance(value, str) else None
        if data is None:
            return value
        request = Request("PUT", "local://files", body=data)
        reply = await asyncio.to_thread(self._transport.send, request, _LIMIT)
        told: Any = reply.json()
        return told["url"] if reply.status == 201 else value

    def _slice(self, text: str) -> Slice | None:
        file = self._shelf.by_url(text)
        if file is not None:
            return Slice(_Shelved(file), file.kind)
        head, comma, rest = text.partition(",")
        if not head.startswith("data:") or not comma:
            return None
        kind, *marks = head.removeprefix("data:").split(";")
        data = unquote_to_bytes(rest)
        if "base64" in marks:
            try:
                data = base64.b64decode(data, validate=True)
            except binascii.Error:
                return None
        suffix = mimetypes.guess_extension(kind) or ".bin"
        return Slice(BytesSource(data, name=f"inline{suffix}"), kind)

    async def _bring_out(self, value: Any, order: Order) -> Any:
        """Replace files of the local service by files of ours."""
        if isinstance(value, Mapping):
            url = value.get("url")
            if isinstance(url, str) and url.startswith("local://files/"):
                file = await self._take(url, str(value.get("file_name") or ""), order)
                return {**value, **self._shelf.describe(file)}
            return {name: await self._bring_out(one, order) for name, one in value.items()}
        if isinstance(value, list):
            return [await self._bring_out(one, order) for one in value]
        if isinstance(value, str) and value.startswith("local://files/"):
            file = await self._take(value, "", order)
            return str(self._shelf.describe(file)["url"])
        return value

    async def _take(self, url: str, name: str, order: Order) -> Stored:
        def read() -> tuple[bytes, str]:
            reply = self._transport.send(Request("GET", url), _LIMIT)
            return reply.body, reply.headers.get("content-type", "")

        data, kind = await asyncio.to_thread(read)
        file = self._shelf.reserve(
            name=name or url.rpartition("/")[2],
            kind=kind,
            owner=order.account,
            lifecycle=order.headers.get("x-fal-object-lifecycle-preference", ""),
        )

        async def pieces() -> AsyncIterator[bytes]:
            yield data

        await self._shelf.fill(file, pieces())
        return file


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A stored file under its own name, which is not that on the disk."""

    file: Stored

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def size(self) -> int:
        return self.file.size

    def open(self, start: int = 0) -> Iterator[bytes]:
        return PathSource(self.file.path).open(start)


def _failed(failure: Mapping[str, Any]) -> Outcome:
    kind, words = failure["kind"], str(failure["words"])
    if kind == "cancelled":
        return broken("client_cancelled", words)
    if kind == "timeout":
        return refused("generation_timeout", words)
    if kind == "policy":
        return refused("content_policy_violation", words)
    if kind != "input":
        return refused("internal_server_error", words)
    detail = failure.get("detail")
    issues = detail.get("issues") if isinstance(detail, Mapping) else None
    rows = issues or [{"path": failure.get("path", ""), "message": words, "code": failure["code"]}]
    # Of rules that only families here know, fal would say no more than that.
    found = [
        refused(FINDINGS.get(row["code"], "value_error"), row["message"], loc=_loc(row["path"]))
        for row in rows
    ]
    faults = [each.value["detail"][0] for each in found]
    return replace(found[0], value={"detail": faults}, status=422)


def _loc(pointer: str) -> list[str | int]:
    steps = pointer.split("/")[1:]
    return ["body", *(int(step) if step.isdigit() else step for step in steps)]
