"""A file that appears only when it is whole."""

from __future__ import annotations

__all__ = ("part_of",)

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def part_of(path: Path) -> Generator[Path]:
    """
    Give the name to write to, and move it to `path` when the block ends well.

    The name is `path` with `.part` behind it, in the same folder, so that the move is
    one step. If the block raises, the unfinished file is deleted.
    """
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
