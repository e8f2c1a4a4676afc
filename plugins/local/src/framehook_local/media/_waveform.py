"""How loud a sound is over time, as a row of numbers."""

from __future__ import annotations

__all__ = ("Waveform", "measure_waveform")

from array import array
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from av.audio.resampler import AudioResampler

from ._open import Limits, audio_of, open_media
from ._tick import Tick, silent

_FULL = 32768


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """
    Peaks of a sound between 0 and 1, evenly spaced.

    Example:
        >>> measure_waveform(Path("speech.wav"), points_per_second=4)  # doctest: +SKIP
    """

    waveform: tuple[float, ...]
    duration: float
    """Seconds."""
    points: int
    precision: int


def measure_waveform(
    path: Path,
    *,
    points_per_second: float = 4.0,
    precision: int = 2,
    smoothing_window: int = 3,
    limits: Limits | None = None,
    tick: Tick = silent,
) -> Waveform:
    """
    Take the highest peak of every piece of a sound and smooth the row of them.

    Args:
        path: A sound, or a video with sound.
        points_per_second: How many numbers for a second, above 0.
        precision: Digits after the point.
        smoothing_window: Over how many points the mean is taken; odd. 1 smooths nothing.
        limits: What the file may ask for.
        tick: Told after each point.

    Raises:
        MediaRefusedError: The file cannot be used or has no sound.
        ValueError: The window is even, or a number is out of range.
    """
    if smoothing_window < 1 or smoothing_window % 2 == 0:
        message = f"smoothing_window must be an odd number, but it is {smoothing_window}."
        raise ValueError(message)
    if points_per_second <= 0:
        message = f"points_per_second must be above 0, but it is {points_per_second}."
        raise ValueError(message)
    peaks: list[float] = []
    samples = array("h")
    read = 0
    with open_media(path, limits=limits, need="audio") as container:
        stream = audio_of(container)
        assert stream is not None
        rate = stream.codec_context.sample_rate
        resampler = AudioResampler("s16", "mono", rate)
        for frame in chain(container.decode(stream), (None,)):
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
            count = round((len(peaks) + 1) * rate / points_per_second) - read
            while len(samples) >= (count if frame else 1):
                peaks.append(_peak(samples[:count]))
                read += min(count, len(samples))
                del samples[:count]
                count = round((len(peaks) + 1) * rate / points_per_second) - read
                tick(len(peaks), None, "Measuring")
    return Waveform(
        waveform=tuple(round(value, precision) for value in _smooth(peaks, smoothing_window)),
        duration=read / rate,
        points=len(peaks),
        precision=precision,
    )


def _peak(samples: array[int]) -> float:
    highest, lowest = max(samples), min(samples)
    return max(highest, -lowest) / _FULL


def _smooth(values: list[float], window: int) -> list[float]:
    reach = window // 2
    smooth: list[float] = []
    for index in range(len(values)):
        near = values[max(0, index - reach) : index + reach + 1]
        smooth.append(sum(near) / len(near))
    return smooth
