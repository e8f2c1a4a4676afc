"""What is known about a media file before anyone pays for using it."""

from __future__ import annotations

__all__ = ("AudioFacts", "Facts", "MediaKind")


from typing import Literal

from ._record import record

MediaKind = Literal["video", "image", "audio"]


@record(frozen=True, slots=True, kw_only=True)
class AudioFacts:
    """
    The sound in a media file.

    Attributes:
        codec: Short name such as `aac`, `mp3`, `pcm_s16le`, `opus`.
        channels: Number of channels.
        sample_rate: Samples per second.
        duration: Seconds.

    Example:
        ```python
        sound = AudioFacts(codec="aac", channels=2, sample_rate=48000)
        assert sound.duration is None
        ```
    """

    codec: str | None = None
    channels: int | None = None
    sample_rate: int | None = None
    duration: float | None = None


@record(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    What the headers of a media file say, as far as they could be read.

    Everything is `None` where it is unknown, and then `why_unknown` has the reason.
    A number that is merely estimated has `exact=False` and must not reject a call.

    Attributes:
        kind: What the file is; a GIF with more than one picture is a `video`.
        container: `mp4`, `mov`, `webm`, `mkv`, `gif`, `png`, `jpeg`, `webp`, `wav`, `mp3`.
        codec: The video or image codec, `h264` for instance.
        frames: How many frames a player shows. An edit list has been applied.
        exact: Whether `frames` was counted rather than estimated.
        fps: Mean frames per second.
        variable_rate: Whether frames last for different times.
        duration: Seconds.
        coded_size: Width and height in pixels as stored.
        size: Width and height in pixels as shown: rotated, with square pixels.
        rotation: Clockwise degrees to turn the stored picture by: 0, 90, 180 or 270.
        sample_aspect: Width to height of one stored pixel, `(1, 1)` if square.
        has_audio: Whether there is sound.
        audio: The sound, where there is any and its header could be read.
        bytes: Size of the file in bytes.
        truncated: Whether the file ends before its own headers say it should.
        why_unknown: Why something is missing, as one sentence.

    Example:
        ```python
        facts = Facts(kind="video", frames=132, exact=True, fps=25.0, size=(1280, 720))
        assert facts.frames == 132 and facts.duration is None
        ```
    """

    kind: MediaKind | None = None
    container: str | None = None
    codec: str | None = None
    frames: int | None = None
    exact: bool = False
    fps: float | None = None
    variable_rate: bool | None = None
    duration: float | None = None
    coded_size: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    rotation: int = 0
    sample_aspect: tuple[int, int] | None = None
    has_audio: bool | None = None
    audio: AudioFacts | None = None
    bytes: int | None = None
    truncated: bool = False
    why_unknown: str = ""
