"""Still pictures, read and fitted."""

from __future__ import annotations

__all__ = ("TURNS", "fit_picture", "read_picture")

from pathlib import Path

import av.error
from av.video.frame import VideoFrame

from ._geometry import crop_box, fit_box
from ._graph import Chain
from ._open import Limits, MediaRefusedError, open_media, video_of

TURNS = {90: "transpose=cclock,", 180: "hflip,vflip,", 270: "transpose=clock,"}


def read_picture(path: Path, *, limits: Limits | None = None) -> VideoFrame:
    """
    Decode a picture, or the first one of a video.

    Raises:
        MediaRefusedError: It cannot be opened or decoded, or is above a limit.
    """
    with open_media(path, limits=limits) as container:
        try:
            for frame in container.decode(video_of(container, limits=limits)):
                return frame
        except av.error.FFmpegError as error:
            raise MediaRefusedError(
                "media.unreadable",
                f"The picture {path.name!r} cannot be decoded: {error.strerror}.",
            ) from error
    raise MediaRefusedError("media.unreadable", f"The file {path.name!r} holds no picture.")


def fit_picture(frame: VideoFrame, size: tuple[int, int], *, is_whole: bool = False) -> VideoFrame:
    """
    Give a `yuv420p` frame of `size`, BT.709, upright.

    Args:
        frame: Any picture.
        size: Width and height, both even.
        is_whole: Keep all of it between black bars, instead of covering `size` and
            cutting the rest away.
    """
    wide, high = size
    rotation = frame.rotation % 360
    source = (frame.width, frame.height)
    upright = source if rotation in (0, 180) else (frame.height, frame.width)
    if is_whole:
        box = fit_box(upright, size)
        place = f"pad={wide}:{high}:{box.left}:{box.top}"
    else:
        box = crop_box(upright, size)
        place = f"crop={wide}:{high}:{box.left}:{box.top}:exact=1"
    matrix = "" if frame.format.name.startswith("yuv4") else ":out_color_matrix=bt709"
    chain = Chain(
        *source,
        frame.format.name,
        f"{TURNS.get(rotation, '')}"
        f"scale={box.width}:{box.height}:flags=bicubic{matrix}:out_range=limited,"
        f"format=yuv420p,{place},setsar=1",
    )
    return chain.run(frame)
