"""HTTP/1.1 on a stream: what comes in and what goes out, byte by byte."""

from __future__ import annotations

__all__ = (
    "Incoming",
    "Reply",
    "WireError",
    "file_reply",
    "json_reply",
    "read_head",
    "steps_of",
    "text_reply",
)

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_PIECE = 1 << 18
_MOST_JSON = 64 << 20


class WireError(Exception):
    """Bytes that are no request; the connection is closed."""


class FilePart(NamedTuple):
    """A part of a file on disk."""

    path: Path
    start: int
    length: int


@dataclass(slots=True, kw_only=True)
class Incoming:
    """A request whose body is still to be read."""

    method: str
    target: str
    headers: Mapping[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    account: str = ""
    is_read: bool = False
    data: bytes | None = None

    @property
    def path(self) -> str:
        """The path, still quoted."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The last value of each parameter."""
        parts = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in parts.items()}

    def header(self, name: str, default: str = "") -> str:
        """Return the value of a header; names are in lower case."""
        return self.headers.get(name, default)

    @property
    def keeps_alive(self) -> bool:
        """Whether the client wants to send another request."""
        return "close" not in self.header("connection").lower()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Read the body in pieces, once."""
        if self.is_read:
            return
        self.is_read = True
        if self.header("expect").lower() == "100-continue":
            self.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await self.writer.drain()
        if "chunked" in self.header("transfer-encoding").lower():
            while size := int((await self.reader.readline()).split(b";")[0], 16):
                yield await self.reader.readexactly(size)
                await self.reader.readline()
            while (await self.reader.readline()).strip():
                pass
            return
        left = int(self.header("content-length", "0"))
        while left:
            piece = await self.reader.read(min(left, _PIECE))
            if not piece:
                raise WireError("The body ended early.")
            left -= len(piece)
            yield piece

    async def body(self) -> bytes:
        """Read the whole body; reading it again gives the same."""
        if self.data is None:
            parts: list[bytes] = []
            size = 0
            async for piece in self.pieces():
                size += len(piece)
                if size > _MOST_JSON:
                    raise WireError("The body is larger than anything that is kept in memory.")
                parts.append(piece)
            self.data = b"".join(parts)
        return self.data

    async def json(self) -> Any:
        """
        Read the body as JSON; an empty body is `None`.

        Raises:
            ValueError: if it is no JSON.
        """
        data = await self.body()
        return json.loads(data) if data.strip() else None


@dataclass(slots=True, kw_only=True)
class Reply:
    """An answer: bytes, a part of a file, or pieces that come with time."""

    status: int
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes | FilePart | AsyncIterator[bytes] = b""

    def head(self, *, length: int | None, keep: bool) -> bytes:
        """Return status line and headers."""
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if length is None:
            lines.append("transfer-encoding: chunked")
        elif "content-length" not in self.headers:
            lines.append(f"content-length: {length}")
        lines.append(f"connection: {'keep-alive' if keep else 'close'}")
        return "\r\n".join((*lines, "", "")).encode("latin-1", "replace")


def json_reply(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Reply:
    """Answer with JSON."""
    data = json.dumps(value, ensure_ascii=False).encode()
    return Reply(
        status=status, headers={"content-type": "application/json", **(headers or {})}, body=data
    )


def text_reply(status: int, text: str) -> Reply:
    """Answer with text."""
    kind = "text/plain; charset=utf-8"
    return Reply(status=status, headers={"content-type": kind}, body=text.encode())


def file_reply(
    status: int, path: Path, start: int, length: int, headers: Mapping[str, str]
) -> Reply:
    """Answer with a part of a file."""
    return Reply(status=status, headers=dict(headers), body=FilePart(path, start, length))


async def read_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Incoming | None:
    """
    Read the head of the next request; `None` if the client has no more.

    Raises:
        WireError: if it is no HTTP/1.1.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as exc:
        if exc.partial.strip():
            raise WireError("The head ended early.") from exc
        return None
    except asyncio.LimitOverrunError as exc:
        raise WireError("The head is too long.") from exc
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise WireError(f"This is no request: {first[:80]!r}.")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        key = name.strip().lower()
        value = value.strip()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return Incoming(method=words[0], target=words[1], headers=headers, reader=reader, writer=writer)


def steps_of(path: str) -> list[str]:
    """Return the unquoted steps of a path; slashes at the end and doubled ones say nothing."""
    return [unquote(step) for step in path.split("/") if step]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unnamed"
