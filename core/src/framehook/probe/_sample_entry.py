"""Sample entries: what is in a track of an MP4 file."""

from __future__ import annotations

__all__ = ("Picture", "Sound", "picture", "sound")

from dataclasses import dataclass, replace
from struct import unpack_from

from ._boxes import Box, Tally, boxes, first
from ._geometry import aspect
from ._number import big
from ._sps import pixel_shape

_CODECS = {
    b"avc1": "h264",
    b"avc3": "h264",
    b"hvc1": "hevc",
    b"hev1": "hevc",
    b"dvh1": "hevc",
    b"dvhe": "hevc",
    b"vp08": "vp8",
    b"vp09": "vp9",
    b"av01": "av1",
    b"mp4v": "mpeg4",
    b"s263": "h263",
    b"h263": "h263",
    b"jpeg": "mjpeg",
    b"mjpa": "mjpeg",
    b"mjpb": "mjpeg",
    b"png ": "png",
    b"apch": "prores",
    b"apcn": "prores",
    b"apcs": "prores",
    b"apco": "prores",
    b"ap4h": "prores",
    b"ap4x": "prores",
    b"Opus": "opus",
    b"ac-3": "ac3",
    b"ec-3": "eac3",
    b"alac": "alac",
    b"fLaC": "flac",
    b".mp3": "mp3",
    b"sowt": "pcm_s16le",
    b"twos": "pcm_s16be",
    b"samr": "amr_nb",
    b"sawb": "amr_wb",
    b"ulaw": "pcm_mulaw",
    b"alaw": "pcm_alaw",
}
# Sound whose byte order is told by a box of its own.
_ORDERED = {b"in24": "pcm_s24", b"in32": "pcm_s32", b"fl32": "pcm_f32", b"fl64": "pcm_f64"}
_OBJECT_TYPES = {0x40: "aac", 0x66: "aac", 0x67: "aac", 0x68: "aac", 0x69: "mp3", 0x6B: "mp3"}
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_FASTEST = 10_000_000
_PICTURE_BOXES = 78
_SOUND_BOXES = {0: 28, 1: 44, 2: 64}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The codec, the stored size and the shape of a pixel of a video track."""

    codec: str | None
    size: tuple[int, int]
    pixel: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The codec, the number of channels and the samples per second of an audio track."""

    codec: str | None
    channels: int | None
    rate: int | None


def picture(description: memoryview, tally: Tally) -> Picture | None:
    """Read the first entry of a video track's `stsd` box."""
    entry = next(boxes(description[8:], tally), None)
    if entry is None:
        return None
    size = big(entry.body, 24, 2), big(entry.body, 26, 2)
    pixel = None
    for box in boxes(entry.body[_PICTURE_BOXES:], tally):
        if box.kind == b"pasp":
            pixel = aspect(big(box.body, 0, 4), big(box.body, 4, 4))
            break
        if box.kind == b"avcC":
            pixel = pixel_shape(box.body)
    return Picture(codec=_codec(entry.kind), size=size, pixel=pixel)


def sound(description: memoryview, tally: Tally) -> Sound | None:
    """Read the first entry of an audio track's `stsd` box."""
    entry = next(boxes(description[8:], tally), None)
    if entry is None:
        return None
    version = big(entry.body, 8, 2)
    channels, rate = big(entry.body, 16, 2), big(entry.body, 24, 4) >> 16
    inner = entry.body[_SOUND_BOXES.get(version, 28) :]
    stream = first(inner, b"esds", tally) or first(inner, b"wave/esds", tally)
    plain = Sound(codec=_codec(entry.kind), channels=channels or None, rate=rate or None)
    if entry.kind in _ORDERED:
        order = first(inner, b"wave/enda", tally) or first(inner, b"enda", tally) or b""
        codec = _ORDERED[entry.kind] + ("le" if any(order[:2]) else "be")
        return replace(plain, codec=codec)
    if entry.kind == b"lpcm" and version == 2:
        return _linear(entry)
    return plain if entry.kind != b"mp4a" or stream is None else _aac(bytes(stream), plain)


def _codec(kind: bytes) -> str | None:
    text = kind.decode("latin-1").strip()
    plain = text.isascii() and text.isprintable() and text != ""
    return _CODECS.get(kind) or (text.lower() if plain else None)


def _linear(entry: Box) -> Sound:
    bits, flags = big(entry.body, 48, 4), big(entry.body, 52, 4)
    kind = "f" if flags & 1 else "s" if flags & 4 else "u"
    order = "be" if flags & 2 else "le"
    (rate,) = unpack_from(">d", entry.body, 32)
    return Sound(
        codec=f"pcm_{kind}{bits}{order}" if bits > 8 else f"pcm_{kind}8",
        channels=big(entry.body, 40, 4) or None,
        rate=int(rate) if 0 < rate < _FASTEST else None,
    )


def _aac(stream: bytes, plain: Sound) -> Sound:
    """What the decoder's configuration says, which is right where the entry often is not."""
    at = _descriptor(stream, 4, 3)
    if at is None:
        return plain
    flags = big(stream, at + 2, 1)
    at += 3 + (2 if flags & 128 else 0) + (2 if flags & 32 else 0)
    if flags & 64:
        at += 1 + (stream[at] if at < len(stream) else 0)
    config = _descriptor(stream, at, 4)
    if config is None or config >= len(stream):
        return plain
    codec = _OBJECT_TYPES.get(stream[config])
    specific = _descriptor(stream, config + 13, 5)
    if codec != "aac" or specific is None or specific + 2 > len(stream):
        return Sound(codec=codec, channels=plain.channels, rate=plain.rate)
    bits = big(stream, specific, 2)
    kind, index, channels = bits >> 11, bits >> 7 & 15, bits >> 3 & 15
    rate = _RATES[index] if index < len(_RATES) else plain.rate
    # With spectral band replication the core runs at half the rate that is heard.
    return Sound(
        codec=codec,
        channels=8 if channels == 7 else channels or plain.channels,
        rate=plain.rate if kind in (5, 29) else rate,
    )


def _descriptor(stream: bytes, at: int, tag: int) -> int | None:
    """Where the content of a descriptor begins, if it is the one expected."""
    if at >= len(stream) or stream[at] != tag:
        return None
    for position in range(at + 1, min(at + 5, len(stream))):
        if not stream[position] & 128:
            return position + 1
    return None
