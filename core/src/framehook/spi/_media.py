"""Media arguments: anything that stands for a video, an image or a sound."""

from __future__ import annotations

__all__ = ("AudioInput", "ImageInput", "Media", "MediaInput", "VideoInput", "shorten_url")

import base64
import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TypeAlias
from urllib.parse import unquote_to_bytes, urlsplit, urlunsplit

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from ._file import File
from ._record import record

if TYPE_CHECKING:
    from ._facts import MediaKind
    from ._request import Source

MALFORMED = "<malformed URL>"
_BLANK = b" \t\r\n"
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^\s]+$")


@record(frozen=True, slots=True, repr=False)
class Media:
    """
    One media argument after validation: a URL, or bytes on this machine.

    Attributes:
        kind: What the endpoint expects there; `None` where anything will do.
        url: The URL or data URI, if it was given as one.
        source: Where to read the bytes, if it was given as a file or as bytes.
        raw: An object that only a hook may know how to read, a picture in memory for
            instance.

    Example:
        ```python
        media = Media("video", url="https://cdn.example/a.mp4")
        assert media.is_url and media.name == "a.mp4"
        ```
    """

    kind: MediaKind | None
    url: str | None = None
    source: Source | None = None
    raw: object = None

    @property
    def is_url(self) -> bool:
        """Whether it was given as a URL; a data URI is one."""
        return self.url is not None

    @property
    def name(self) -> str:
        """A file name for people."""
        if self.source is not None:
            return self.source.name
        if self.raw is not None:
            return type(self.raw).__name__
        path = urlsplit(self.url or "").path
        return "data" if (self.url or "").startswith("data:") else Path(path).name or "file"

    def __str__(self) -> str:
        return self.name if self.url is None else shorten_url(self.url)

    def __repr__(self) -> str:
        return f"<{self.kind or 'media'} {self}>"


def shorten_url(url: str) -> str:
    """
    Return a URL fit for logs: a data URI by size and digest, and no query.

    ```
    <data:video/mp4 12.4 MB sha256:ab12cd34>
    ```
    """
    if url.startswith("data:"):
        head, _, body = url.partition(",")
        digest = hashlib.sha256(body.encode(errors="replace")).hexdigest()[:8]
        size = len(body) * 3 // 4 if head.endswith(";base64") else len(body)
        media_type = head[5:].partition(";")[0] or "text/plain"
        return f"<data:{media_type} {size / 1e6:.1f} MB sha256:{digest}>"
    try:
        parts = urlsplit(url)
    except ValueError:
        return MALFORMED
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "…" if parts.query else "", ""))


def data_of(uri: str) -> bytes:
    """
    Return what a data URI holds.

    Raises:
        ValueError: if it is not valid base64.
    """
    head, _, body = uri.partition(",")
    raw = unquote_to_bytes(body)
    if not head.endswith(";base64"):
        return raw
    return base64.b64decode(raw.translate(None, _BLANK), validate=True)


@record(frozen=True, slots=True, eq=False)
class MediaMark:
    """Teaches pydantic to make a `Media` of whatever stands for one."""

    kind: MediaKind | None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self._read,
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "uri", "x-framehook-media": self.kind or "any"}

    def _read(self, value: Any) -> Media:
        if isinstance(value, Media):
            return Media(self.kind, value.url, value.source, value.raw)
        if isinstance(value, File):
            return Media(self.kind, url=value.url)
        if isinstance(value, str):
            return Media(self.kind, url=_checked_url(value))
        if hasattr(value, "__fspath__") or hasattr(value, "read"):
            return Media(self.kind, source=_source(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return Media(self.kind, source=_source(bytes(value)))
        if value is not None and not isinstance(value, (bool, int, float, list, tuple, Mapping)):
            return Media(self.kind, raw=value)
        raise PydanticCustomError(
            "media_type",
            "A path, bytes, a binary file object, a URL or a File is needed, not {type}.",
            {"type": type(value).__name__},
        )


def _source(value: Any) -> Source:
    from ._source import source_of  # Most files are on the web already.

    return source_of(value)


def _checked_url(text: str) -> str:
    text = text.strip()
    if text.startswith("file:"):
        raise PydanticCustomError(
            "media_local", "A file on this machine is passed as a Path, not as a file: URL.", {}
        )
    if text.startswith("data:") and "," in text:
        return text
    if _SCHEME.match(text) and shorten_url(text) != MALFORMED and not _lacks_host(text):
        return text
    raise PydanticCustomError(
        "media_url",
        "A string must be a URL or a data URI; {text} is neither.",
        {"text": repr(text if len(text) <= 80 else text[:77] + "...")},
    )


def _lacks_host(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme.lower() in {"http", "https"} and not parts.hostname


def _written(value: Any) -> Any:
    # A source has no wire form before it has been placed; its name stands in for it.
    return value.url if isinstance(value, Media) and value.url is not None else str(value)


_Accepted: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO | File | Media

VideoInput: TypeAlias = Annotated[_Accepted, MediaMark("video")]
ImageInput: TypeAlias = Annotated[_Accepted, MediaMark("image")]
AudioInput: TypeAlias = Annotated[_Accepted, MediaMark("audio")]
MediaInput: TypeAlias = Annotated[_Accepted, MediaMark(None)]
