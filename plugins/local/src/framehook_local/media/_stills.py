"""Every frame of a video as a picture of its own."""

from __future__ import annotations

__all__ = ("zip_frames",)

from pathlib import Path
from zipfile import ZipFile, ZipInfo

import av
import av.error
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ._open import Limits, MediaRefusedError, open_media, video_of
from ._part import part_of
from ._tick import Tick, silent


def zip_frames(
    video: Path, target: Path, *, limits: Limits | None = None, tick: Tick = silent
) -> int:
    """
    Write all frames of a video as PNG pictures into one ZIP, and say how many they are.

    They are called `000001.png` and so on. The same video gives the same bytes.

    Raises:
        MediaRefusedError: The video cannot be used.
    """
    count = 0
    with (
        part_of(target) as part,
        ZipFile(part, "w") as archive,
        open_media(video, limits=limits) as container,
    ):
        try:
            for count, frame in enumerate(container.decode(video_of(container)), start=1):
                archive.writestr(ZipInfo(f"{count:06d}.png"), _png(frame))
                tick(count, None, "Packing frames")
        except av.error.FFmpegError as error:
            raise MediaRefusedError(
                "media.truncated", f"A frame of {video.name!r} cannot be decoded: {error}."
            ) from error
    return count


def _png(frame: VideoFrame) -> bytes:
    context = av.CodecContext.create("png", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = frame.width, frame.height, "rgb24"
    packets = [*context.encode(frame.reformat(format="rgb24")), *context.encode(None)]
    return b"".join(bytes(packet) for packet in packets)
