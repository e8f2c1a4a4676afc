"""The sound under the part of a clip that is kept."""

from __future__ import annotations

__all__ = ("KeptSound",)

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from ._open import Limits, audio_of
from ._pcm import AAC_RATES, decode_sound, place_sound

_COPIED = {"aac", "mp3", "ac3", "eac3", "alac", "opus"}


class KeptSound:
    """
    Carries the sound of an open clip over, from one moment up to another.

    Packets are copied where MP4 can hold them, so the end is exact to one packet (about
    20 ms); other sound is encoded anew as AAC.

    Example:
        >>> KeptSound.of(path, container, out, origin=start, end=end)  # doctest: +SKIP
    """

    @classmethod
    def of(
        cls,
        path: Path,
        container: InputContainer,
        out: OutputContainer,
        *,
        origin: Fraction,
        end: Fraction,
        limits: Limits | None = None,
    ) -> KeptSound | None:
        """Begin, unless there is no sound or nothing of it is kept. Times in seconds."""
        stream = audio_of(container)
        if stream is None or end <= 0:
            return None
        return cls(path, container, stream, out, origin=origin, end=end, limits=limits)

    def __init__(
        self,
        path: Path,
        container: InputContainer,
        stream: AudioStream,
        out: OutputContainer,
        *,
        origin: Fraction,
        end: Fraction,
        limits: Limits | None,
    ) -> None:
        self.is_copied = stream.codec_context.name in _COPIED
        self._origin = origin
        self._end = end
        self._written = Fraction(-1)
        known = stream.codec_context.sample_rate
        rate = known if known in AAC_RATES else 48000
        if self.is_copied:
            self._out_stream = out.add_stream_from_template(stream)
            self._source = self._copies(container, stream)
        else:
            self._out_stream = out.add_stream("aac", rate=rate, layout="stereo")
            self._source = self._encoded(path, rate, limits)
        self._out = out

    def until(self, seconds: Fraction) -> None:
        """Write what belongs before this moment."""
        while self._written <= seconds:
            packet = next(self._source, None)
            if packet is None:
                self._written = Fraction(10**9)
                return
            self._written = (packet.pts or 0) * packet.time_base
            packet.stream = self._out_stream
            self._out.mux_one(packet)

    def _copies(
        self, container: InputContainer, stream: AudioStream
    ) -> Iterator[Packet[AudioStream]]:
        for packet in container.demux(stream):
            if packet.pts is None or not packet.size:
                continue
            base = packet.time_base
            start = packet.pts * base - self._origin
            length = (packet.duration or 0) * base
            if start + length <= 0 and self._origin:
                continue
            if start + length / 2 >= self._end:
                return
            shift = round(self._origin / base)
            packet.pts -= shift
            packet.dts = packet.pts
            yield packet

    def _encoded(
        self, path: Path, rate: int, limits: Limits | None
    ) -> Iterator[Packet[AudioStream]]:
        decoded = decode_sound(path, rate=rate, limits=limits, origin=self._origin)
        placed = place_sound(decoded, rate=rate, total=round(self._end * rate))
        for frame in placed:
            yield from self._out_stream.encode(frame)
        yield from self._out_stream.encode(None)
