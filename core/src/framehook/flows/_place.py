"""Bringing files to where the service can read them."""

from __future__ import annotations

__all__ = ("media_type", "place", "place_all")

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from ..errors import FileNotReadableError, ReplyError, TransportError
from ..spi._command import Flow, Gather, Now
from ..spi._media import Media, data_of, shorten_url
from ..spi._queue import Placed
from ..spi._request import Request, Slice, Source
from ..spi._source import BytesSource
from ._commands import Blocking, Emit, Receive, Shut
from ._follow import follow
from ._inside import leads_inside
from ._look import opened
from ._media_rules import MOST_BYTES
from ._send import conduct
from ._sink import Sink
from ._terms import Terms

# A placed file is used again only if it will still be there for a while.
MARGIN = timedelta(minutes=10)
LONGEST_REFERENCE = 4096


def place_all(media: Mapping[str, Media], terms: Terms) -> Flow[dict[str, Placed]]:
    """Place every media argument. Returns what stands for each, by JSON pointer."""
    placed = yield from Gather(
        [place(item, pointer, terms) for pointer, item in media.items()], limit=3
    )
    return dict(zip(media, placed, strict=True))


def place(media: Media, pointer: str, terms: Terms) -> Flow[Placed]:
    """Place one media argument."""
    media = yield from opened(media)
    if media.raw is not None:
        raise FileNotReadableError(
            f"No enabled hook can read the {type(media.raw).__name__} given for {pointer!r}.",
            hint="Pass a path, bytes, a URL or a File, or enable a hook that reads it.",
        )
    if media.source is not None:
        return (yield from _place_source(media.source, media, pointer, terms))
    url = media.url or ""
    if urlsplit(url).scheme in terms.service.files.reads:
        return Placed(url)
    if url.startswith("data:"):
        return (yield from _place_source(_decoded(url), media, pointer, terms))
    return (yield from _relay(url, media, pointer, terms))


def _place_source(source: Source, media: Media, pointer: str, terms: Terms) -> Flow[Placed]:
    before, size = yield from Blocking(lambda: (_fingerprint(source), source.size))
    name = terms.service.name
    known = terms.uploads.get((name, before)) if before else None
    now = yield from Now()
    if known is not None and (known.expires is None or known.expires - now > MARGIN):
        return known
    data = {"what": "upload", "name": source.name, "total": size}
    yield from Emit("transfer", {**data, "done": 0})
    piece = Slice(source, media_type(source.name, media.kind))
    placed = yield from conduct(terms.service.files.place(piece, pointer), terms)
    if (yield from Blocking(partial(_fingerprint, source))) != before:
        raise FileNotReadableError(
            f"The file {source.name!r} changed while it was read, so the call was not sent.",
            hint="Wait until nobody writes to it, and run the call again.",
        )
    if before and placed.attachment is None and _is_reference(placed):
        terms.uploads[name, before] = placed
    yield from Emit("transfer", {**data, "done": size})
    return placed


def _is_reference(placed: Placed) -> bool:
    # Bytes that were written out as text are made again rather than kept in memory.
    return isinstance(placed.value, str) and len(placed.value) <= LONGEST_REFERENCE


def _relay(url: str, media: Media, pointer: str, terms: Terms) -> Flow[Placed]:
    # The service cannot read this URL by itself, so that the file takes the way through
    # this machine: on disk, since it may be large.
    yield from _refuse_private(url, terms)
    sink = yield from Blocking(partial(terms.scratch, media.name))
    try:
        yield from Blocking(sink.begin)
        try:
            yield from _bring(url, sink, terms)
        except (ReplyError, TransportError) as exc:
            raise FileNotReadableError(
                f"The file {shorten_url(url)!r} cannot be fetched, so the call was not sent: "
                f"{exc.message}",
                hint=exc.hint or "Check the address, or give a file on this machine.",
            ) from exc
        yield from Blocking(partial(sink.commit, media.name))
        placed = yield from _place_source(sink.source(), media, pointer, terms)
    except Exception:
        yield from Blocking(sink.discard)
        raise
    yield from Blocking(sink.discard)
    return placed


def _bring(url: str, sink: Sink, terms: Terms) -> Flow[None]:
    stream = yield from follow(Request("GET", url, budget="transfer", signed=False), terms)
    try:
        if not stream.head.is_success:
            status = stream.head.status
            raise ReplyError(f"The answer has status {status}.", status=status, url="")
        while data := (yield from Receive(stream)):
            yield from Blocking(partial(sink.write, data))
            if sink.written > MOST_BYTES:
                raise ReplyError(f"It has more than {MOST_BYTES:,} bytes.", status=200, url="")
    except Exception:
        yield from Shut(stream)
        raise
    yield from Shut(stream)


def _refuse_private(url: str, terms: Terms) -> Flow[None]:
    if (yield from leads_inside(url, terms)):
        raise FileNotReadableError(
            f"The service {terms.service.name!r} cannot read {shorten_url(url)!r}, and it was not "
            "fetched for it: the URL is on a private address.",
            hint="Give the file itself, or allow such URLs with probe_private=True.",
        )


def _fingerprint(source: Source) -> str:
    mark: str = getattr(source, "fingerprint", "")
    return mark


def _decoded(url: str) -> BytesSource:
    try:
        data = data_of(url)
    except ValueError as exc:
        raise FileNotReadableError(
            f"{shorten_url(url)!r} is not valid base64.", hint="Give the file itself."
        ) from exc
    kind = url[5:].partition(",")[0].partition(";")[0]
    return BytesSource(data, f"data.{kind.rpartition('/')[2] or 'bin'}")


_TYPES = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
}


def media_type(name: str, kind: str | None = None) -> str:
    """Return the media type for a file name; a general one of the kind if it says nothing."""
    fallback = {"video": "video/mp4", "image": "image/png", "audio": "audio/mpeg"}
    ending = name.rpartition(".")[2].lower()
    return _TYPES.get(ending) or fallback.get(kind or "", "application/octet-stream")
