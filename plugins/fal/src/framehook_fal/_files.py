"""How fal takes files in and gives them out."""

from __future__ import annotations

__all__ = ("FalFiles", "plain_name")

import base64
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from framehook.errors import DownloadError
from framehook.spi import (
    Flow,
    Now,
    Placed,
    Read,
    ReplyError,
    Request,
    Slice,
    TransportError,
    shorten_url,
)

from ._hosts import Hosts

if TYPE_CHECKING:
    from ._cdn import Upload
    from ._lifecycle import Lifecycle
    from ._token import Tokens

_READS = frozenset({"http", "https", "data"})
_SINGLE = 100 << 20
_PART = 10 << 20
# Another way in does not help against these: they are about the account or the file.
_NO_USE = frozenset({400, 402, 403, 413, 415, 422})


class FalFiles:
    """
    How fal takes files in and gives them out.

    Files are streamed from disk: up to 100 MiB in one piece, larger ones in parts, and to
    a signed URL where the storage fails. Neither of those sees the key.

    Args:
        hosts: Returns where the servers are.
        tokens: Leave to store files.
        lifecycle: How long uploads live, and who may read them.
        is_shared: Whether several accounts place files here.
        inline: Files of at most so many bytes travel inside the call, as a data URI.
        single: Up to how many bytes a file is sent in one piece.
        part: Bytes of a part.
        parallel: How many parts are on their way at the same time.

    Example:
        ```python
        from framehook_fal import service

        assert service.files.reads == {"http", "https", "data"}
        ```
    """

    def __init__(
        self,
        hosts: Callable[[], Hosts],
        tokens: Tokens,
        *,
        lifecycle: Lifecycle | None = None,
        is_shared: bool = False,
        inline: int = 0,
        single: int = _SINGLE,
        part: int = _PART,
        parallel: int = 4,
    ) -> None:
        self._hosts = hosts
        self._tokens = tokens
        self._lifecycle = lifecycle
        self._inline = inline
        self._is_shared = is_shared
        self._single = single
        self._part = part
        self._parallel = parallel

    @property
    def reads(self) -> frozenset[str]:
        """URL schemes that the service reads by itself."""
        return _READS

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """
        Bring a file to where fal can read it.

        Raises:
            ReplyError: if fal refuses it.
            TransportError: if no way in could be reached.
        """
        size = _size(data)
        if size is not None and size <= self._inline:
            content = yield from Read(data, self._inline)
            text = base64.b64encode(content).decode()
            return Placed(f"data:{data.media_type};base64,{text}")
        from ._cdn import Upload, send_signed  # Most files are on the web already.

        upload = Upload(
            data=data,
            name=plain_name(data.source.name),
            headers=self._headers(),
            hosts=self._hosts(),
            tokens=self._tokens,
        )
        try:
            placed = yield from self._store(upload, size)
        except (ReplyError, TransportError) as exc:
            if isinstance(exc, ReplyError) and exc.status in _NO_USE:
                raise
            placed = yield from send_signed(upload)
        return placed._replace(expires=(yield from self._expiry()))

    def fetch(self, url: str) -> Flow[Request]:
        """
        Return the request that downloads one file of a result.

        Where files are restricted it carries a token for the storage, and only there.

        Raises:
            DownloadError: if it is no URL of the web.
        """
        if urlsplit(url).scheme not in {"http", "https"}:
            raise DownloadError(
                f"The file {shorten_url(url)!r} is not on the web.",
                hint="The whole result is in result.output; report this to the family's author.",
            )
        request = Request("GET", url, budget="transfer", signed=False)
        is_restricted = self._lifecycle is not None and self._lifecycle.is_restricted
        if is_restricted and self._hosts().stores(url):
            token = yield from self._tokens.get()
            return request.with_headers(token.header)
        return request

    def _store(self, upload: Upload, size: int | None) -> Flow[Placed]:
        if size is None or size <= self._single:
            from ._cdn import send_whole

            return (yield from send_whole(upload))
        from ._multipart import send_in_parts

        return (
            yield from send_in_parts(upload, size, part_size=self._part, parallel=self._parallel)
        )

    def _expiry(self) -> Flow[datetime | None]:
        lifecycle = self._lifecycle
        if lifecycle is None or (lifecycle.seconds is None and not lifecycle.is_restricted):
            return None
        now = yield from Now()
        if lifecycle.is_restricted and self._is_shared:
            return now  # Another account could not read it, so that it serves this call alone.
        return None if lifecycle.seconds is None else now + timedelta(seconds=lifecycle.seconds)

    def _headers(self) -> tuple[tuple[str, str], ...]:
        if self._lifecycle is None:
            return ()
        text = self._lifecycle.text()
        return (
            ("x-fal-object-lifecycle", text),
            ("x-fal-object-lifecycle-preference", text),
        )


def _size(data: Slice) -> int | None:
    whole = data.source.size
    rest = None if whole is None else max(0, whole - data.start)
    if data.length is None or rest is None:
        return data.length if rest is None else rest
    return min(data.length, rest)


def plain_name(name: str) -> str:
    """Return a file name fit for a header, and for the URL that is made of it."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[-120:].lstrip(".") or "upload.bin"
