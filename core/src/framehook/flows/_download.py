"""Bringing one file of a result home: in order, whole, and never half."""

from __future__ import annotations

__all__ = ("download", "safe_name")

import base64
import re
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from ..errors import DownloadError, ResultExpiredError, TransportError
from ..spi._command import Flow, Sleep
from ..spi._file import File
from ..spi._request import Request
from ._commands import Blocking, Emit, Open, Receive, Shut, Stream
from ._send import AGAIN, conduct, sign
from ._sink import Received, Sink
from ._terms import Terms

GONE = frozenset({403, 404, 410})


def download(file: File, sink: Sink, terms: Terms) -> Flow[Received]:
    """
    Fetch a file into a sink, going on where a broken connection left off.

    Raises:
        ResultExpiredError: if the service no longer has it.
        DownloadError: if it cannot be fetched whole.
    """
    name = safe_name(file.file_name or unquote(urlsplit(file.url).path.rpartition("/")[2]))
    yield from Blocking(sink.begin)
    try:
        if file.url.startswith("data:"):
            data = _decode(file.url)
            yield from Blocking(lambda: sink.write(data))
        else:
            yield from _transfer(file, sink, terms)
        return (yield from Blocking(lambda: sink.commit(name)))
    except Exception:
        yield from Blocking(sink.discard)
        raise


def safe_name(name: str) -> str:
    """Return the last part of a server's file name without anything that could do harm."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[^\w.\-+() ]", "_", last).strip(". ")[-120:]
    return (
        clean
        if clean and not re.fullmatch(r"(?i)(con|prn|aux|nul|(com|lpt)\d)(\..*)?", clean)
        else "file"
    )


class _Place(NamedTuple):
    done: int
    total: int | None
    tag: str


def _transfer(file: File, sink: Sink, terms: Terms) -> Flow[None]:
    plain = yield from conduct(terms.service.files.fetch(file.url), terms)
    request = yield from sign(plain, terms)
    place = _Place(0, None, "")
    for pause in [*terms.retry.pauses(), None]:
        try:
            place, complete = yield from _attempt(request, sink, place)
            reason = f"it ended after {place.done} of {place.total} bytes"
            if complete:
                return
        except TransportError as exc:
            reason = str(exc)
        place = place._replace(done=sink.written)
        if pause is None:
            raise DownloadError(
                f"The file {_shown(file.url)} could not be fetched whole: {reason}.",
                hint="The job is done; fetch the file again.",
            )
        yield from Emit("retry", {"reason": reason, "at": place.done, "seconds": pause})
        yield from Sleep(pause)


def _attempt(request: Request, sink: Sink, place: _Place) -> Flow[tuple[_Place, bool]]:
    if place.done:
        extra = [("range", f"bytes={place.done}-")]
        if place.tag:
            extra.append(("if-range", place.tag))
        request = request.with_headers(*extra)
    stream = yield from Open(request)
    try:
        place, usable = yield from _begin(stream, sink, place, request.url)
        while usable and (data := (yield from Receive(stream))):
            yield from Blocking(partial(sink.write, data))
            place = place._replace(done=place.done + len(data))
            yield from Emit(
                "transfer", {"done": place.done, "total": place.total, "what": "download"}
            )
    except Exception:
        yield from Shut(stream)
        raise
    yield from Shut(stream)
    return place, usable and (place.total is None or place.done == place.total)


def _begin(stream: Stream, sink: Sink, place: _Place, url: str) -> Flow[tuple[_Place, bool]]:
    head = stream.head
    if head.status in GONE:
        raise ResultExpiredError(
            f"The service no longer has {_shown(url)}: it answered with status {head.status}."
        )
    if head.status in AGAIN:
        return place, False
    length = head.headers.get("content-length", "")
    tag = head.headers.get("etag", "") or head.headers.get("last-modified", "")
    if head.status == 206 and head.headers.get("content-range", "").startswith(
        f"bytes {place.done}-"
    ):
        return place._replace(tag=tag or place.tag), True
    if _is_page(head.headers.get("content-type", ""), url):
        return place, False
    if head.status not in {200, 206}:
        raise DownloadError(
            f"The file {_shown(url)} could not be fetched: the answer had status {head.status}."
        )
    if place.done:  # The server starts again, perhaps because the file has changed.
        yield from Blocking(sink.begin)
    return _Place(0, int(length) if length.isdigit() else None, tag), True


def _is_page(media_type: str, url: str) -> bool:
    # Something in between answers in the service's name; the file itself is no page.
    is_page = media_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}
    return is_page and not urlsplit(url).path.endswith((".html", ".htm"))


def _decode(url: str) -> bytes:
    head, _, body = url.partition(",")
    raw = unquote_to_bytes(body)
    return base64.b64decode(raw) if head.endswith(";base64") else raw


def _shown(url: str) -> str:
    return repr(urlsplit(url)._replace(query="").geturl())
