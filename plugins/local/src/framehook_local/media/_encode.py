"""Writing H.264 in MP4, the same bytes for the same pictures."""

from __future__ import annotations

__all__ = (
    "DRAFT_COMMENT",
    "Encoder",
    "Quality",
    "Segment",
    "clock_of",
    "open_h264",
    "prepare_h264",
)

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.packet import Packet
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ._avcc import pack_units, split_units
from ._clip import Colour
from ._part import part_of
from ._picture import Fitter

DRAFT_COMMENT = "framehook draft render, not a model output"
_THREADS = 2
_SETS = (7, 8)
_FINE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """
    How much an encoder may lose.

    Example:
        >>> Quality(qp=12).options()
        {'qp': '12'}
    """

    crf: float = 20
    """x264's constant rate factor: the same look everywhere."""

    qp: int | None = None
    """A fixed step instead: the same error everywhere. 12 keeps at least 45 dB."""

    def options(self) -> dict[str, str]:
        """Name the encoder's settings."""
        return {"crf": f"{self.crf:g}"} if self.qp is None else {"qp": str(self.qp)}


def clock_of(fps: Fraction) -> tuple[Fraction, int]:
    """Give a time base fine enough for MP4, and how many of its ticks a frame lasts."""
    times = -(-_FINE // fps.numerator)
    return Fraction(1, fps.numerator * times), fps.denominator * times


def prepare_h264(
    context: VideoCodecContext,
    *,
    size: tuple[int, int],
    fps: Fraction,
    time_base: Fraction,
    colour: Colour | None = None,
    quality: Quality,
    set_id: int = 0,
) -> None:
    """
    Set an encoder up so that the same frames give the same packets on one machine.

    Without `mbtree=0` and a fixed number of threads x264 gives other packets on every run
    of a long-lived process. No frame is stored out of order, so that pieces can be joined.
    """
    colour = colour or Colour()
    context.width, context.height = size
    context.pix_fmt = "yuv420p"
    context.time_base = time_base
    context.framerate = fps
    context.thread_count = _THREADS
    context.gop_size = max(1, round(fps * 2))
    context.color_primaries = colour.primaries
    context.color_trc = colour.transfer
    context.colorspace = colour.matrix
    context.color_range = 1
    context.options = {
        "preset": "veryfast",
        "x264-params": f"mbtree=0:bframes=0:sps-id={set_id}",
        **quality.options(),
    }


class Segment:
    """One run of frames with parameter sets of its own, to be put into a shared track."""

    def __init__(self, context: VideoCodecContext, *, length_size: int | None) -> None:
        self.context = context
        units = split_units(context.extradata or b"")
        self.sets = [unit for unit in units if unit[0] & 31 in _SETS]
        self._length_size = length_size

    def encode(self, frame: VideoFrame | None) -> Iterator[Packet[Stream]]:
        """Give the packets that are ready; `None` for the frame empties the encoder."""
        if frame is not None:
            frame.pict_type = 0
        for packet in self.context.encode(frame):
            units = split_units(bytes(packet))
            if packet.is_keyframe:
                units = [*self.sets, *units]
            data = pack_units(units, self._length_size)
            # PyAV 17 does not keep bytes alive that a packet is made from, so they are copied.
            ready: Packet[Stream] = Packet(len(data))
            ready.update(data)
            ready.pts, ready.dts, ready.time_base = packet.pts, packet.dts, packet.time_base
            ready.duration = packet.duration
            ready.is_keyframe = packet.is_keyframe
            yield ready


def open_h264(
    *,
    size: tuple[int, int],
    fps: Fraction,
    time_base: Fraction,
    colour: Colour | None = None,
    quality: Quality,
    set_id: int = 0,
) -> VideoCodecContext:
    """Open an encoder that belongs to no file; its parameter sets are its `extradata`."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    prepare_h264(
        context,
        size=size,
        fps=fps,
        time_base=time_base,
        colour=colour,
        quality=quality,
        set_id=set_id,
    )
    context.flags |= Flags.global_header
    context.open()
    return context


class Encoder:
    """
    Writes frames to an MP4 file that appears when the block ends well.

    Frames are `yuv420p` of the given size, or are converted. They follow one another at
    exactly `fps`, whatever their own times say.

    Example:
        >>> from fractions import Fraction
        >>> from pathlib import Path
        >>> with Encoder(Path("out.mp4"), size=(64, 36), fps=Fraction(24)) as out:  # doctest: +SKIP
        ...     out.add(VideoFrame(64, 36, "yuv420p"))
    """

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int],
        fps: Fraction,
        crf: float = 20,
        is_draft: bool = True,
        sample_rate: int | None = None,
        colour: Colour | None = None,
    ) -> None:
        self._path = path
        self._size = size
        self._fps = fps
        self._crf = crf
        self._is_draft = is_draft
        self._sample_rate = sample_rate
        self._colour = colour
        self._stack = ExitStack()
        self._fitter = Fitter(size)
        self.frames = 0
        """How many frames were added."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            part = stack.enter_context(part_of(self._path))
            self._out = stack.enter_context(
                av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"})
            )
            if self._is_draft:
                self._out.metadata["comment"] = DRAFT_COMMENT
            base, self._ticks = clock_of(self._fps)
            self._base = base
            self._video = self._out.add_stream("libx264", rate=self._fps)
            prepare_h264(
                self._video.codec_context,
                size=self._size,
                fps=self._fps,
                time_base=base,
                colour=self._colour,
                quality=Quality(crf=self._crf),
            )
            self._audio: AudioStream | None = None
            if self._sample_rate:
                self._audio = self._out.add_stream("aac", rate=self._sample_rate, layout="stereo")
                self._resampler = AudioResampler("fltp", "stereo", self._sample_rate)
                self._samples = 0
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._out.mux(self._video.encode(None))
                if self._audio:
                    self._write_audio(None)
                    self._out.mux(self._audio.encode(None))
        except BaseException as failure:
            self._stack.__exit__(type(failure), failure, failure.__traceback__)
            raise
        self._stack.__exit__(kind, error, trace)

    def add(self, frame: VideoFrame) -> None:
        """Write one frame."""
        if (frame.width, frame.height, frame.format.name) != (*self._size, "yuv420p"):
            frame = self._fitter.run(frame)
        frame.pts, frame.time_base = self.frames * self._ticks, self._base
        frame.pict_type = 0
        self.frames += 1
        self._out.mux(self._video.encode(frame))

    def add_audio(self, frame: AudioFrame) -> None:
        """Write sound behind the sound that was written, resampled where it must be."""
        self._write_audio(frame)

    def _write_audio(self, frame: AudioFrame | None) -> None:
        if self._audio is None:
            raise ValueError("This file was begun without sound: give a sample_rate.")
        if frame is not None:
            frame.pts = None
        for piece in self._resampler.resample(frame):
            piece.pts, piece.time_base = self._samples, Fraction(1, self._sample_rate or 1)
            self._samples += piece.samples
            self._out.mux(self._audio.encode(piece))
