"""The upscaler on this machine: real scaling with Lanczos' filter, without a model."""

from __future__ import annotations

__all__ = ("LanczosRunner", "upscale_video")

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from framehook.spi import Fidelity, Obj, View, Work
from framehook_local import spi as toolkit

from ._expect import larger
from .upscaler import UpscaleVideo

_NOT_A_MODEL = (
    "The pictures were scaled with Lanczos' filter: it keeps what there is and invents no "
    "detail, as a model would."
)
_SOUND = {
    "copied": "The sound is the source's own, packet by packet.",
    "encoded": "MP4 cannot hold the sound as it is, so it was encoded as AAC.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LanczosRunner:
    """
    A runner that really scales, and does not claim to be a model.

    Attributes:
        fidelity: A draft, for a model would add detail.
        requires: Modules it cannot do without.

    Example:
        ```python
        from framehook_video_upscaler.local import upscale_video

        assert upscale_video.fidelity.name == "DRAFT"
        ```
    """

    fidelity: Fidelity = Fidelity.DRAFT
    requires: tuple[str, ...] = ("av",)

    def run(self, work: Work, view: View[UpscaleVideo], media: Mapping[str, Path]) -> Obj:
        """Scale the video and hand it over."""
        source, target = media["/video_url"], work.folder / "upscaled.mp4"
        size = work.expected.size if work.expected is not None else None
        if size is None:
            size = larger(toolkit.scan_clip(source).display_size, view.input.scale)
        made = toolkit.upscale_video(source, target, size=size, tick=work.progress)
        work.log(f"{made.frames} frames of {made.size[0]}x{made.size[1]}.")
        work.assume(_NOT_A_MODEL)
        if made.sound in _SOUND:
            work.assume(_SOUND[made.sound])
        return {"video": work.keep(target, "video/mp4")}


upscale_video = LanczosRunner()
