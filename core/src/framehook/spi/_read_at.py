"""The one command of a prober."""

from __future__ import annotations

__all__ = ("ReadAt",)


from ._command import Command
from ._record import record


@record(frozen=True, slots=True)
class ReadAt(Command[bytes]):
    """
    Read at most `size` bytes of the file in question, from `offset` on.

    The answer is shorter only where the file ends.

    Example:
        ```python
        def is_wave() -> Flow[bool]:
            return (yield from ReadAt(0, 4)) == b"RIFF"
        ```
    """

    offset: int
    size: int
