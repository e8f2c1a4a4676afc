"""Scaling a clip without touching what its values mean."""

from __future__ import annotations

__all__ = ("faithful_scaler", "kept_colours", "told_colour")

from typing import Literal

from ._clip import Clip, Colour
from ._graph import Chain
from ._picture import TURNS

_UNSAID = 2
_HD = 720


def faithful_scaler(
    clip: Clip, size: tuple[int, int], *, kernel: Literal["bicubic", "lanczos"] = "bicubic"
) -> Chain:
    """
    Give a chain that makes the clip's frames upright, `size` large and `yuv420p`.

    Brightness and colour keep their values, so that the result has to say the same of them
    as the clip, see `told_colour`. What is no YUV becomes BT.709.
    """
    return Chain(
        *clip.coded_size,
        clip.pixels,
        f"{TURNS.get(clip.rotation, '')}"
        f"scale={size[0]}:{size[1]}:flags={kernel}+accurate_rnd+full_chroma_int{kept_colours(clip)},"
        f"setsar=1,format=yuv420p",
    )


def kept_colours(clip: Clip) -> str:
    """Return the options of a scaler that keep brightness and colour; no YUV becomes BT.709."""
    if not clip.is_yuv:
        return ":out_color_matrix=bt709:out_range=limited"
    # Naming one matrix for both sides, whichever it is, keeps the scaler from changing it.
    options = ":in_color_matrix=bt709:out_color_matrix=bt709"
    return options + (":in_range=full:out_range=limited" if clip.colour.is_full_range else "")


def told_colour(clip: Clip) -> Colour:
    """Keep what the clip says of its colours; say what players assume where it is silent."""
    colour = clip.colour
    if not clip.is_yuv:
        return Colour()
    if colour.matrix != _UNSAID:
        return Colour(primaries=colour.primaries, transfer=colour.transfer, matrix=colour.matrix)
    # Players take small pictures for BT.601 and large ones for BT.709.
    return Colour(primaries=6, transfer=6, matrix=6) if clip.coded_size[1] < _HD else Colour()
