"""Bringing one file of a result home: in order, whole, and never half."""

from __future__ import annotations

__all__ = ("download", "safe_name")

import re
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, urlsplit

from ..errors import DownloadError, ResultExpiredError, TransportError
from ..spi._command import Flow, Now, Sleep
from ..spi._file import File
from ..spi._media import data_of, shorten_url
from ..spi._request import Request
from ._commands import Blocking, Emit, Receive, Shut, Stream
from ._follow import follow
from ._send import AGAIN, conduct, retry_after
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
            data = _decoded(file.url)
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


@dataclass(slots=True)
class _Place:
    """How far a download has come, whatever breaks it off."""

    total: int | None = None
    tag: str = ""
    refusal: str = ""
    after: float = 0.0

    def refused(self, reason: str, after: float | None = None) -> None:
        self.refusal, self.after = reason, after or 0.0


def _transfer(file: File, sink: Sink, terms: Terms) -> Flow[None]:
    request = yield from conduct(terms.service.files.fetch(file.url), terms)
    place = _Place()
    for pause in [*terms.retry.pauses(), None]:
        place.refused("")
        try:
            if (yield from _attempt(request, sink, place, terms)):
                return
            reason = place.refusal or f"it ended after {sink.written} of {place.total} bytes"
        except TransportError as exc:
            reason = str(exc)
        if pause is None or place.after > terms.retry.patience:
            raise DownloadError(
                f"The file {_shown(file.url)} could not be fetched whole: {reason}.",
                hint="The job is done; fetch the file again.",
            )
        wait = max(pause, place.after)
        yield from Emit("retry", {"reason": reason, "at": sink.written, "seconds": wait})
        yield from Sleep(wait)


def _attempt(request: Request, sink: Sink, place: _Place, terms: Terms) -> Flow[bool]:
    if sink.written:
        headers = [("range", f"bytes={sink.written}-")]
        if place.tag:
            headers.append(("if-range", place.tag))
        request = request.with_headers(*headers)
    stream = yield from follow(request, terms)
    try:
        usable = yield from _begin(stream, sink, place, request.url)
        while usable and (data := (yield from Receive(stream))):
            yield from Blocking(partial(sink.write, data))
            told = {"done": sink.written, "total": place.total, "what": "download"}
            yield from Emit("transfer", told)
    except Exception:
        yield from Shut(stream)
        raise
    yield from Shut(stream)
    return usable and (place.total is None or sink.written == place.total)


def _begin(stream: Stream, sink: Sink, place: _Place, url: str) -> Flow[bool]:
    head = stream.head
    if head.status in GONE:
        raise ResultExpiredError(
            f"The service no longer has {_shown(url)}: it answered with status {head.status}."
        )
    if head.status in AGAIN:
        now = yield from Now()
        place.refused(f"the answer had status {head.status}", retry_after(head.headers, now))
        return False
    if _is_page(head.headers.get("content-type", ""), url):
        place.refused("a web page came instead")
        return False
    goes_on = head.headers.get("content-range", "").startswith(f"bytes {sink.written}-")
    if head.status == 206 and goes_on:
        return True
    if head.status not in {200, 206}:
        raise DownloadError(
            f"The file {_shown(url)} could not be fetched: the answer had status {head.status}."
        )
    if sink.written:  # The server starts again, perhaps because the file has changed.
        yield from Blocking(sink.begin)
    length = head.headers.get("content-length", "")
    place.total = int(length) if length.isdigit() else None
    place.tag = head.headers.get("etag", "") or head.headers.get("last-modified", "")
    return True


def _is_page(media_type: str, url: str) -> bool:
    # Something in between answers in the service's name; the file itself is no page.
    is_page = media_type.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}
    return is_page and not urlsplit(url).path.endswith((".html", ".htm"))


def _decoded(url: str) -> bytes:
    try:
        return data_of(url)
    except ValueError as exc:
        raise DownloadError(
            f"The service gave {shorten_url(url)!r} as the file, which is not valid base64.",
            hint="The whole result is in result.payload. Report it to the service.",
        ) from exc


def _shown(url: str) -> str:
    return repr(urlsplit(url)._replace(query="").geturl())
