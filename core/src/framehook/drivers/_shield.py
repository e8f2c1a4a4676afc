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

    __slots__ = ("_before", "_came", "_is_python")

    def __init__(self) -> None:
        self._before: Any = None
        self._came = False
        self._is_python: bool | None = None

    def hold(self) -> None:
        """Hold interrupts back from now on."""
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
        before, self._before = self._before, None
        if before is not None:
            signal.signal(signal.SIGINT, before)
        if self._came:
            self._came = False
            signal.raise_signal(signal.SIGINT)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._came = True
