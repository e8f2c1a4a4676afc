"""MP3 sound."""

from __future__ import annotations

__all__ = ("mp3",)

from dataclasses import dataclass

from ..spi._command import Flow
from ..spi._facts import AudioFacts, Facts
from ._damage import DamageError
from ._number import big
from ._window import Window

_SEARCH = 16 * 1024
_TAG = 10
_MOST_TAGS = 8
_RATES = (44100, 48000, 32000)
_BITRATES = (
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_MONO = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """
    The head of a frame.

    Attributes:
        rate: Samples per second.
        samples: Samples that it contains.
        bitrate: Bits per second.
        length: Its bytes.
        channels: 1 or 2.
        side: Bytes of side information, after which a table of contents may come.
    """

    rate: int
    samples: int
    bitrate: int
    length: int
    channels: int
    side: int


def mp3(window: Window, container: str) -> Flow[Facts]:
    """Probe an MP3."""
    at = yield from _skip_tags(window)
    data = yield from window.some(at, _SEARCH)
    found = next((i for i in range(len(data) - 3) if _is_frame(data, i)), None)
    frame = None if found is None else _frame(data[found : found + 4])
    if found is None or frame is None:
        reason = "The file has no MP3 sound where it should begin."
        raise DamageError(reason, truncated=not data)
    start = at + found
    count, bytes_said = _contents(data[found:], frame)
    seconds, cut = None, False
    if count:
        seconds = count * frame.samples / frame.rate
        # The table often leaves out the frame it is in.
        cut = bytes_said > 0 and (yield from window.ends_before(start + bytes_said))
    elif window.size is not None:
        seconds = (window.size - start) * 8 / frame.bitrate
    return Facts(
        kind="audio",
        container=container,
        duration=seconds,
        has_audio=True,
        audio=AudioFacts(
            codec="mp3", channels=frame.channels, sample_rate=frame.rate, duration=seconds
        ),
        truncated=cut,
    )


def _skip_tags(window: Window) -> Flow[int]:
    """Where the sound begins after ID3 tags, which may contain whole pictures."""
    at = 0
    for _ in range(_MOST_TAGS):
        head = yield from window.some(at, _TAG)
        if head[:3] != b"ID3" or len(head) < _TAG:
            break
        length = 0
        for byte in head[6:10]:
            length = length << 7 | byte & 127
        at += length + _TAG * (2 if head[5] & 16 else 1)
    return at


def _frame(head: bytes) -> _Frame | None:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, index, place = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or index in (0, 15) or place == 3:
        return None
    # 3 is MPEG-1; 2 and 0 have half and a quarter of its rates.
    first = version == 3
    rate = _RATES[place] // (1 if first else 2 if version == 2 else 4)
    bitrate = _BITRATES[0 if first else 1][index - 1] * 1000
    samples = 1152 if first else 576
    channels = 1 if head[3] >> 6 == _MONO else 2
    return _Frame(
        rate=rate,
        samples=samples,
        bitrate=bitrate,
        length=samples // 8 * bitrate // rate + (head[2] >> 1 & 1),
        channels=channels,
        side=(17 if channels == 1 else 32) if first else (9 if channels == 1 else 17),
    )


def _is_frame(data: bytes, at: int) -> bool:
    """Whether a frame begins here, and the next one where this one ends."""
    if data[at] != 0xFF:
        return False
    frame = _frame(data[at : at + 4])
    if frame is None:
        return False
    after = at + frame.length
    return after + 4 > len(data) or _frame(data[after : after + 4]) is not None


def _contents(data: bytes, frame: _Frame) -> tuple[int, int]:
    """The number of frames and of bytes by a table of contents; zeros if there is none."""
    at = 4 + frame.side
    try:
        if data[at : at + 4] in (b"Xing", b"Info"):
            flags = big(data, at + 4, 4)
            count = big(data, at + 8, 4) if flags & 1 else 0
            return count, big(data, at + (12 if flags & 1 else 8), 4) if flags & 2 else 0
        if data[36:40] == b"VBRI":
            return big(data, 50, 4), big(data, 46, 4)
    except DamageError:
        return 0, 0
    return 0, 0
