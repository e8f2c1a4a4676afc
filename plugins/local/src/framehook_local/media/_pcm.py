"""Sound as samples: decoded, placed to the sample, and encoded again."""

from __future__ import annotations

__all__ = ("AAC_RATES", "SoundTrack", "decode_sound", "place_sound", "silence")

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av.error
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer

from ._open import Limits, MediaRefusedError, audio_of, open_media

AAC_RATES = frozenset(
    (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
)
CHUNK = 1024
_FORMAT = "fltp"


def decode_sound(
    path: Path,
    *,
    rate: int,
    layout: str = "stereo",
    limits: Limits | None = None,
    origin: Fraction | None = None,
) -> Iterator[AudioFrame]:
    """
    Decode the first sound track of a file as `fltp` frames of one rate and layout.

    With `origin`, a moment in seconds, the first sample is what is heard then: silence
    where the sound begins later, and what comes before is left out.

    Raises:
        MediaRefusedError: It cannot be opened or decoded, or has no sound.
    """
    with open_media(path, limits=limits, need="audio") as container:
        frames = _decoded(container, path)
        first = next(frames, None)
        if first is None:
            return
        lead = 0
        if origin is not None and first.pts is not None and first.time_base:
            lead = round((first.pts * first.time_base - origin) * rate)
        samples = _resampled(chain((first,), frames), rate, layout)
        if lead:
            samples = place_sound(samples, rate=rate, layout=layout, lead=lead)
        yield from samples


def silence(samples: int, *, rate: int, layout: str = "stereo") -> Iterator[AudioFrame]:
    """Give so many samples of nothing, in frames of a second at most."""
    while samples > 0:
        count = min(samples, rate)
        frame = AudioFrame(_FORMAT, layout, count)
        frame.sample_rate = rate
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        yield frame
        samples -= count


def place_sound(
    frames: Iterable[AudioFrame],
    *,
    rate: int,
    layout: str = "stereo",
    lead: int = 0,
    total: int | None = None,
    is_padded: bool = False,
) -> Iterator[AudioFrame]:
    """
    Put sound behind `lead` samples of silence and cut it after `total` samples.

    A negative `lead` leaves out so many samples at the beginning instead. With
    `is_padded`, silence follows until there are `total`. The frames that come out have
    1024 samples, the last one fewer, and their times.
    """
    fifo = AudioFifo()
    given = 0
    left_out = max(0, -lead)
    end = total if total is not None else 1 << 62

    def ready(*, partial: bool) -> Iterator[AudioFrame]:
        nonlocal given, left_out
        while left_out and (skipped := fifo.read(min(CHUNK, left_out), True)):
            left_out -= skipped.samples
        while given < end and (frame := fifo.read(min(CHUNK, end - given), partial)):
            frame.pts, frame.time_base = given, Fraction(1, rate)
            frame.sample_rate = rate
            given += frame.samples
            yield frame

    def pieces() -> Iterator[AudioFrame]:
        yield from silence(lead, rate=rate, layout=layout)
        yield from frames
        if is_padded and total is not None:
            yield from silence(total, rate=rate, layout=layout)

    for piece in pieces():
        if given >= end:
            return
        piece.pts = None
        fifo.write(piece)
        yield from ready(partial=False)
    yield from ready(partial=True)


class SoundTrack:
    """
    A sound track of a file that is being written, filled as far as is needed.

    Example:
        >>> track = SoundTrack(out, silence(48000, rate=48000), rate=48000)  # doctest: +SKIP
        >>> track.until(Fraction(1, 2))  # doctest: +SKIP
    """

    def __init__(
        self,
        out: OutputContainer,
        frames: Iterable[AudioFrame],
        *,
        rate: int,
        layout: str = "stereo",
        codec: str = "aac",
        bit_rate: int | None = None,
    ) -> None:
        self._out = out
        self._frames = iter(frames)
        stream = out.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        self._stream = stream
        if bit_rate:
            self._stream.codec_context.bit_rate = bit_rate
        self._rate = rate
        self.is_over = False
        """Whether everything is written."""
        self.samples = 0
        """How many samples were written."""

    def until(self, seconds: Fraction | None = None) -> None:
        """Write what belongs before this moment; without one, all of it, and end."""
        while not self.is_over:
            if seconds is not None and Fraction(self.samples, self._rate) > seconds:
                return
            frame = next(self._frames, None)
            self.is_over = frame is None
            if frame is not None:
                self.samples += frame.samples
            for packet in self._stream.encode(frame):
                self._out.mux_one(packet)


def _decoded(container: InputContainer, path: Path) -> Iterator[AudioFrame]:
    stream = audio_of(container)
    assert stream is not None
    try:
        yield from container.decode(stream)
    except av.error.FFmpegError as error:
        raise MediaRefusedError(
            "media.truncated", f"The sound of {path.name!r} cannot be read to its end: {error}."
        ) from error


def _resampled(frames: Iterable[AudioFrame], rate: int, layout: str) -> Iterator[AudioFrame]:
    resampler = AudioResampler(_FORMAT, layout, rate)
    for frame in frames:
        frame.pts = None
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
