"""The server: connections, keys, faults, and who answers what."""

from __future__ import annotations

__all__ = ("Server",)

import asyncio
import contextlib
import logging
import os
import ssl
import uuid
from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from functools import partial

from .._connections import Connections
from ._cdn_api import CdnApi
from ._fault import Fault
from ._platform_api import PlatformApi
from ._queue_api import QueueApi
from ._rest_api import RestApi
from ._route import Route, find_route, split_role
from ._sabotage import BrokenOffError, break_off, instead, ruin
from ._sync_api import SyncApi
from ._wire import FilePart, Incoming, Reply, WireError, json_reply, read_head
from ._world import World

_LOG = logging.getLogger("framehook.sim")
_PIECE = 1 << 18
_EXPOSED = (
    "x-fal-request-id, x-fal-error-type, x-fal-request-timeout-type, x-fal-billable-units, "
    "etag, content-range"
)
_MISSING_FOR = 2.0


class Server:
    """
    Answers on two ports: one is the file host, the other one all the rest.

    Args:
        world: What the parts of the simulation share.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        parts = {
            "queue": QueueApi(world),
            "sync": SyncApi(world),
            "rest": RestApi(world),
            "cdn": CdnApi(world),
            "platform": PlatformApi(world),
        }
        self._parts: Mapping[str, object] = parts
        self._listening: list[tuple[asyncio.Server, Connections]] = []

    async def listen(
        self, host: str, port: int, context: ssl.SSLContext | None, *, is_cdn: bool
    ) -> int:
        """Listen on a port, or on any if it is 0; return which."""
        connections = Connections(partial(self._serve, is_cdn=is_cdn))
        server = await asyncio.start_server(connections, host, port, ssl=context, limit=1 << 17)
        self._listening.append((server, connections))
        number: int = server.sockets[0].getsockname()[1]
        return number

    async def close(self) -> None:
        """Stop to listen and end all connections."""
        for server, connections in self._listening:
            await connections.end(server)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_cdn: bool
    ) -> None:
        try:
            while incoming := await read_head(reader, writer):
                if not await self._turn(incoming, is_cdn=is_cdn):
                    break
        except (OSError, WireError, ValueError, asyncio.IncompleteReadError) as exc:
            _LOG.debug("A connection ended: %s", exc)

    async def _turn(self, incoming: Incoming, *, is_cdn: bool) -> bool:
        found = self._route(incoming, is_cdn=is_cdn)
        if isinstance(found, Reply):
            await incoming.body()
            return await self._send(incoming, found, None)
        role, route = found
        world = self._world
        world.time.tick()
        ordinal = world.truth.note_request(route.name)
        if is_cdn and incoming.header("authorization").lower().startswith("key "):
            world.truth.leaks.append(f"{incoming.method} {incoming.path}")
        passport = incoming.query.get("fal_jwt_token", "") if role == "run" else ""
        account = world.account(incoming.header("authorization"), passport)
        incoming.account = account or ""
        if not route.is_open and account is None:
            await incoming.body()
            return await self._send(incoming, _unknown_key(role), None)
        fault = world.faults.draw(route.name, _asker(incoming, route))
        if fault is not None and not self._is_due(fault, route):
            fault = None
        if fault is not None:
            world.truth.note_fault(fault.kind, route.name, ordinal, incoming.path)
        try:
            reply = await self._answer(incoming, route, fault)
        except BrokenOffError:
            break_off(incoming.writer)
            return False
        return await self._send(incoming, reply, fault)

    def _route(self, incoming: Incoming, *, is_cdn: bool) -> tuple[str, Route] | Reply:
        if incoming.method == "OPTIONS":
            return Reply(status=204, headers={"access-control-max-age": "600"})
        if is_cdn:
            role = "cdn"
        else:
            split = split_role(incoming.target, incoming.header("x-fal-target-url"))
            if split is None:
                return json_reply(404, {"detail": f"Path {incoming.path} not found"})
            role, incoming.target = split
        route = find_route(role, incoming.method, incoming.path)
        if route is None:
            return json_reply(404, {"detail": f"Path {incoming.path} not found"})
        return role, route

    def _is_due(self, fault: Fault, route: Route) -> bool:
        if fault.kind != "missing":
            return True
        job = self._world.engine.jobs.get(route.given.get("request_id", ""))
        window = _MISSING_FOR if fault.seconds is None else fault.seconds
        return job is not None and self._world.time.now() - job.order.received < window

    async def _answer(self, incoming: Incoming, route: Route, fault: Fault | None) -> Reply:
        if fault is None:
            return await self._method(route)(incoming, route.given)
        kind = fault.kind
        if kind == "reset-before":
            raise BrokenOffError
        other = instead(fault)
        if other is not None or kind in {"reset-after", "hang"}:
            async for _ in incoming.pieces():
                pass
            if other is not None:
                return other
            if kind == "hang":
                await _wait_for_end(incoming)
            raise BrokenOffError
        if kind == "no-range":
            incoming.headers = {k: v for k, v in incoming.headers.items() if k != "range"}
        reply = await self._method(route)(incoming, route.given)
        if kind == "lost-hang":
            await _wait_for_end(incoming)
        if kind in {"lost-reply", "lost-hang"}:
            raise BrokenOffError
        return ruin(fault, reply)

    def _method(self, route: Route) -> Callable[[Incoming, Mapping[str, str]], Awaitable[Reply]]:
        part, name = route.action
        method: Callable[[Incoming, Mapping[str, str]], Awaitable[Reply]]
        method = getattr(self._parts[part], name)
        return method

    async def _send(self, incoming: Incoming, reply: Reply, fault: Fault | None) -> bool:
        async for _ in incoming.pieces():
            pass
        kind = fault.kind if fault is not None else ""
        headers = reply.headers
        headers.setdefault("date", formatdate(self._world.time.now(), usegmt=True))
        headers.setdefault("access-control-allow-origin", "*")
        headers.setdefault("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS")
        asked = incoming.header("access-control-request-headers", "authorization, content-type")
        headers.setdefault("access-control-allow-headers", asked)
        headers.setdefault("access-control-expose-headers", _EXPOSED)
        if fault is None:
            headers.setdefault("x-fal-request-id", str(uuid.uuid4()))
        writer, body = incoming.writer, reply.body
        keep = incoming.keeps_alive
        if isinstance(body, (bytes, FilePart)):
            size = len(body) if isinstance(body, bytes) else body.length
            writer.write(reply.head(length=size, keep=keep))
            if incoming.method == "HEAD" or reply.status in {204, 304}:
                await writer.drain()
                return keep
            limit = size // 2 if kind == "truncated" else size
            pause = fault.seconds or 0.0 if fault is not None and kind == "slow" else None
            await _pour(writer, body, limit, pause)
            if limit < size:
                writer.close()
                return False
            return keep
        writer.write(reply.head(length=None, keep=keep))
        async for piece in body:
            if kind == "truncated":
                writer.write(b"%x\r\n%s" % (len(piece), piece[: len(piece) // 2]))
                await writer.drain()
                return False
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return keep


async def _pour(
    writer: asyncio.StreamWriter, body: bytes | FilePart, limit: int, pause: float | None
) -> None:
    crumb = max(1, limit // 16) if pause is not None else _PIECE
    with contextlib.ExitStack() as stack:
        read: Callable[[int, int], bytes]
        if isinstance(body, FilePart):
            file = stack.enter_context(body.path.open("rb"))
            start = body.start
            read = lambda at, size: os.pread(file.fileno(), size, start + at)  # noqa: E731
        else:
            read = lambda at, size: body[at : at + size]  # noqa: E731
        done = 0
        while done < limit:
            piece = read(done, min(crumb, limit - done))
            writer.write(piece)
            await writer.drain()
            done += len(piece)
            if pause is not None:
                await asyncio.sleep(pause)


async def _wait_for_end(incoming: Incoming) -> None:
    while await incoming.reader.read(1 << 16):
        pass


def _asker(incoming: Incoming, route: Route) -> str:
    # The file host sees no keys, but names of files.
    name = route.given.get("name") or incoming.header("x-fal-file-name")
    key = incoming.header("authorization").partition(" ")[2].partition(":")[0]
    return ":".join(part for part in (name or key, route.given.get("number")) if part)


def _unknown_key(role: str) -> Reply:
    words = "No valid key was given. Set the header Authorization: Key <key>."
    if role == "platform":
        return json_reply(401, {"error": {"type": "authorization_error", "message": words}})
    return json_reply(401, {"detail": words})
