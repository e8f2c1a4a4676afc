"""What all errors have in common."""

from __future__ import annotations

__all__ = ("FramehookError",)

from typing import Any, ClassVar


def _rebuild(cls: type[FramehookError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class FramehookError(Exception):
    """
    Everything that framehook raises on purpose.

    Attributes:
        code: A stable name for what went wrong.
        message: What happened, in sentences.
        hint: What to do next, or `None`.
    """

    code: ClassVar[str] = "framehook"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with its positional arguments alone, which loses
        # everything that subclasses take by keyword.
        return _rebuild, (type(self), self.args, self.__dict__.copy())
