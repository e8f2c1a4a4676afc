"""Putting sound under a video without touching a single picture."""

from __future__ import annotations

__all__ = ("Merged", "merge_audio_video", "sound_shape")

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer

from ._clip import Clip, scan_clip
from ._encode import Quality, prepare_h264
from ._geometry import even
from ._open import Limits, audio_of, open_media, video_of
from ._part import part_of
from ._pcm import AAC_RATES, SoundTrack, decode_sound, place_sound
from ._picture import Fitter
from ._tick import Tick, silent

_COPIED = {"h264", "hevc", "vp9", "av1", "mpeg4"}
_FINE = Quality(crf=16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """
    A video with new sound, and where exactly the sound is.

    Example:
        >>> merge_audio_video(Path("a.mp4"), Path("b.wav"), Path("c.mp4"))  # doctest: +SKIP
    """

    path: Path
    frames: int
    seconds: float
    """How long the pictures last, which is where the sound is cut."""
    sample_rate: int
    first_sample: int
    """How many samples of silence come first."""
    samples: int
    """How many samples the sound track has, silence included."""
    is_copied: bool
    """Whether the picture packets are the source's own, byte by byte."""
    notes: tuple[str, ...]


def merge_audio_video(
    video: Path,
    audio: Path,
    target: Path,
    *,
    start_offset: float = 0.0,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Merged:
    """
    Replace a video's sound by that of another file.

    The sound begins `start_offset` seconds after the first picture, to the sample, behind
    real silence, and ends with the last picture at the latest. A negative offset leaves
    out the beginning of the sound.

    Raises:
        MediaRefusedError: One of the files cannot be used.
    """
    clip = scan_clip(video, limits=limits, tick=tick)
    length = clip.seconds_at(clip.frames)
    rate, layout = sound_shape(audio, limits=limits)
    first = round(Fraction(start_offset) * rate)
    with ExitStack() as stack:
        part = stack.enter_context(part_of(target))
        container = stack.enter_context(open_media(video, limits=limits))
        out = stack.enter_context(
            av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"})
        )
        copier = _Pictures(clip, container, out, limits)
        decoded = decode_sound(audio, rate=rate, layout=layout, limits=limits)
        placed = place_sound(
            decoded, rate=rate, layout=layout, lead=first, total=round(length * rate)
        )
        track = SoundTrack(out, placed, rate=rate, layout=layout)
        for count, seconds in enumerate(copier.write(), start=1):
            track.until(seconds)
            tick(min(count, clip.frames), clip.frames, "Merging")
        track.until()
    return Merged(
        path=target,
        frames=clip.frames,
        seconds=float(length),
        sample_rate=rate,
        first_sample=first,
        samples=track.samples,
        is_copied=copier.is_copied,
        notes=_notes(copier, clip, track.samples / rate, float(length)),
    )


class _Pictures:
    """The picture track of the result: copied packets, or frames encoded anew."""

    def __init__(
        self, clip: Clip, container: InputContainer, out: OutputContainer, limits: Limits | None
    ) -> None:
        self.is_copied = clip.codec in _COPIED
        self._clip = clip
        self._container = container
        self._out = out
        self._source = video_of(container, limits=limits)
        if self.is_copied:
            self._stream = out.add_stream_from_template(self._source)
            return
        self._stream = out.add_stream("libx264", rate=clip.fps)
        prepare_h264(
            self._stream.codec_context,
            size=(even(clip.coded_size[0]), even(clip.coded_size[1])),
            fps=clip.fps,
            time_base=clip.time_base,
            quality=_FINE,
        )

    def write(self) -> Iterator[Fraction]:
        """Write all pictures, and say before each one when it is shown."""
        clip, base = self._clip, self._clip.time_base
        if not self.is_copied:
            yield from self._encode()
            return
        for packet in self._container.demux(self._source):
            if packet.pts is None or not packet.size:
                continue
            packet.pts -= clip.times[0]
            if packet.dts is not None:
                packet.dts -= clip.times[0]
            yield packet.pts * base
            packet.stream = self._stream
            self._out.mux_one(packet)

    def _encode(self) -> Iterator[Fraction]:
        clip, base = self._clip, self._clip.time_base
        fitter = Fitter((even(clip.coded_size[0]), even(clip.coded_size[1])))
        for decoded in self._container.decode(self._source):
            frame = fitter.run(decoded)
            frame.pts, frame.time_base = (decoded.pts or 0) - clip.times[0], base
            frame.pict_type = 0
            yield frame.pts * base
            self._out.mux(self._stream.encode(frame))
        self._out.mux(self._stream.encode(None))


def sound_shape(path: Path, *, limits: Limits | None = None) -> tuple[int, str]:
    """Give the rate and layout in which AAC can hold the sound of a file."""
    with open_media(path, limits=limits, need="audio") as container:
        stream = audio_of(container)
        assert stream is not None
        rate = stream.codec_context.sample_rate
        layout = stream.codec_context.layout
        simple = "mono" if layout.nb_channels == 1 else "stereo"
        return (rate if rate in AAC_RATES else 48000), simple


def _notes(copier: _Pictures, clip: Clip, sound: float, length: float) -> tuple[str, ...]:
    notes = [
        "The picture packets are the source's own, byte by byte."
        if copier.is_copied
        else f"MP4 cannot hold {clip.codec}, so the pictures were encoded as H.264."
    ]
    if sound < length - 0.01:
        notes.append(f"The sound ends at {sound:.3f} s, before the pictures do.")
    else:
        notes.append(f"The sound is cut where the pictures end, at {length:.3f} s.")
    return tuple(notes)
