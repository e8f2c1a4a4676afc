"""Several sounds at once."""

from __future__ import annotations

__all__ = ("mix_sounds",)

from collections.abc import Iterator, Sequence
from fractions import Fraction

from av.audio.frame import AudioFrame
from av.filter import Graph

from ._graph import drain_sound


def mix_sounds(
    sounds: Sequence[Iterator[AudioFrame]], *, rate: int, layout: str = "stereo"
) -> Iterator[AudioFrame]:
    """
    Add sounds up, sample by sample, without making any of them quieter.

    All must be `fltp` and equally long, in frames of equal lengths, as `place_sound` with
    `is_padded` gives them.
    """
    if len(sounds) == 1:
        yield from sounds[0]
        return
    graph = Graph()
    sources = [
        graph.add_abuffer(
            sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate)
        )
        for _ in sounds
    ]
    mixer = graph.add("amix", f"inputs={len(sounds)}:normalize=0:duration=longest")
    for index, source in enumerate(sources):
        source.link_to(mixer, 0, index)
    # What exceeds full scale is pressed down instead of being cut off.
    limiter = graph.add("alimiter", "limit=0.97:level=0:latency=1")
    form = graph.add("aformat", f"sample_fmts=fltp:channel_layouts={layout}")
    sink = graph.add("abuffersink")
    graph.link_nodes(mixer, limiter, form, sink).configure()
    for frames in zip(*sounds, strict=True):
        for source, frame in zip(sources, frames, strict=True):
            source.push(frame)
        yield from drain_sound(sink)
    for source in sources:
        source.push(None)
    yield from drain_sound(sink)
