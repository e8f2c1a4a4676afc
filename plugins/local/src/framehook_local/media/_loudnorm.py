"""Even loudness after EBU R128, measured first and then applied."""

from __future__ import annotations

__all__ = ("Loudness", "Measured", "Normalized", "measure_loudness", "normalize_loudness")

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.filter import Graph
from av.filter.loudnorm import stats

from ._audio_format import format_for_suffix
from ._graph import drain_sound
from ._open import Limits, audio_of, open_media
from ._part import part_of
from ._pcm import SoundTrack, place_sound
from ._tick import Tick, silent

# What the meter gives for a sound that is too quiet or too short to have a loudness.
_QUIET = -70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """
    What a sound shall become.

    Example:
        >>> Loudness(integrated_loudness=-16).true_peak
        -0.1
    """

    integrated_loudness: float = -18.0
    """LUFS."""
    true_peak: float = -0.1
    """dBTP, at most."""
    loudness_range: float = 7.0
    """LU."""
    offset: float = 0.0
    """LU of gain before the limiter."""
    linear: bool = False
    """One gain for all of it, where the peaks allow that."""
    dual_mono: bool = False
    """Measure one channel as if it came from two loudspeakers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    How loud a sound is: LUFS, LU, dBTP and the gate in LUFS.

    Example:
        >>> Measured(i=-23, lra=7, tp=-2, thresh=-33).i
        -23
    """

    i: float
    lra: float
    tp: float
    thresh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """
    A sound of even loudness and its measurement, with the service's field names.

    Example:
        >>> normalize_loudness(Path("a.wav"), Path("b.wav")).summary  # doctest: +SKIP
    """

    path: Path
    seconds: float
    sample_rate: int
    summary: dict[str, float | str | None]


def measure_loudness(
    path: Path, *, dual_mono: bool = False, limits: Limits | None = None
) -> Measured:
    """
    Measure a sound.

    Raises:
        MediaRefusedError: The file cannot be used or has no sound.
    """
    container = open_media(path, limits=limits, need="audio")
    stream = audio_of(container)
    assert stream is not None
    # This closes the container.
    text = stats(f"i=-18:tp=-0.1:lra=7:dual_mono={str(dual_mono).lower()}", stream)
    found = json.loads(text)
    return Measured(
        i=float(found["input_i"]),
        lra=float(found["input_lra"]),
        tp=float(found["input_tp"]),
        thresh=float(found["input_thresh"]),
    )


def normalize_loudness(
    source: Path,
    target: Path,
    *,
    wanted: Loudness | None = None,
    measured: Measured | None = None,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Normalized:
    """
    Bring a sound to a loudness, in two passes unless it has been `measured` already.

    The ending of `target` chooses the format; the rate and the number of channels, one
    or two, are kept.

    Raises:
        MediaRefusedError: The file cannot be used or has no sound.
    """
    wanted = wanted or Loudness()
    tick(0, None, "Measuring the loudness")
    before = measured or measure_loudness(source, dual_mono=wanted.dual_mono, limits=limits)
    with ExitStack() as stack:
        container = stack.enter_context(open_media(source, limits=limits, need="audio"))
        stream = audio_of(container)
        assert stream is not None
        context = stream.codec_context
        layout = "mono" if context.layout.nb_channels == 1 else "stereo"
        shape = format_for_suffix(target.suffix, context.sample_rate)
        rate = shape.rate or context.sample_rate
        total = round((container.duration or 0) * Fraction(rate, 1_000_000)) or None
        part = stack.enter_context(part_of(target))
        out = stack.enter_context(av.open(str(part), "w", format=shape.container))
        frames = _filtered(container.decode(stream), _arguments(wanted, before), layout, rate)
        placed = place_sound(frames, rate=rate, layout=layout)
        track = SoundTrack(out, placed, rate=rate, layout=layout, codec=shape.codec)
        reached = Fraction(0)
        while not track.is_over:
            reached += Fraction(1, 4)
            track.until(reached)
            tick(track.samples, total, "Applying the loudness")
    after = measure_loudness(target, dual_mono=wanted.dual_mono, limits=limits)
    return Normalized(
        path=target,
        seconds=track.samples / rate,
        sample_rate=rate,
        summary=_summary(wanted, before, after),
    )


def _arguments(wanted: Loudness, before: Measured) -> str:
    parts = [
        f"I={wanted.integrated_loudness:g}",
        f"TP={wanted.true_peak:g}",
        f"LRA={wanted.loudness_range:g}",
        f"offset={wanted.offset:g}",
        f"linear={str(wanted.linear).lower()}",
        f"dual_mono={str(wanted.dual_mono).lower()}",
    ]
    values = (before.i, before.lra, before.tp, before.thresh)
    if all(isfinite(value) for value in values) and before.i > _QUIET:
        names = ("measured_I", "measured_LRA", "measured_TP", "measured_thresh")
        parts += [f"{name}={value:g}" for name, value in zip(names, values, strict=True)]
    return ":".join(parts)


def _filtered(
    frames: Iterator[AudioFrame], arguments: str, layout: str, rate: int
) -> Iterator[AudioFrame]:
    graph = Graph()
    resampler = AudioResampler("fltp", layout, rate)
    source = graph.add_abuffer(
        sample_rate=rate, format="fltp", layout=layout, time_base=Fraction(1, rate)
    )
    sink = graph.add("abuffersink")
    steps = [
        graph.add("loudnorm", arguments),
        # It works at 192 kHz inside.
        graph.add("aresample", str(rate)),
        graph.add("aformat", f"sample_fmts=fltp:channel_layouts={layout}"),
    ]
    graph.link_nodes(source, *steps, sink).configure()
    position = 0

    for frame in frames:
        frame.pts = None
        for piece in resampler.resample(frame):
            piece.pts, piece.time_base = position, Fraction(1, rate)
            position += piece.samples
            source.push(piece)
            yield from drain_sound(sink)
    source.push(None)
    yield from drain_sound(sink)


def _summary(wanted: Loudness, before: Measured, after: Measured) -> dict[str, float | str | None]:
    gain = wanted.integrated_loudness - before.i
    is_linear = (
        wanted.linear
        and isfinite(gain)
        and before.tp + gain <= wanted.true_peak
        and before.lra <= wanted.loudness_range
    )
    return {
        "input_integrated": _finite(before.i),
        "input_true_peak": _finite(before.tp),
        "input_lra": _finite(before.lra),
        "input_threshold": _finite(before.thresh),
        "output_integrated": _finite(after.i),
        "output_true_peak": _finite(after.tp),
        "output_lra": _finite(after.lra),
        "output_threshold": _finite(after.thresh),
        "normalization_type": "linear" if is_linear else "dynamic",
        "target_offset": _finite(round(wanted.integrated_loudness - after.i, 2)),
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
