"""Uploads in parts, side by side."""

from __future__ import annotations

__all__ = ("send_in_parts",)

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from framehook.spi import (
    Flow,
    Gather,
    Json,
    Placed,
    Progress,
    ReplyError,
    Request,
    Response,
    Sleep,
    Slice,
)

from ._asking import document
from ._cdn import Upload
from ._errors import trouble
from ._token import Token

_DOING = "storing a file in parts"
_MOST_PARTS = 10_000
# A part whose answer has no mark is sent again after these pauses.
_PAUSES = (0.25, 1.0)


def send_in_parts(upload: Upload, size: int, *, part_size: int, parallel: int) -> Flow[Placed]:
    """
    Store a file in parts.

    Args:
        upload: The file.
        size: Its number of bytes.
        part_size: Bytes of a part; more where there would be too many parts.
        parallel: How many parts are on their way at the same time.

    Raises:
        ReplyError: if the storage refuses it.
    """
    token = yield from upload.tokens.get()
    reply, token = yield from upload.send(lambda token: _start(upload, token), token)
    said = document(reply) or {}
    access, name = said.get("access_url"), said.get("uploadId")
    if not isinstance(access, str) or not isinstance(name, str) or not name:
        raise trouble(reply, f"{_DOING}, without saying where")
    if not upload.hosts.stores(access) or "/" in name or "?" in name:
        raise ReplyError(
            "fal named a place for the parts of a file that is none of its storage hosts, so "
            "nothing was sent there.",
            status=reply.status,
            url=reply.url.partition("?")[0],
        )
    length = max(part_size, math.ceil(size / _MOST_PARTS))
    work = _Parts(upload=upload, url=f"{access}/multipart/{name}", token=token, size=size)
    starts = range(0, size, length)
    flows = [
        work.send(number, start, min(length, size - start))
        for number, start in enumerate(starts, start=1)
    ]
    parts = yield from Gather(flows, limit=parallel)
    yield from upload.send(lambda token: _finish(work.url, parts, token), work.token)
    return Placed(access)


@dataclass(slots=True, kw_only=True)
class _Parts:
    """The parts of one file; they share a token and the account of what has arrived."""

    upload: Upload
    url: str
    token: Token
    size: int
    arrived: list[int] = field(default_factory=list)

    def send(self, number: int, start: int, length: int) -> Flow[dict[str, Json]]:
        piece = Slice(
            self.upload.data.source,
            self.upload.data.media_type,
            self.upload.data.start + start,
            length,
        )

        def request(token: Token) -> Request:
            headers = (token.header, ("content-type", piece.media_type))
            return Request(
                "PUT",
                f"{self.url}/{number}",
                headers,
                piece,
                budget="transfer",
                signed=False,
            )

        mark = ""
        for pause in (*_PAUSES, None):
            reply, self.token = yield from self.upload.send(request, self.token)
            mark = _mark(reply)
            if mark:
                break
            if pause is None:
                raise trouble(reply, f"{_DOING}, without a mark for part {number}")
            yield from Sleep(pause)
        self.arrived.append(length)
        yield from Progress(min(sum(self.arrived), self.size), self.size, "upload")
        return {"partNumber": number, "etag": mark}


def _start(upload: Upload, token: Token) -> Request:
    headers = (
        token.header,
        ("accept", "application/json"),
        ("content-type", upload.data.media_type),
        ("x-fal-file-name", upload.name),
        *upload.headers,
    )
    url = f"{token.base}/files/upload/multipart"
    return Request("POST", url, headers, signed=False, repeatable=True)


def _finish(url: str, parts: Sequence[dict[str, Json]], token: Token) -> Request:
    return Request.with_json(
        "POST",
        f"{url}/complete",
        {"parts": list(parts)},
        headers=(token.header,),
        budget="transfer",
        signed=False,
        repeatable=True,
    )


def _mark(reply: Response) -> str:
    said = (document(reply) or {}).get("etag")
    return reply.headers.get("etag", "") or (said if isinstance(said, str) else "")
