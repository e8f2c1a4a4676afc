"""Server-sent events about one prediction."""

from __future__ import annotations

__all__ = ("PredictionDecoder",)

from collections.abc import Iterator

from framehook.spi import Phase, Status

from ._json import object_in
from ._prediction import read_prediction


class PredictionDecoder:
    """
    Reads predictions from server-sent events. However the bytes are cut, they are the same.

    Example:
        ```python
        from framehook_replay_studio._stream import PredictionDecoder

        decoder = PredictionDecoder()
        assert list(decoder.feed(b'data: {"status": "st')) == []
        (status,) = decoder.feed(b'arting"}\n\n')
        assert status.phase.value == "queued"
        ```
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest = b""
        self._data: list[bytes] = []
        self._is_over = False

    def feed(self, data: bytes) -> list[Status]:
        """Take the next bytes and return the reports that are complete by now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [status for line in lines for status in self._take(line.removesuffix(b"\r"))]

    def _take(self, line: bytes) -> Iterator[Status]:
        if line.startswith(b"data:"):
            self._data.append(line.removeprefix(b"data:").removeprefix(b" "))
        if line:
            return
        text, self._data = b"\n".join(self._data), []
        # What is no object says nothing; the next event repeats it all.
        said = None if self._is_over else object_in(text)
        if said is not None:
            status = read_prediction(said)
            self._is_over = status.phase is Phase.ENDED
            yield status
