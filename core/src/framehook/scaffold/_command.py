"""An example of a call, as a command to copy."""

from __future__ import annotations

__all__ = ("run_command",)

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

# What a reader puts in place of the sample media of an example.
_SAMPLES = {"sample:video": "clip.mp4", "sample:image": "picture.png", "sample:audio": "sound.wav"}


def run_command(endpoint_id: str, example: Mapping[str, Any], *options: str) -> str:
    """Return the command that runs an example, with further options behind it."""
    words = ["framehook", "run", endpoint_id]
    for name, value in example.items():
        for word in _words(name, value):
            words += ["-a", word]
    return shlex.join([*words, *options])


def _words(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        # Text that begins with @ would be taken for the name of a file.
        mark = "@" if value.startswith("@") else ""
        yield f"{name}={_SAMPLES.get(value, mark + value)}"
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        for item in value:
            yield from _words(name, item)
    elif _has_sample(value):
        # JSON names no files of one's own, so what holds one is written with dots.
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _words(f"{name}.{key}", item)
    else:
        mark = ":=" if value is None or isinstance(value, (list, dict)) else "="
        yield f"{name}{mark}{json.dumps(value)}"


def _has_sample(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_sample, value.values()))
    if isinstance(value, list):
        return any(map(_has_sample, value))
    return isinstance(value, str) and value in _SAMPLES
