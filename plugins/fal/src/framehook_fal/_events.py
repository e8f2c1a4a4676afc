"""Server-sent events, read from bytes however they are cut."""

from __future__ import annotations

__all__ = ("Events",)

_LONGEST = 16 << 20


class Events:
    r"""
    Reads the data of server-sent events. However the bytes are cut, the data are the same.

    An event that the stream breaks off is left out, as is one of more than 16 MiB.

    Example:
        ```python
        events = Events()
        assert events.feed(b'data: {"a"') == []
        assert events.feed(b": 1}\n\n") == ['{"a": 1}']
        ```
    """

    def __init__(self) -> None:
        self._line = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._length = 0
        self._ended_with_cr = False
        self._is_first = True

    def feed(self, data: bytes) -> list[str]:
        """Take the next bytes and return the data of the events that are complete by now."""
        found: list[str] = []
        if data:
            # Carriage return and line feed are one end of line, though they may come apart.
            data = data.removeprefix(b"\n") if self._ended_with_cr else data
            self._ended_with_cr = data.endswith(b"\r")
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._take_line(line, found)
        if rest:
            self._keep(rest)
        return found

    @property
    def is_cut(self) -> bool:
        """Whether the end would come in the midst of an event."""
        return bool(self._data or self._line)

    def _keep(self, piece: bytes) -> None:
        # Beyond the limit nothing is kept, but counted, so that the event is left out.
        self._size += len(piece)
        self._length += len(piece)
        if self._size <= _LONGEST:
            self._line += piece

    def _take_line(self, line: bytes, found: list[str]) -> None:
        self._keep(line)
        line, is_blank = bytes(self._line), not self._length
        self._line.clear()
        self._length = 0
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(b"\xef\xbb\xbf")
        if is_blank:
            if self._data and self._size <= _LONGEST:
                found.append(b"\n".join(self._data).decode(errors="replace"))
            self._data.clear()
            self._size = 0
            return
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
        elif not self._data:
            self._size = 0
