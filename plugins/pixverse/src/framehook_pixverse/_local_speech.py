"""Text spoken aloud, where the extra `speech` is installed."""

from __future__ import annotations

__all__ = ("can_speak", "speak")

import ctypes
import wave
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_LOADER = "espeakng_loader"
# eSpeak NG's own numbers.
_RETRIEVE, _UTF8, _PITCH, _FROM_CHARACTER = 1, 1, 3, 1
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def can_speak() -> bool:
    """Say whether the extra is installed."""
    return find_spec(_LOADER) is not None


def speak(text: str, target: Path, *, voice: str) -> None:
    """
    Write a text as speech into a WAV file.

    Args:
        text: What is said.
        target: The file to write.
        voice: Whose pitch it has.

    Raises:
        OSError: if the synthesizer does not start.
    """
    # The library is ten megabytes, and only a lipsync with a text needs it.
    loader: Any = import_module(_LOADER)
    engine = ctypes.CDLL(str(loader.get_library_path()))
    data = str(Path(loader.get_data_path()).parent).encode()
    rate = engine.espeak_Initialize(_RETRIEVE, 0, ctypes.c_char_p(data), 0)
    if rate <= 0:
        raise OSError("The speech synthesizer did not start.")
    samples = bytearray()

    def take(wave_data: Any, count: int, _events: Any) -> int:
        if wave_data and count > 0:
            samples.extend(ctypes.string_at(wave_data, 2 * count))
        return 0

    callback = _Callback(take)
    engine.espeak_SetSynthCallback(callback)
    engine.espeak_SetParameter(_PITCH, 25 + sum(map(ord, voice)) % 50, 0)
    words = text.encode() + b"\0"
    engine.espeak_Synth(
        ctypes.c_char_p(words),
        ctypes.c_size_t(len(words)),
        ctypes.c_uint(0),
        _FROM_CHARACTER,
        ctypes.c_uint(0),
        ctypes.c_uint(_UTF8),
        None,
        None,
    )
    engine.espeak_Synchronize()
    engine.espeak_Terminate()
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(samples))
