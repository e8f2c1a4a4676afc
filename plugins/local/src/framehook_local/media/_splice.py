"""A video track made of pieces: copied packets, then newly encoded ones."""

from __future__ import annotations

__all__ = ("Splice",)

from collections.abc import Sequence
from fractions import Fraction

from av.container import OutputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from ._avcc import Avcc, free_set_id
from ._clip import Colour
from ._encode import Quality, Segment, open_h264, prepare_h264


class Splice:
    """
    Writes one MP4 whose pieces have parameter sets of different numbers.

    A decoder would otherwise read the first piece with the sets of the last one after a
    seek. All sets stand in the header, and before every key frame of the new pieces.
    """

    def __init__(
        self, out: OutputContainer, *, size: tuple[int, int], fps: Fraction, base: Fraction
    ) -> None:
        self._out = out
        self._size = size
        self._fps = fps
        self._base = base
        self._length = max(1, round(1 / (fps * base)))
        self._segments: list[Segment] = []
        self._video: VideoStream
        self.delay = 0
        """How much earlier than shown everything is stored, in ticks, as in the copied piece."""

    def copy_from(self, stream: VideoStream, colour: Colour, qualities: Sequence[Quality]) -> None:
        """Begin with packets of `stream`; behind them comes a piece for each quality."""
        record = Avcc.parse(stream.codec_context.extradata or b"")
        for index, quality in enumerate(qualities):
            self._segments.append(
                Segment(
                    self._open(colour, quality, free_set_id(record, taken=index)),
                    length_size=record.length_size,
                )
            )
        self._video = self._out.add_stream_from_template(stream)
        self._video.time_base = self._base
        merged = record.joined([unit for one in self._segments for unit in one.sets])
        self._video.codec_context.extradata = merged.build()

    def begin(self, colour: Colour, qualities: Sequence[Quality]) -> None:
        """Begin with newly encoded frames: a piece for each quality."""
        self._video = self._out.add_stream("libx264", rate=self._fps)
        context = self._video.codec_context
        prepare_h264(
            context,
            size=self._size,
            fps=self._fps,
            time_base=self._base,
            colour=colour,
            quality=qualities[0],
        )
        context.open()
        self._segments.append(Segment(context, length_size=None))
        for index, quality in enumerate(qualities[1:], start=1):
            self._segments.append(Segment(self._open(colour, quality, index), length_size=None))
        self._video.time_base = self._base
        sets = [unit for one in self._segments for unit in one.sets]
        context.extradata = b"".join(b"\0\0\0\1" + unit for unit in sets)

    def copy(self, packet: Packet[VideoStream], pts: int, dts: int, duration: int) -> None:
        """Write a packet as it is, shown at `pts` and stored as if it were shown at `dts`."""
        packet.pts, packet.dts, packet.time_base = pts, dts - self.delay, self._base
        packet.duration = duration
        packet.stream = self._video
        self._out.mux_one(packet)

    def encode(self, piece: int, frame: VideoFrame | None, pts: int = 0) -> None:
        """Write a frame into a piece; `None` ends the piece."""
        if frame is not None:
            frame.pts, frame.time_base = pts, self._base
        for packet in self._segments[piece].encode(frame):
            if packet.dts is not None:
                packet.dts -= self.delay
            # Without a length, the last frame would lie behind the end of the track.
            packet.duration = packet.duration or self._length
            packet.stream = self._video
            self._out.mux_one(packet)

    def _open(self, colour: Colour, quality: Quality, set_id: int) -> VideoCodecContext:
        return open_h264(
            size=self._size,
            fps=self._fps,
            time_base=self._base,
            colour=colour,
            set_id=set_id,
            quality=quality,
        )
