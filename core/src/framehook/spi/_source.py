"""Things that can be read again and again. Making one opens nothing."""

from __future__ import annotations

__all__ = ("BytesSource", "PathSource", "source_of")

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..errors import FileNotReadableError
from ._record import record

if TYPE_CHECKING:
    from ._request import Source

PIECE = 1 << 20


@record(frozen=True, slots=True)
class PathSource:
    """
    A file on this machine.

    Example:
        ```python
        from pathlib import Path

        assert PathSource(Path("clips/shore.mp4")).name == "shore.mp4"
        ```
    """

    path: Path

    @property
    def name(self) -> str:
        """The file name, without folders."""
        return self.path.name

    @property
    def size(self) -> int:
        """
        Number of bytes.

        Raises:
            FileNotReadableError: if there is no such file, or it is not a plain file.
        """
        try:
            if not self.path.is_file():
                what = "is no plain file" if self.path.exists() else "does not exist"
                what = "is a folder" if self.path.is_dir() else what
                raise FileNotReadableError(
                    f"The file {str(self.path)!r} {what}.", hint="Check the path."
                )
            return self.path.stat().st_size
        except OSError as exc:
            raise self._error(exc) from exc

    @property
    def fingerprint(self) -> str:
        """What changes when the file does: path, size, time of change and inode."""
        try:
            stat = self.path.stat()
        except OSError as exc:
            raise self._error(exc) from exc
        return f"{self.path.resolve()}:{stat.st_size}:{stat.st_mtime_ns}:{stat.st_ino}"

    def open(self, start: int = 0) -> Iterator[bytes]:
        """Yield the bytes from `start` on."""
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                while piece := file.read(PIECE):
                    yield piece
        except OSError as exc:
            raise self._error(exc) from exc

    def read_at(self, offset: int, size: int) -> bytes:
        """Return at most `size` bytes from `offset` on."""
        try:
            with self.path.open("rb", buffering=0) as file:
                file.seek(offset)
                return file.read(size)
        except OSError as exc:
            raise self._error(exc) from exc

    def _error(self, exc: OSError) -> FileNotReadableError:
        return FileNotReadableError(
            f"The file {str(self.path)!r} cannot be read: {exc.strerror or exc}.",
            hint="Check the path and its permissions.",
        )


@record(frozen=True, slots=True)
class BytesSource:
    """
    Bytes in memory.

    Example:
        ```python
        source = BytesSource(b"abc", name="a.bin")
        assert source.size == 3 and b"".join(source.open(1)) == b"bc"
        ```
    """

    data: bytes = field(repr=False)
    name: str = "data"

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.data)

    @property
    def fingerprint(self) -> str:
        """Digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def open(self, start: int = 0) -> Iterator[bytes]:
        """Yield the bytes from `start` on."""
        view = memoryview(self.data)
        for offset in range(start, len(view), PIECE):
            yield bytes(view[offset : offset + PIECE])


def source_of(value: Path | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO) -> Source:
    """
    Return a source for a path, bytes or a binary file object.

    A file object that is a plain file on disk is read through its path, so that it can
    be read again; another one is read into memory here, from its present position.
    """
    if isinstance(value, (bytes, bytearray, memoryview)):
        return BytesSource(bytes(value))
    if isinstance(value, os.PathLike):
        return PathSource(Path(value))
    name = getattr(value, "name", None)
    if isinstance(name, str) and isinstance(value, (io.BufferedReader, io.FileIO)):
        return PathSource(Path(name))
    data = value.read()
    if not isinstance(data, bytes):
        raise FileNotReadableError(
            "The file object gives text, not bytes.", hint="Open it with mode 'rb'."
        )
    return BytesSource(data, Path(name).name if isinstance(name, str) else "data")
