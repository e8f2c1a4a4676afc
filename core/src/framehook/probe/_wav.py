"""WAV sound."""

from __future__ import annotations

__all__ = ("wav",)

from dataclasses import dataclass

from ..spi._command import Flow
from ..spi._facts import AudioFacts, Facts
from ._damage import DamageError
from ._number import little
from ._window import Window

_MOST_CHUNKS = 200
_STREAMED = 0xFFFFFFFF
_EXTENSIBLE = 0xFFFE
_NAMES = {0x02: "adpcm_ms", 0x06: "pcm_alaw", 0x07: "pcm_mulaw", 0x11: "adpcm_ima_wav", 0x55: "mp3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """What the samples are, and how many bytes of them make a second."""

    codec: str | None
    channels: int
    rate: int
    speed: int


def wav(window: Window, container: str) -> Flow[Facts]:
    """Probe a WAV, a long one (RF64) included."""
    at, long_size = 12, None
    form: _Format | None = None
    for _ in range(_MOST_CHUNKS):
        head = yield from window.some(at, 48)
        if len(head) < 8:
            break
        kind, length = head[:4], little(head, 4, 4)
        if kind == b"ds64":
            long_size = little(head, 16, 8)
        elif kind == b"fmt ":
            form = _format(head[8:])
        elif kind == b"data":
            if length == _STREAMED and long_size is not None:
                length = long_size
            return (yield from _facts(window, container, form, at + 8, length))
        at += 8 + length + length % 2
    reason = "The file ends before its sound begins."
    raise DamageError(reason, truncated=True)


def _format(body: bytes) -> _Format:
    tag, bits = little(body, 0, 2), little(body, 14, 2)
    if tag == _EXTENSIBLE:
        tag = little(body, 24, 2)
    codec = _NAMES.get(tag)
    if tag == 1:
        codec = "pcm_u8" if bits <= 8 else f"pcm_s{(bits + 7) // 8 * 8}le"
    elif tag == 3:
        codec = f"pcm_f{bits}le"
    return _Format(
        codec=codec, channels=little(body, 2, 2), rate=little(body, 4, 4), speed=little(body, 8, 4)
    )


def _facts(
    window: Window, container: str, form: _Format | None, start: int, length: int
) -> Flow[Facts]:
    if form is None:
        reason = "The file's sound begins before its format is given."
        raise DamageError(reason)
    # Who writes to a pipe cannot know the length and puts 0 or the greatest number.
    streamed = length in (0, _STREAMED)
    cut = not streamed and (yield from window.ends_before(start + length))
    if (streamed or cut) and window.size is not None:
        length = window.size - start
    known = form.speed > 0 and not (streamed and window.size is None)
    seconds = length / form.speed if known else None
    return Facts(
        kind="audio",
        container=container,
        duration=seconds,
        has_audio=True,
        audio=AudioFacts(
            codec=form.codec,
            channels=form.channels or None,
            sample_rate=form.rate or None,
            duration=seconds,
        ),
        truncated=cut,
    )
