"""Holding back an interrupt from the keyboard while it must not get through."""

from __future__ import annotations

__all__ = ("Shield",)

import signal
import threading
from types import FrameType
from typing import Any


class Shield:
    """
    Holds back an interrupt from the keyboard while it must not get through.

    It is delivered again on `release`, to whatever handled it before. Only the main
    thread is ever interrupted, so that elsewhere there is nothing to hold back.

    Example:
        ```python
        shield = Shield()
        shield.hold()
        shield.release()
        ```
    """

    __slots__ = ("_before", "_came", "_is_held", "_is_python", "_stays")

    def __init__(self) -> None:
        self._before: Any = None
        self._came = False
        self._is_held = False
        self._is_python: bool | None = None
        self._stays = False

    def stay(self) -> None:
        """Stay in the way until `leave`, and let through what need not be held back."""
        # Every change of the handler takes as long as a step of the ledger.
        self._stays = True

    def leave(self) -> None:
        """Get out of the way."""
        self._stays = False
        self._remove()

    def hold(self) -> None:
        """Hold interrupts back from now on."""
        self._is_held = True
        if self._before is not None or threading.current_thread() is not threading.main_thread():
            return
        if self._is_python is None:
            # Asking takes as long as everything else here, so it is done once.
            self._is_python = signal.getsignal(signal.SIGINT) is not None
        if self._is_python:
            self._before = signal.signal(signal.SIGINT, self._note)

    def release(self) -> None:
        """
        Let interrupts through again, first the one that came.

        Raises:
            KeyboardInterrupt: if one came and nobody else handles it.
        """
        self._is_held = False
        if not self._stays:
            self._remove()
        if self._came:
            self._came = False
            signal.raise_signal(signal.SIGINT)

    def _remove(self) -> None:
        if self._before is None:
            return
        present = signal.signal(signal.SIGINT, self._before)
        self._before = None
        if present != self._note:
            signal.signal(signal.SIGINT, present)  # Somebody else has taken over meanwhile.

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._is_held:
            self._came = True
        elif callable(self._before):
            self._before(number, frame)
        elif self._before == signal.SIG_DFL:
            self._remove()
            signal.raise_signal(signal.SIGINT)
