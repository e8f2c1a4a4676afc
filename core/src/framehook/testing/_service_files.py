"""How a service must take files."""

from __future__ import annotations

__all__ = ("PlacementTests",)

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import FileNotReadableError
from ..spi import Form, Placed, Slice
from ._claim import claim
from ._service_setting import ServiceSetting
from ._service_spy import Talk
from ._service_trial import Trial

MEBIBYTE = 1 << 20
SIZE = 12 * MEBIBYTE
# A piece of a file, or a small file as text, is fine in memory.
MOST_IN_MEMORY = 8 * MEBIBYTE


@dataclass(slots=True)
class _Film:
    """A file that is made while it is read, and notes who reads it."""

    talk: Talk
    name: str = "film.mp4"
    size: int | None = SIZE
    opened_by: list[str] = field(default_factory=list)

    def open(self, start: int = 0) -> Iterator[bytes]:
        if self.talk.depth:
            self.opened_by.append("a flow of the service")
        for place in range(start, SIZE, MEBIBYTE):
            yield bytes(min(MEBIBYTE, SIZE - place))


class PlacementTests(ServiceSetting):
    """Files on their way to a service."""

    @claim(
        "required",
        why="Videos are larger than the memory of the machine that sends them.",
        mend="Put the Slice itself into the request, or parts of it; transports read it in pieces.",
    )
    def test_an_upload_streams(self, trial: Trial) -> Iterator[str]:
        """A large file goes from the disk to the vendor, and never stands in memory as a whole."""
        film = _Film(trial.talk)
        flow = trial.service.files.place(Slice(film, "video/mp4"), "/video")
        try:
            placed = trial.flow(flow)
        except FileNotReadableError:
            return  # It takes no files as large as this, and says so.
        if not isinstance(placed, Placed):
            yield f"It returns {placed!r}, which says not where the file is."
        yield from (f"The file was read by {reader}." for reader in film.opened_by)
        for exchange in trial.wire.of("place"):
            for held in _held(exchange.request.body):
                if held > MOST_IN_MEMORY:
                    yield f"{exchange.request.method} had {held:,} bytes of it in memory."


def _held(body: object) -> Iterator[int]:
    if isinstance(body, bytes):
        yield len(body)
    elif isinstance(body, Form):
        yield from (size for _, part in body.fields for size in _held(part))
    elif isinstance(body, str):
        yield len(body)
    elif isinstance(body, Slice) and not isinstance(body.source, _Film):
        yield body.source.size or 0
