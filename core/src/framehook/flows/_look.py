"""Looking at media: which bytes to read, and from where."""

from __future__ import annotations

__all__ = ("look", "look_at_all", "opened")

import re
from collections.abc import Generator, Mapping
from urllib.parse import urlsplit

from ..errors import Cancelled, FileNotReadableError, FramehookError, ReplyError
from ..probe import probe, probe_bytes
from ..spi._command import Command, Flow, Gather
from ..spi._facts import Facts
from ..spi._media import Media, data_of
from ..spi._read_at import ReadAt
from ..spi._request import Request, Response, Source
from ._commands import AskHooks, Blocking, Receive, Shut
from ._follow import follow
from ._inside import leads_inside
from ._send import conduct
from ._terms import Terms

DATA_URI_LIMIT = 64 << 20


def look_at_all(media: Mapping[str, Media], terms: Terms) -> Flow[dict[str, Facts]]:
    """Return what is known of every media argument, by JSON pointer."""
    facts = yield from Gather([look(item, terms) for item in media.values()])
    return dict(zip(media, facts, strict=True))


def look(media: Media, terms: Terms) -> Flow[Facts]:
    """Return what the headers of one media argument say; never fail because of them."""
    if terms.probe == "never":
        return Facts(why_unknown="Media are not looked at: probe='never'.")
    media = yield from opened(media)
    if media.raw is not None:
        kind = type(media.raw).__name__
        return Facts(why_unknown=f"No enabled hook can read a {kind}.", bytes=0)
    if media.source is not None:
        return (yield from _look_at_source(media.source))
    url = media.url or ""
    if url.startswith("data:"):
        return _look_at_data(url)
    refusal = yield from _refusal(url, terms)
    if refusal:
        return Facts(why_unknown=refusal)
    return (yield from _look_at_url(url, terms))


def opened(media: Media) -> Flow[Media]:
    """Ask the hooks for the bytes of an object that core does not know."""
    if media.raw is None:
        return media
    source = yield from AskHooks(lambda hooks: hooks.open_file(media.raw))
    return media if source is None else Media(media.kind, source=source)


def _refusal(url: str, terms: Terms) -> Flow[str]:
    if urlsplit(url).scheme not in {"http", "https"}:
        return ""  # It lies with the service, which hands out only what it stores.
    if terms.probe != "always":
        return "URLs are looked at only with probe='always'."
    if (yield from leads_inside(url, terms)):
        return "URLs on private addresses are not looked at."
    return ""


def _look_at_source(source: Source) -> Flow[Facts]:
    try:
        size = yield from Blocking(lambda: source.size)
        return (yield from _drive(probe(size, exhaustive=True), _FileReader(source)))
    except FileNotReadableError as exc:
        return Facts(why_unknown=str(exc), bytes=0)


def _look_at_data(url: str) -> Facts:
    if len(url) > DATA_URI_LIMIT:
        return Facts(why_unknown="The data URI is too long to be looked at.")
    try:
        return probe_bytes(data_of(url))
    except ValueError:
        return Facts(why_unknown="The data URI is not valid base64.", bytes=0)


def _look_at_url(url: str, terms: Terms) -> Flow[Facts]:
    reader = _UrlReader(url, terms)
    try:
        first = yield from reader.read(0, 1 << 16)
        reader.first = first
        return (yield from _drive(probe(reader.size), reader))
    except Cancelled:
        raise
    except FramehookError as exc:
        return Facts(why_unknown=f"The URL could not be read: {exc.message}")


def _drive(
    probing: Generator[Command[object], object, Facts], reader: _FileReader | _UrlReader
) -> Flow[Facts]:
    data: object = None
    while True:
        try:
            command = probing.send(data)
        except StopIteration as stop:
            facts: Facts = stop.value
            return facts
        assert isinstance(command, ReadAt)
        data = yield from reader.read(command.offset, command.size)


class _FileReader:
    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, offset: int, size: int) -> Flow[bytes]:
        return (yield from Blocking(lambda: self._read(offset, size)))

    def _read(self, offset: int, size: int) -> bytes:
        read_at = getattr(self._source, "read_at", None)
        if read_at is not None:
            data: bytes = read_at(offset, size)
            return data
        pieces, got = [], 0
        for piece in self._source.open(offset):
            pieces.append(piece)
            got += len(piece)
            if got >= size:
                break
        return b"".join(pieces)[:size]


class _UrlReader:
    def __init__(self, url: str, terms: Terms) -> None:
        self._url = url
        self._terms = terms
        self.size: int | None = None
        self.first = b""

    def read(self, offset: int, size: int) -> Flow[bytes]:
        end = offset + size
        if end <= len(self.first) or (self.first and len(self.first) == self.size):
            return self.first[offset:end]
        stream = yield from follow((yield from self._request(offset, size)), self._terms)
        try:
            head = stream.head
            if head.status not in {200, 206, 416} or (head.status == 200 and offset):
                raise ReplyError(
                    f"It answered with status {head.status} to a request for a range.",
                    status=head.status,
                    url=urlsplit(self._url)._replace(query="").geturl(),
                )
            self.size = self.size or _total(head)
            pieces = bytearray()
            while head.status != 416 and len(pieces) < size:
                piece = yield from Receive(stream)
                if not piece:
                    break
                pieces += piece
        except Exception:
            yield from Shut(stream)
            raise
        yield from Shut(stream)
        return bytes(pieces[:size])

    def _request(self, offset: int, size: int) -> Flow[Request]:
        if urlsplit(self._url).scheme in {"http", "https"}:
            request = Request("GET", self._url, signed=False)
        else:
            request = yield from conduct(self._terms.service.files.fetch(self._url), self._terms)
        return request.with_headers(("range", f"bytes={offset}-{offset + size - 1}"))


def _total(head: Response) -> int | None:
    if head.status == 206:
        found = re.fullmatch(r"bytes \d+-\d+/(\d+)", head.headers.get("content-range", ""))
        return int(found[1]) if found else None
    length = head.headers.get("content-length", "")
    return int(length) if length.isdigit() else None
