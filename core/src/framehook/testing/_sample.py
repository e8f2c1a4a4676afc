"""Media that stand for the samples of an endpoint's examples, and what is known of them."""

from __future__ import annotations

__all__ = ("BLIND", "PROFILES", "SAMPLES", "facts_of", "with_samples")

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..probe import probe_bytes
from ..spi import Call, Facts
from ._mp4 import make_mp4
from ._pictures import make_png
from ._sound import make_wav
from ._strategies import MEDIA_URLS

_WIDTH, _HEIGHT, _FRAMES, _SECONDS = 640, 480, 96, 2.0
_KINDS = {"sample:video": "video", "sample:image": "image", "sample:audio": "audio"}

# What stands for a sample in a call.
SAMPLES: Mapping[str, str] = {token: MEDIA_URLS[kind] for token, kind in _KINDS.items()}


def with_samples(value: Any) -> Any:
    """Return arguments of an example in which every sample is the URL of one."""
    if isinstance(value, Mapping):
        return {name: with_samples(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_samples(item) for item in value]
    return SAMPLES.get(value, value) if isinstance(value, str) else value


@functools.cache
def _known(kind: str) -> Facts:
    if kind == "image":
        return probe_bytes(make_png(_WIDTH, _HEIGHT))
    if kind == "audio":
        return probe_bytes(make_wav(_SECONDS))
    return probe_bytes(make_mp4(_WIDTH, _HEIGHT, frames=_FRAMES, audio="aac"))


def facts_of(call: Call[Any]) -> dict[str, Facts]:
    """Return what is known of each sample in a call, or of one of the kind that it wants."""
    kinds = {url: kind for kind, url in MEDIA_URLS.items()}
    return {
        pointer: _known(item.kind or kinds.get(item.url or "", "video"))
        for pointer, item in call.media().items()
    }


def _nothing(_call: Call[Any]) -> dict[str, Facts]:
    return {}


def _unknown(call: Call[Any]) -> dict[str, Facts]:
    return dict.fromkeys(call.media(), Facts(why_unknown="It could not be read."))


def _least(call: Call[Any]) -> dict[str, Facts]:
    return {
        pointer: replace(
            facts,
            frames=None if facts.frames is None else 1,
            exact=False,
            duration=None if facts.duration is None else 0.04,
            size=None if facts.size is None else (2, 2),
            coded_size=None if facts.coded_size is None else (2, 2),
            has_audio=facts.kind == "audio",
        )
        for pointer, facts in facts_of(call).items()
    }


# How much may be known of the media of a call.
PROFILES: Mapping[str, Callable[[Call[Any]], dict[str, Facts]]] = {
    "no media facts": _nothing,
    "unknown media facts": _unknown,
    "facts of a usual file": facts_of,
    "facts of a tiny file": _least,
}
# Those with which nothing can be decided.
BLIND = frozenset({"no media facts", "unknown media facts"})
