"""Media that are made for these tests, the honest ones and the traps."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from framehook.probe import probe
from framehook.spi import ReadAt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from framehook.spi._command import Flow
    from framehook.spi._facts import Facts

RATE = 25
FRAGMENTED = "frag_keyframe+empty_moov+default_base_moof"


def pictures(count: int, size: str = "160x90", rate: int = RATE) -> Iterator[av.VideoFrame]:
    source = f"testsrc2=size={size}:rate={rate}:duration={(count + 1) / rate}"
    with av.open(source, format="lavfi") as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index == count:
                return
            frame.pict_type = 0
            yield frame


def play(container: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    with av.open(
        f"sine=frequency=440:sample_rate=48000:duration={seconds}", format="lavfi"
    ) as tone:
        for frame in tone.decode(audio=0):
            container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def film(
    path: Path,
    *,
    codec: str = "libx264",
    count: int = 48,
    times: Sequence[int] | None = None,
    sound: str | None = None,
    aspect: Fraction | None = None,
    size: str = "160x90",
    pixels: str = "yuv420p",
    container: dict[str, str] | None = None,
    encoder: dict[str, str] | None = None,
) -> Path:
    """Encode a test picture; `times` are in 25ths of a second."""
    width, height = map(int, size.split("x"))
    with av.open(str(path), "w", options=container or {}) as out:
        stream = out.add_stream(codec, rate=RATE, options=encoder or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.codec_context.thread_count = 1
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        voice = out.add_stream(sound, rate=48000) if sound else None
        base = Fraction(1, RATE)
        stream.time_base = stream.codec_context.time_base = base
        for index, frame in enumerate(pictures(count, size)):
            shown = frame.reformat(format=pixels)
            shown.pts, shown.time_base = (times[index] if times else index), base
            out.mux(stream.encode(shown))
        out.mux(stream.encode(None))
        if voice is not None:
            play(out, voice, count / RATE)
    return path


def trimmed(source: Path, path: Path, start: float, stop: float, **options: str) -> Path:
    """Cut without encoding anew: what comes before `start` stays in the file, but is hidden."""
    settings = {"avoid_negative_ts": "disabled", **options}
    with av.open(str(source)) as given, av.open(str(path), "w", options=settings) as out:
        stream = given.streams.video[0]
        copy = out.add_stream_from_template(stream)
        base = stream.time_base
        assert base is not None
        given.seek(int(start / base), stream=stream)
        shift = int(start / base)
        for packet in given.demux(stream):
            if packet.pts is None or packet.dts is None or packet.dts * base >= stop:
                continue
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = copy
            out.mux(packet)
    return path


def turned(data: bytes, degrees: int) -> bytes:
    """Rewrite the matrix of the first track's header."""
    one = 1 << 16
    a, b = {90: (0, one), 180: (-one, 0), 270: (0, -one)}[degrees]
    matrix = struct.pack(">9i", a, b, 0, -b, a, 0, 0, 0, 1 << 30)
    at = data.index(b"tkhd") + 4 + 40
    return data[:at] + matrix + data[at + 36 :]


def tune(path: Path, codec: str, seconds: float = 1.5) -> Path:
    with av.open(str(path), "w") as out:
        play(out, out.add_stream(codec, rate=48000), seconds)
    return path


def still(path: Path, codec: str, pixels: str) -> Path:
    return film(path, codec=codec, count=1, pixels=pixels, container={"update": "1"})


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All of them, by file name."""
    here = tmp_path_factory.mktemp("clips")
    uneven = [0]
    for index in range(47):
        uneven.append(uneven[-1] + (1, 1, 3, 2, 7)[index % 5])
    fast = {"movflags": "faststart"}
    short = {"g": "12", "bf": "2"}
    source = film(here / "end.mp4", sound="aac", encoder=short)
    film(here / "faststart.mp4", sound="aac", container=fast)
    film(here / "plain.mov")
    film(here / "fragmented.mp4", container={"movflags": FRAGMENTED}, encoder=short)
    film(here / "sound_fragmented.mp4", container={"movflags": FRAGMENTED}, sound="aac")
    film(here / "sidx.mp4", container={"movflags": FRAGMENTED + "+global_sidx"}, encoder=short)
    film(here / "delayed.mp4", container={"movflags": FRAGMENTED + "+delay_moov"}, encoder=short)
    film(here / "uneven.mp4", times=uneven)
    film(here / "uneven_fragmented.mp4", times=uneven, container={"movflags": FRAGMENTED})
    film(here / "wide.mp4", aspect=Fraction(4, 3))
    film(here / "tall.mp4", aspect=Fraction(3, 4))
    film(here / "mpeg4.mp4", codec="mpeg4", aspect=Fraction(4, 3))
    film(here / "h265.mp4", codec="libx265", count=8, encoder={"x265-params": "log-level=none"})
    trimmed(source, here / "trimmed.mp4", 0.9, 1.6)
    trimmed(source, here / "trimmed.mov", 0.3, 1.5)
    for degrees in (90, 180, 270):
        path = here / f"turned_{degrees}.mp4"
        path.write_bytes(turned((here / "faststart.mp4").read_bytes(), degrees))
    vp9 = {"cpu-used": "8", "deadline": "realtime"}
    film(here / "vp9.webm", codec="libvpx-vp9", sound="libopus", encoder=vp9)
    film(here / "live.webm", codec="libvpx-vp9", container={"live": "1"}, encoder=vp9)
    hidden = {"auto-alt-ref": "1", "lag-in-frames": "16", "cpu-used": "4", "arnr-maxframes": "5"}
    film(here / "hidden.webm", codec="libvpx", count=60, encoder=hidden)
    film(here / "h264.mkv", sound="aac", encoder=short, aspect=Fraction(4, 3))
    film(here / "uneven.mkv", times=uneven, sound="libmp3lame")
    film(here / "uneven.gif", codec="gif", pixels="rgb8", times=uneven)
    film(here / "even.gif", codec="gif", pixels="rgb8")
    film(here / "one.gif", codec="gif", pixels="rgb8", count=1)
    film(here / "even.apng", codec="apng", pixels="rgb24", count=12)
    (here / "even.apng").rename(here / "even_animated.png")
    film(here / "even.webp", codec="libwebp_anim", count=12, container={"loop": "0"})
    still(here / "one.webp", "libwebp", "yuv420p")
    still(here / "lossless.webp", "libwebp", "bgra")
    still(here / "one.png", "png", "rgb24")
    still(here / "one.jpg", "mjpeg", "yuvj420p")
    tune(here / "tone.wav", "pcm_s16le")
    tune(here / "tone.mp3", "libmp3lame")
    tune(here / "tone.m4a", "aac")
    tune(here / "tone.mkv", "libopus")
    return {path.name: path for path in sorted(here.iterdir())}


class Disk:
    """
    Answers `ReadAt` from memory and keeps account of it.

    Pieces lie at offsets; between them and up to `size` there are zeros.
    """

    def __init__(self, *pieces: tuple[int, bytes], size: int | None = None) -> None:
        self.pieces = pieces
        self.size = max(at + len(data) for at, data in pieces) if size is None else size
        self.reads: list[tuple[int, int]] = []

    def read(self, offset: int, size: int) -> bytes:
        stop = max(offset, min(offset + size, self.size))
        answer = bytearray(stop - offset)
        for at, data in self.pieces:
            low, high = max(at, offset), min(at + len(data), stop)
            if low < high:
                answer[low - offset : high - offset] = data[low - at : high - at]
        self.reads.append((offset, len(answer)))
        return bytes(answer)

    @property
    def taken(self) -> int:
        return sum(size for _, size in self.reads)

    def facts(self, flow: Flow[Facts] | None = None) -> Facts:
        """Run a prober to its end."""
        flow = probe(self.size) if flow is None else flow
        try:
            command = next(flow)
            while True:
                assert isinstance(command, ReadAt), command
                assert command.offset >= 0, command
                assert command.size > 0, command
                command = flow.send(self.read(command.offset, command.size))
        except StopIteration as stop:
            return stop.value


@pytest.fixture(scope="session")
def disk() -> type[Disk]:
    return Disk


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def element(kind: int, *parts: bytes, unknown: bool = False) -> bytes:
    body = b"".join(parts)
    length = (1 << 56) - 1 if unknown else len(body)
    return (
        kind.to_bytes((kind.bit_length() + 7) // 8, "big") + (1 << 56 | length).to_bytes(8) + body
    )


@pytest.fixture(scope="session", name="box")
def box_writer() -> Callable[..., bytes]:
    return box


@pytest.fixture(scope="session", name="element")
def element_writer() -> Callable[..., bytes]:
    return element
