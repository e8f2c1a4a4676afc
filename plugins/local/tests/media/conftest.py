"""Small clips and sounds made on the spot, and ways to compare what came out."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

SCENE = "testsrc2=size={0}x{1}:rate={2}"


@dataclass(frozen=True)
class Kit:
    """Makes inputs below one folder and reads results."""

    folder: Path

    def clip(
        self,
        name: str,
        *,
        frames: int = 60,
        size: tuple[int, int] = (192, 108),
        rate: str = "24",
        codec: str = "libx264",
        options: dict[str, str] | None = None,
        scene: str = SCENE,
        sound: str | None = None,
        pixels: str = "yuv420p",
        times: Callable[[int], int] | None = None,
    ) -> Path:
        """Encode a moving picture; `times` gives other presentation times, in 1/12000 s."""
        path = self.folder / name
        fps = Fraction(rate)
        with (
            av.open(scene.format(*size, rate), format="lavfi") as source,
            av.open(str(path), "w") as out,
        ):
            stream = out.add_stream(codec, rate=fps)
            stream.width, stream.height, stream.pix_fmt = *size, pixels
            stream.codec_context.thread_count = 1
            stream.codec_context.options = options or {}
            stream.codec_context.time_base = Fraction(1, 12000) if times else 1 / fps
            audio = out.add_stream(sound, rate=48000, layout="stereo") if sound else None
            for number, frame in enumerate(source.decode(video=0)):
                if number == frames:
                    break
                frame.pts = times(number) if times else number
                frame.time_base = stream.codec_context.time_base
                frame.pict_type = 0
                out.mux(stream.encode(frame.reformat(format=pixels)))
            out.mux(stream.encode(None))
            if audio:
                for piece in tones(frames / fps):
                    out.mux(audio.encode(piece))
                out.mux(audio.encode(None))
        return path

    def cut(self, source: Path, name: str, *, first: int) -> Path:
        """Copy all packets and hide the first frames behind an edit list."""
        path = self.folder / name
        with av.open(str(source)) as container, av.open(str(path), "w") as out:
            stream = container.streams.video[0]
            copy = out.add_stream_from_template(stream)
            base = stream.time_base or Fraction(1)
            shift = round(Fraction(first) / (stream.average_rate or 1) / base)
            for packet in container.demux(stream):
                if packet.size and packet.pts is not None and packet.dts is not None:
                    packet.pts -= shift
                    packet.dts -= shift
                    packet.stream = copy
                    out.mux(packet)
        return path

    def tone(
        self, name: str, *, seconds: float = 2.0, gain: float = 0.3, rate: int = 48000
    ) -> Path:
        """Write a WAV file with a steady tone."""
        path = self.folder / name
        with av.open(str(path), "w") as out:
            stream = out.add_stream("pcm_s16le", rate=rate, layout="stereo")
            for piece in tones(Fraction(seconds), gain=gain, rate=rate):
                out.mux(stream.encode(piece))
            out.mux(stream.encode(None))
        return path

    def clicks(self, name: str, *, seconds: float, at: tuple[int, ...], rate: int = 48000) -> Path:
        """Write a WAV file that is silent but for a few samples."""
        path = self.folder / name
        data = array("h", bytes(4 * round(seconds * rate)))
        for sample in at:
            data[2 * sample : 2 * sample + 2] = array("h", [30000, 30000])
        with av.open(str(path), "w") as out:
            stream = out.add_stream("pcm_s16le", rate=rate, layout="stereo")
            frame = AudioFrame("s16", "stereo", len(data) // 2)
            frame.sample_rate, frame.pts = rate, 0
            frame.planes[0].update(data.tobytes())
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        return path

    @staticmethod
    def decode(path: Path) -> list[VideoFrame]:
        """All frames."""
        with av.open(str(path)) as container:
            return list(container.decode(video=0))

    @staticmethod
    def values(frame: VideoFrame) -> bytes:
        """The values of a yuv420p frame without the padding of its lines."""
        rows = [(frame.width, frame.height)] + [(-(-frame.width // 2), -(-frame.height // 2))] * 2
        parts: list[bytes] = []
        for plane, (wide, high) in zip(frame.planes, rows, strict=False):
            data = bytes(plane)
            parts += [data[y * plane.line_size :][:wide] for y in range(high)]
        return b"".join(parts)

    def psnr(self, one: VideoFrame, other: VideoFrame) -> float:
        """Likeness in dB over all planes."""
        a, b = self.values(one), self.values(other)
        assert len(a) == len(b)
        error = sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) / len(a)
        return 10 * math.log10(255**2 / error) if error else math.inf

    def difference(self, one: VideoFrame, other: VideoFrame) -> float:
        """Mean absolute difference of all values."""
        a, b = self.values(one), self.values(other)
        return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


def tones(seconds: Fraction, *, gain: float = 0.3, rate: int = 48000) -> Iterator[AudioFrame]:
    """A tone of 440 Hz in frames of 1024 samples."""
    wave = [round(32767 * gain * math.sin(math.tau * 440 * i / rate)) for i in range(rate)]
    total, start = round(seconds * rate), 0
    while start < total:
        count = min(1024, total - start)
        data = array("h")
        for index in range(start, start + count):
            data.extend((wave[index % rate], wave[index % rate]))
        frame = AudioFrame("s16", "stereo", count)
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        frame.planes[0].update(data.tobytes())
        yield frame
        start += count


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """A maker of inputs whose files live as long as the test run."""
    return Kit(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session")
def plain(kit: Kit) -> Path:
    """60 frames of H.264 without reordered frames, with sound."""
    return kit.clip("plain.mp4", options={"bf": "0", "g": "250", "preset": "veryfast"}, sound="aac")


@pytest.fixture(scope="session")
def reordered(kit: Kit) -> Path:
    """60 frames of H.264 with B-frames and several key frames."""
    return kit.clip("reordered.mp4", options={"bf": "3", "g": "24", "preset": "medium"})
