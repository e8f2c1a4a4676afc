"""Still pictures, read and fitted."""

from __future__ import annotations

__all__ = ("TURNS", "Fitter", "fit_picture", "read_picture")

from pathlib import Path
from typing import TypeAlias

import av.error
from av.video.frame import VideoFrame

from ._geometry import crop_box, fit_box
from ._graph import Chain
from ._open import Limits, MediaRefusedError, open_media, video_of

_Key: TypeAlias = tuple[int, int, str, int, int, tuple[int, int]]
_HD = 720
_MATRICES = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020"}
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


class Fitter:
    """
    Scales pictures of any kind to one size, BT.709 and upright.

    Example:
        >>> Fitter((32, 32)).run(VideoFrame(64, 36, "rgb24")).format.name
        'yuv420p'
    """

    def __init__(
        self, size: tuple[int, int], *, is_whole: bool = False, has_alpha: bool = False
    ) -> None:
        self._size = size
        self._is_whole = is_whole
        self._has_alpha = has_alpha
        self._key: _Key | None = None
        self._chain: Chain

    def run(self, frame: VideoFrame, *, shape: tuple[int, int] | None = None) -> VideoFrame:
        """Fit a frame; `shape` is its size in square pixels, before it is turned."""
        shape = shape or (frame.width, frame.height)
        key = (
            frame.width,
            frame.height,
            frame.format.name,
            frame.rotation % 360,
            int(frame.colorspace),
            shape,
        )
        if key != self._key:
            self._key, self._chain = key, Chain(*key[:3], self._steps(key))
        return self._chain.run(frame)

    def _steps(self, key: _Key) -> str:
        wide, high = self._size
        _, _, pixels, turn, matrix, shape = key
        upright = shape if turn in (0, 180) else (shape[1], shape[0])
        if self._is_whole:
            box = fit_box(upright, self._size)
            ground = ":color=black@0" if self._has_alpha else ""
            place = f"pad={wide}:{high}:{box.left}:{box.top}{ground}"
        else:
            box = crop_box(upright, self._size)
            place = f"crop={wide}:{high}:{box.left}:{box.top}:exact=1"
        # Small pictures that do not say how they were made are taken for BT.601.
        unsaid = "bt709" if upright[1] >= _HD else "bt601"
        origin = _MATRICES.get(matrix, unsaid)
        colours = f":in_color_matrix={origin}" if pixels.startswith("yuv") else ""
        wanted = "yuva420p" if self._has_alpha else "yuv420p"
        return (
            f"{TURNS.get(turn, '')}scale={box.width}:{box.height}:flags=bicubic{colours}"
            f":out_color_matrix=bt709:out_range=limited,format={wanted},{place},setsar=1"
        )


def fit_picture(frame: VideoFrame, size: tuple[int, int], *, is_whole: bool = False) -> VideoFrame:
    """
    Give one `yuv420p` frame of `size`, BT.709, upright.

    Args:
        frame: Any picture.
        size: Width and height, both even.
        is_whole: Keep all of it between black bars, instead of covering `size` and
            cutting the rest away.
    """
    return Fitter(size, is_whole=is_whole).run(frame)
