"""How the local service says no."""

from __future__ import annotations

__all__ = ("ArgumentRefusedError", "failure_json", "failure_of")

import traceback
from typing import Any

from framehook.errors import (
    Cancelled,
    CheckFailedError,
    EndpointNotFoundError,
    FidelityError,
    FramehookError,
    PluginError,
)
from framehook.spi import Failure

from ._limits import OutOfTimeError


class ArgumentRefusedError(ValueError):
    """
    An argument, or the media behind it, that cannot be worked with.

    Args:
        message: What is wrong and what to do, in sentences.
        code: A stable name for it.
        path: JSON pointer to the argument.

    Example:
        ```python
        raise ArgumentRefusedError("The clip has no sound.", code="acme.mute", path="/video_url")
        ```
    """

    def __init__(self, message: str, *, code: str = "local.refused", path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.path = path


def failure_of(error: BaseException) -> Failure:
    """Return whose fault an error is, with a code, words and the argument at fault."""
    if isinstance(error, Cancelled):
        return Failure("cancelled", error.message, "local.cancelled")
    if isinstance(error, CheckFailedError):
        found = [issue.to_json() for issue in error.issues]
        first = error.issues[0] if error.issues else None
        code, path = (first.code, first.path) if first else (error.code, "")
        return Failure("input", error.message, code, False, path, {"issues": found})
    if isinstance(error, (EndpointNotFoundError, FidelityError)):
        return Failure("input", str(error), f"local.{error.code}", False)
    if isinstance(error, PluginError):
        return Failure("service", str(error), f"local.{error.code}", False)
    if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
        # A runner says with it that the arguments or the media are at fault.
        code = getattr(error, "code", "local.refused")
        return Failure("input", str(error), code, False, getattr(error, "path", ""))
    if isinstance(error, MemoryError):
        words = "The job needs more memory than FRAMEHOOK_LOCAL_MEMORY_MB allows."
        return Failure("service", words, "local.out_of_memory", False)
    if isinstance(error, OutOfTimeError):
        return Failure("timeout", str(error), "local.out_of_time", False)
    return _crash(error)


def failure_json(failure: Failure) -> dict[str, Any]:
    """Return a failure as JSON."""
    return failure._asdict()


def _crash(error: BaseException) -> Failure:
    if isinstance(error, FramehookError):
        return Failure("service", str(error), f"local.{error.code}")
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {frames[-1].name!r}" if frames else ""
    text = str(error).strip() or "no words"
    words = f"The runner failed with {type(error).__name__}{place}: {text}"
    return Failure("service", words if words.endswith(".") else f"{words}.", "local.crashed")
