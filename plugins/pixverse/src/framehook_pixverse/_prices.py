"""What PixVerse costs, by the vendor's text: amounts for five seconds, or for each second."""

from __future__ import annotations

__all__ = (
    "C1",
    "FAST",
    "LIPSYNC",
    "SEGMENTS",
    "SOUND_EFFECTS",
    "SWAP",
    "V5_5",
    "V5_5_TRANSITION",
    "V5_6",
    "V6",
)

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

from framehook.spi import Expected, Price, View

from ._expect import FAST_SECONDS, Sized

_Span: TypeAlias = tuple[Decimal, Decimal]

_TEXT = "vendor text of 2026-01"
_TEXT_DAY = date(2026, 1, 28)
_UNITS = "vendor text and unit price of 2026-07"
_UNITS_DAY = date(2026, 7, 28)
_NO_MULTIPLE = (
    f"{_TEXT}; whether the surcharges grow with the length is not said: the low end has them once"
)
_LONGEST_BASE = 5
# What the vendor counts has no name of its own in these texts.
_UNIT = "billing unit"

_FACTORS = {"5": Decimal(1), "8": Decimal(2), "10": Decimal("2.2")}
_SEGMENTS = {"360p": 3, "540p": 3, "720p": 4, "1080p": 8}
_V5_6 = {"360p": 7, "540p": 7, "720p": 9, "1080p": 15}
_V5_6_SOUND = {"360p": 9, "540p": 9, "720p": 9, "1080p": 15}
# Half cents a second, without and with sound.
_V6 = {"360p": (5, 7), "540p": (7, 9), "720p": (9, 12), "1080p": (18, 23)}
_C1 = {"360p": (6, 8), "540p": (8, 10), "720p": (10, 13), "1080p": (19, 24)}
# A hundred spoken characters cost as much as six seconds of the result.
_SECONDS_PER_HUNDRED = 6


class _Timed(Sized, Protocol):
    @property
    def duration(self) -> str: ...


class _Sounding(_Timed, Protocol):
    @property
    def generate_audio_switch(self) -> bool: ...


class _Metered(Sized, Protocol):
    @property
    def duration(self) -> int: ...
    @property
    def generate_audio_switch(self) -> bool: ...


class _Speech(Protocol):
    @property
    def audio_url(self) -> object | None: ...
    @property
    def text(self) -> str | None: ...


def _segments(view: View[_Timed], _expected: Expected | None) -> Decimal:
    return _SEGMENTS[view.input.resolution] * _FACTORS[view.input.duration]


def _fast_segments(view: View[Sized], _expected: Expected | None) -> Decimal:
    return Decimal(_SEGMENTS[view.input.resolution])


def _with_surcharge(base: int, surcharge: int, duration: str) -> _Span:
    factor = _FACTORS[duration]
    return base * factor + surcharge, (base + surcharge) * factor


def _v5_5(view: View[Any], _expected: Expected | None) -> _Span:
    given = view.input
    has_sound = getattr(given, "generate_audio_switch", False)
    has_shots = getattr(given, "generate_multi_clip_switch", False)
    return _with_surcharge(_SEGMENTS[given.resolution], has_sound + 2 * has_shots, given.duration)


def _v5_5_transition(view: View[_Sounding], _expected: Expected | None) -> _Span:
    given = view.input
    surcharge = 2 * given.generate_audio_switch
    return _with_surcharge(3 * _SEGMENTS[given.resolution], surcharge, given.duration)


def _v5_6(view: View[_Sounding], _expected: Expected | None) -> _Span:
    given = view.input
    surcharge = _V5_6_SOUND[given.resolution] * given.generate_audio_switch
    return _with_surcharge(_V5_6[given.resolution], surcharge, given.duration)


def _per_second(
    rates: Mapping[str, tuple[int, int]],
) -> Callable[[View[_Metered], Expected | None], Decimal]:
    def units(view: View[_Metered], _expected: Expected | None) -> Decimal:
        silent, sounding = rates[view.input.resolution]
        rate = sounding if view.input.generate_audio_switch else silent
        return Decimal(view.input.duration * rate)

    return units


def _hundreds(text: str) -> int:
    # The last hundred of characters counts in full.
    return -(-len(text) // 100)


def _lipsync(view: View[_Speech], _expected: Expected | None) -> _Span | None:
    video = view.facts("/video_url").duration
    given = view.input
    if video is None:
        return None
    if given.audio_url is None:
        spoken = _SECONDS_PER_HUNDRED * _hundreds(given.text or "")
        # Nobody speaks a hundred characters in more than ten seconds.
        longest = max(video, len(given.text or "") / 10)
        return spoken + _seconds(video), spoken + _seconds(longest)
    sound = view.facts("/audio_url").duration
    if sound is None:
        return None
    return _seconds(min(video, sound)), _seconds(max(video, sound))


def _seconds(length: float) -> Decimal:
    return Decimal(str(round(length, 3)))


def _five_seconds(view: View[object], _expected: Expected | None) -> Decimal | None:
    length = view.facts("/video_url").duration
    return None if length is None else Decimal(-(-round(length, 3) // FAST_SECONDS))


def _swap(view: View[Sized], _expected: Expected | None) -> Decimal | _Span:
    base = Decimal(_SEGMENTS[view.input.resolution])
    length = view.facts("/video_url").duration
    if length is None:
        return base, 2 * base
    return base * (2 if length > _LONGEST_BASE else 1)


SEGMENTS: Price[_Timed] = Price.per_unit(
    "0.05", "video segment", _segments, basis=_TEXT, as_of=_TEXT_DAY
)
FAST: Price[Sized] = Price.per_unit(
    "0.10", "video segment", _fast_segments, basis=_TEXT, as_of=_TEXT_DAY
)
V5_5: Price[Any] = Price.per_unit("0.05", _UNIT, _v5_5, basis=_NO_MULTIPLE, as_of=_TEXT_DAY)
V5_5_TRANSITION: Price[_Sounding] = Price.per_unit(
    "0.05", _UNIT, _v5_5_transition, basis=_NO_MULTIPLE, as_of=_TEXT_DAY
)
V5_6: Price[_Sounding] = Price.per_unit("0.05", _UNIT, _v5_6, basis=_NO_MULTIPLE, as_of=_TEXT_DAY)
V6: Price[_Metered] = Price.per_unit(
    "0.005", _UNIT, _per_second(_V6), basis=_UNITS, as_of=_UNITS_DAY
)
C1: Price[_Metered] = Price.per_unit(
    "0.005", _UNIT, _per_second(_C1), basis=_UNITS, as_of=_UNITS_DAY
)
LIPSYNC: Price[_Speech] = Price.per_unit(
    "0.04",
    "second",
    _lipsync,
    basis=f"{_TEXT}, in which a hundred spoken characters cost as much as six seconds; the length "
    "of the result is not known before: at most the longest of the video, the audio, and ten "
    "seconds for every hundred characters",
    as_of=_TEXT_DAY,
)
SOUND_EFFECTS: Price[object] = Price.per_unit(
    "0.10", "5 seconds", _five_seconds, basis=_UNITS, as_of=_UNITS_DAY
)
SWAP: Price[Sized] = Price.per_unit("0.05", _UNIT, _swap, basis=_TEXT, as_of=_TEXT_DAY)
