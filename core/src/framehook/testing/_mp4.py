"""Small valid MP4 files, and the traps that real ones set."""

from __future__ import annotations

__all__ = ("Layout", "make_mp4")

from fractions import Fraction
from typing import Literal

from ._aac import SAMPLES_A_FRAME, aac_config, silent_frame
from ._boxes import (
    Track,
    box,
    chunk_offsets,
    full,
    movie_header,
    sample_table,
    track_box,
    u16,
    u32,
)
from ._fragments import fragments, movie_extends
from ._h264 import Film
from ._sound import samples

Layout = Literal["moov-first", "moov-last", "fragmented"]
Audio = Literal["pcm", "aac"]

FRAGMENT_FRAMES = 12
TICKS = 512
RATE = 48000


def _picture_track(film: Film, *, rotation: int, skip: int, variable: bool) -> Track:
    sequence, parameters = film.sequence(), film.picture_parameters()
    width, height = film.width, film.height
    across, down = film.sample_aspect
    config = box(
        "avcC",
        bytes((1, *sequence[1:4], 0xFF, 0xE1)),
        u16(len(sequence)) + sequence + b"\x01" + u16(len(parameters)) + parameters,
    )
    aspect = b"" if across == down else box("pasp", u32(across, down))
    entry = box(
        "avc1",
        bytes(6) + u16(1) + bytes(16) + u16(width, height) + u32(72 << 16, 72 << 16, 0),
        u16(1) + bytes(32) + u16(24, 0xFFFF) + config + aspect,
    )
    tick = film.fps.denominator * TICKS
    durations = [
        tick * 2 if variable and number % 3 == 2 else tick for number in range(film.frames)
    ]
    return Track(
        kind="vide",
        entry=entry,
        data=[u32(len(unit)) + unit for unit in film.units()],
        count=film.frames,
        durations=durations,
        scale=film.fps.numerator * TICKS,
        keys=[number + 1 for number in range(film.frames) if film.is_key(number)],
        shown=(width * across // down, height),
        rotation=rotation,
        start=sum(durations[:skip]),
    )


def _sound_track(kind: Audio, seconds: float, channels: int, tone: int) -> Track:
    def entry(name: str, *more: bytes) -> bytes:
        head = bytes(6) + u16(1) + bytes(8) + u16(channels, 16, 0, 0) + u32(RATE << 16)
        return box(name, head, *more)

    if kind == "pcm":
        data = samples(seconds, RATE, channels, tone)
        size = 2 * channels
        count = len(data) // size
        return Track(
            kind="soun",
            entry=entry("sowt"),
            data=[data],
            count=count,
            size=size,
            durations=[1] * count,
            scale=RATE,
        )
    frame = silent_frame(channels)
    count = -(-round(seconds * RATE) // SAMPLES_A_FRAME)
    return Track(
        kind="soun",
        entry=entry("mp4a", full("esds", aac_config(RATE, channels))),
        data=[frame * count],
        count=count,
        size=len(frame),
        durations=[SAMPLES_A_FRAME] * count,
        scale=RATE,
    )


def _whole(tracks: list[Track], scale: int, *, last: bool) -> bytes:
    head = box("ftyp", b"isom", u32(512), b"isomiso2avc1mp41")
    content = box("mdat", *(piece for track in tracks for piece in track.data))
    longest = max((track.duration - track.start) * scale // track.scale for track in tracks)

    def movie(start: int) -> bytes:
        offsets = chunk_offsets(tracks, start)
        boxes = [
            track_box(track, number, scale, sample_table(track, offset), track.duration)
            for number, (track, offset) in enumerate(zip(tracks, offsets, strict=True), 1)
        ]
        return box("moov", movie_header(scale, longest, len(tracks)), *boxes)

    if last:
        return head + content + movie(len(head) + 8)
    return head + movie(len(head) + len(movie(0)) + 8) + content


def _pieces(tracks: list[Track], scale: int) -> bytes:
    head = box("ftyp", b"iso5", u32(512), b"iso5iso6avc1mp41")
    boxes = [
        track_box(track, number, scale, sample_table(track, 0, empty=True), 0)
        for number, track in enumerate(tracks, 1)
    ]
    movie = box("moov", movie_header(scale, 0, len(tracks)), *boxes, movie_extends(tracks))
    return head + movie + b"".join(fragments(tracks, FRAGMENT_FRAMES))


def _file(tracks: list[Track], scale: int, layout: Layout) -> bytes:
    if layout == "fragmented":
        return _pieces(tracks, scale)
    return _whole(tracks, scale, last=layout == "moov-last")


def _complaint(film: Film, rotation: int, skip: int, kept: float) -> str | None:
    if film.width < 2 or film.height < 2 or film.width % 2 or film.height % 2:
        return f"width and height must be even and at least 2, not {film.width}x{film.height}"
    if film.frames < 1 or film.fps <= 0:
        return f"frames and fps must be positive, not {film.frames!r} and {film.fps!r}"
    if rotation not in {0, 90, 180, 270}:
        return f"rotation must be 0, 90, 180 or 270, not {rotation!r}"
    if not 0 <= skip < film.frames:
        return f"skip must be between 0 and {film.frames - 1}, not {skip!r}"
    if not 0 <= kept <= 1:
        return f"kept must be between 0 and 1, not {kept!r}"
    return None


def make_mp4(
    width: int = 64,
    height: int = 48,
    frames: int = 24,
    fps: float | Fraction = 24,
    seed: int = 0,
    *,
    layout: Layout = "moov-first",
    keyframe_every: int | None = None,
    skip: int = 0,
    rotation: int = 0,
    sample_aspect: tuple[int, int] = (1, 1),
    variable_rate: bool = False,
    audio: Audio | None = None,
    channels: int = 2,
    tone: int = 440,
    audio_seconds: float | None = None,
    flat: bool = False,
    kept: float = 1.0,
) -> bytes:
    """
    Make an MP4 file that every player plays: a square that crosses a patterned ground.

    Equal arguments give equal bytes on every machine; another seed gives other pictures.

    Args:
        width: In pixels as stored, even.
        height: In pixels as stored, even.
        frames: How many are stored.
        fps: Frames in a second; pass `Fraction(30000, 1001)` for 29.97.
        seed: Selects colours and the way of the square.
        layout: Where the index is, or whether the file comes in fragments.
        keyframe_every: Frames from one full picture to the next; `None` for only one.
        skip: Frames at the beginning that an edit list hides.
        rotation: Clockwise degrees by which players turn the picture.
        sample_aspect: Width to height of one pixel.
        variable_rate: Let every third frame last twice as long.
        audio: Add sound: `pcm` with a tone, or `aac`, which is silent.
        channels: Of the sound, 1 or 2.
        tone: Of the sound, in hertz; 0 for silence.
        audio_seconds: Length of the sound; `None` for the length of the video.
        flat: Leave every picture grey, so that huge ones stay small.
        kept: The share of the file that is kept, from its beginning.

    Raises:
        ValueError: if no such file can be made; names what is wrong.

    Example:
        ```python
        clip = make_mp4(320, 180, frames=48, fps=24, audio="aac")
        assert clip[4:8] == b"ftyp"
        ```
    """
    rate = Fraction(fps).limit_denominator(1001)
    film = Film(
        width=width,
        height=height,
        frames=frames,
        fps=rate,
        seed=seed,
        keyframe_every=keyframe_every,
        sample_aspect=sample_aspect,
        flat=flat,
    )
    if complaint := _complaint(film, rotation, skip, kept):
        msg = f"No MP4 file can be made: {complaint}."
        raise ValueError(msg)
    picture = _picture_track(film, rotation=rotation, skip=skip, variable=variable_rate)
    tracks = [picture]
    if audio is not None:
        seconds = picture.duration / picture.scale if audio_seconds is None else audio_seconds
        tracks.append(_sound_track(audio, seconds, channels, tone))
    data = _file(tracks, picture.scale, layout)
    return data[: round(len(data) * kept)]
