"""The pictures of the documentation, made from what the local service makes."""

from __future__ import annotations

__all__ = ("draw",)

import math
import struct
import tempfile
import wave
import zlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame

from framehook import Client
from framehook.testing import make_mp4
from framehook_ffmpeg_api import merge_audio_video
from framehook_local import service
from framehook_magi import extend_video, text_to_video

START = 64
SIZE = (480, 270)
RATE = 48000
OFFSET = 0.5
WHITE, INK, PALE, ACCENT = (255, 255, 255), (40, 44, 52), (222, 226, 232), (38, 110, 190)


def draw(folder: Path) -> list[Path]:
    """Draw all of them into a folder."""
    with tempfile.TemporaryDirectory() as name, Client(service="local") as client:
        work = Path(name)
        return [
            _seam(client, work, folder / "seam.jpg"),
            _prompt(client, work, folder / "prompt.jpg"),
            _sound(client, work, folder / "sound.png"),
        ]


def _seam(client: Client, work: Path, target: Path) -> Path:
    clip = work / "clip.mp4"
    service.sample(clip)
    call = extend_video(prompt="the tide comes in", video_url=clip, start_frame=START)
    longer = client.run(call).save(work / "longer.mp4")
    shown = [START - 1, START, START + 1, START + 24]
    return _mosaic(Path(longer.path), shown, 2, target)


def _prompt(client: Client, work: Path, target: Path) -> Path:
    call = text_to_video(
        prompt="fog lifts off a lake", seed=7, resolution="480p", aspect_ratio="16:9"
    )
    made = client.run(call).save(work / "prompt.mp4")
    return _mosaic(Path(made.path), [0, 72], 2, target)


def _mosaic(video: Path, numbers: Sequence[int], columns: int, target: Path) -> Path:
    wide, high = SIZE
    frames: dict[int, bytes] = {}
    with av.open(str(video)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number in numbers:
                frames[number] = _pixels(frame.reformat(wide, high, "rgb24"))
    rows = -(-len(numbers) // columns)
    picture = bytearray(3 * wide * columns * high * rows)
    for place, number in enumerate(numbers):
        down, across = divmod(place, columns)
        for line in range(high):
            start = 3 * ((down * high + line) * wide * columns + across * wide)
            picture[start : start + 3 * wide] = frames[number][
                3 * wide * line : 3 * wide * (line + 1)
            ]
    target.write_bytes(_jpeg(bytes(picture), wide * columns, high * rows))
    return target


def _pixels(frame: VideoFrame) -> bytes:
    plane = frame.planes[0]
    data, wide = bytes(plane), 3 * frame.width
    return b"".join(data[line * plane.line_size :][:wide] for line in range(frame.height))


def _jpeg(pixels: bytes, wide: int, high: int) -> bytes:
    frame = VideoFrame(wide, high, "rgb24")
    plane = frame.planes[0]
    rows = (pixels[3 * wide * line : 3 * wide * (line + 1)] for line in range(high))
    plane.update(b"".join(row.ljust(plane.line_size, b"\0") for row in rows))
    encoder = av.VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = wide, high, "yuvj420p"
    encoder.time_base = Fraction(1, 1)
    encoder.qmin = encoder.qmax = 4
    whole = frame.reformat(format="yuvj420p", dst_color_range="JPEG")
    return b"".join(bytes(packet) for packet in [*encoder.encode(whole), *encoder.encode(None)])


def _sound(client: Client, work: Path, target: Path) -> Path:
    clip, sound = work / "silent.mp4", work / "plucked.wav"
    clip.write_bytes(make_mp4(320, 180, frames=72))
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", value) for value in _plucked(2.0)))
    call = merge_audio_video(video_url=clip, audio_url=sound, start_offset=OFFSET)
    merged = client.run(call).save(work / "merged.mp4")
    target.write_bytes(_wave_picture(_samples(Path(merged.path)), seconds=3.0))
    return target


def _plucked(seconds: float) -> list[int]:
    """Four notes that die away."""
    notes = (220, 277, 330, 440)
    length = round(seconds * RATE / len(notes))
    return [
        round(26000 * math.exp(-7 * n / length) * math.sin(2 * math.pi * note * n / RATE))
        for note in notes
        for n in range(length)
    ]


def _samples(path: Path) -> list[float]:
    """Return the sound as a player gives it, from its first moment on."""
    found: list[float] = []
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            begin = max(0, round(float(frame.time or 0.0) * RATE))
            found.extend([0.0] * (begin - len(found)))
            for part in resampler.resample(frame):
                found.extend(
                    struct.unpack(f"<{part.samples}f", bytes(part.planes[0])[: 4 * part.samples])
                )
    return found


def _wave_picture(sound: Sequence[float], *, seconds: float) -> bytes:
    wide, high = 900, 220
    rows = [bytearray(bytes(WHITE) * wide) for _ in range(high)]

    def column(x: int, top: int, bottom: int, colour: tuple[int, int, int]) -> None:
        for y in range(max(0, top), min(high, bottom + 1)):
            rows[y][3 * x : 3 * x + 3] = bytes(colour)

    for mark in range(1, round(seconds / 0.5)):
        column(round(mark * 0.5 / seconds * wide), 0, high - 1, PALE)
    middle = high // 2
    for x in range(wide):
        part = sound[round(x * seconds * RATE / wide) : round((x + 1) * seconds * RATE / wide)]
        top, bottom = max(part, default=0.0), min(part, default=0.0)
        column(x, round(middle - top * middle), round(middle - bottom * middle), ACCENT)
        column(x, middle, middle, INK)
    return _png([bytes(row) for row in rows], wide, high)


def _png(rows: Sequence[bytes], wide: int, high: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
