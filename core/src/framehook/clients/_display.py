"""How results show themselves in notebooks."""

from __future__ import annotations

__all__ = ("MemorySink", "shown")

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Any

from ..errors import FramehookError
from ..flows._download import download
from ..flows._place import media_type
from ..flows._sink import Received
from ..spi._html import player
from ..spi._media import shorten_url
from ..spi._source import BytesSource

if TYPE_CHECKING:
    from ..drivers._blocking import Driver
    from ..flows._terms import Terms
    from ..spi._file import File
    from ._outcome import Outcome

# What is larger would make the notebook's own file too large.
INLINE = 8_000_000


class MemorySink:
    """
    Bytes in memory.

    Example:
        ```python
        sink = MemorySink()
        sink.begin()
        sink.write(b"abc")
        assert sink.commit("a.bin").bytes == 3
        ```
    """

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def written(self) -> int:
        """How many bytes have been written."""
        return len(self._data)

    @property
    def data(self) -> bytes:
        """What has been written."""
        return bytes(self._data)

    def begin(self) -> None:
        """Forget everything."""
        self._data.clear()

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._data += data

    def commit(self, name: str) -> Received:
        """Say what there is."""
        return Received(name, len(self._data), hashlib.sha256(self._data).hexdigest())

    def discard(self) -> None:
        """Forget everything."""
        self._data.clear()

    def source(self) -> BytesSource:
        """Return the bytes for reading."""
        return BytesSource(self.data)


def shown(outcome: Outcome[Any], driver: Driver | None = None, terms: Terms | None = None) -> str:
    """
    Return a result as HTML: the first file inline, and what is known about it.

    A small file that a browser cannot fetch is brought here through the driver; without
    one, and for a large file, there is a link.
    """
    about = [outcome.endpoint, f"on {outcome.service}"]
    if outcome.fidelity is not None:
        about.append(outcome.fidelity.name.lower())
    if outcome.billing.cost is not None:
        about.append(f"{outcome.billing.cost} {outcome.billing.currency}")
    text = f"<p>{escape(', '.join(about))}</p>"
    if not outcome.files:
        return text
    return _file(outcome.files[0][1], driver, terms) + text


def _file(file: File, driver: Driver | None, terms: Terms | None) -> str:
    name = file.file_name or shorten_url(file.url).rpartition("/")[2]
    kind = file.content_type or media_type(name)
    if file.url.startswith(("https://", "http://", "data:")):
        small = file.file_size is None or file.file_size <= INLINE
        return player(file.url, kind if small else "", name)
    if driver is None or terms is None or (file.file_size or INLINE + 1) > INLINE:
        return f"<p>{escape(shorten_url(file.url))}: save it to look at it.</p>"
    sink = MemorySink()
    try:
        driver.run(download(file, sink, terms))
    except FramehookError as exc:
        return f"<p>{escape(str(exc))}</p>"
    return player(f"data:{kind};base64,{base64.b64encode(sink.data).decode()}", kind, name)
