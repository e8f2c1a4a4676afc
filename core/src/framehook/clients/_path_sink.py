"""A file on this machine that appears only when it is whole."""

from __future__ import annotations

__all__ = ("PathSink", "into_file", "into_folder", "scratch")

import hashlib
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from ..errors import OutputRefusedError
from ..flows._sink import Received
from ..spi._source import PathSource

logger = logging.getLogger("framehook.files")


class PathSink:
    """
    A file on this machine that appears only when it is whole.

    Args:
        target: A file, or a folder in which the file gets the name that the server gave.
        force: Whether to replace a file that is there already.
        temporary: Whether the folder of `target` goes away with the file.

    Example:
        ```python
        sink = PathSink(Path("out.bin"), force=True)
        sink.begin()
        sink.write(b"abc")
        assert sink.commit("server.bin").bytes == 3 and Path("out.bin").read_bytes() == b"abc"
        ```
    """

    def __init__(self, target: Path, *, force: bool = False, temporary: bool = False) -> None:
        self._target = target
        self._force = force
        self._temporary = temporary
        self._file: IO[bytes] | None = None
        self._part: Path | None = None
        self._digest = hashlib.sha256()
        self._done: Path | None = None
        self.written = 0

    def begin(self) -> None:
        """
        Prepare to write, from the start.

        Raises:
            OutputRefusedError: if the place cannot be written.
        """
        self._close()
        folder = self._target if self._target.is_dir() else self._target.parent
        if not self._target.is_dir():
            self._refuse_to_replace(self._target)
        part = folder / f".framehook-{secrets.token_hex(8)}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Without a buffer, so that what has been written cannot fail later.
            self._file = part.open("xb", buffering=0)
        except OSError as exc:
            raise OutputRefusedError(
                f"Nothing can be written to {str(folder)!r}: {exc.strerror}.",
                hint="Choose another place.",
            ) from exc
        self._part = part
        self._digest = hashlib.sha256()
        self.written = 0

    def write(self, data: bytes) -> None:
        """
        Append bytes.

        Raises:
            OutputRefusedError: if there is no room for them.
        """
        assert self._file is not None
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as exc:
            raise self._unwritten(exc) from exc
        self._digest.update(data)
        self.written += len(data)

    def commit(self, name: str) -> Received:
        """
        Put the finished file in its place.

        Raises:
            OutputRefusedError: if something is there already, or the place cannot be written.
        """
        assert self._file is not None
        assert self._part is not None
        place = self._target / name if self._target.is_dir() else self._target
        self._refuse_to_replace(place)
        try:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None
            self._put(self._part, place)
        except FileExistsError as exc:
            raise self._taken(place) from exc
        except OSError as exc:
            raise self._unwritten(exc) from exc
        self._part, self._done = None, place
        return Received(str(place), self.written, self._digest.hexdigest())

    def discard(self) -> None:
        """Leave nothing behind. A finished file stays, unless it is temporary."""
        self._close()
        if self._temporary:
            shutil.rmtree(self._target.parent, ignore_errors=True)

    def source(self) -> PathSource:
        """Return the finished file for reading."""
        assert self._done is not None
        return PathSource(self._done)

    def _unwritten(self, exc: OSError) -> OutputRefusedError:
        hint = "Make room and fetch the file again; the job is done."
        return OutputRefusedError(
            f"{str(self._target)!r} could not be written: {exc.strerror}.",
            hint="Make room for temporary files." if self._temporary else hint,
        )

    def _refuse_to_replace(self, place: Path) -> None:
        if place.exists() and not place.is_file():
            raise OutputRefusedError(
                f"{str(place)!r} is no plain file and is not replaced.",
                hint="Choose another name.",
            )
        if os.path.lexists(place) and not self._force:
            raise self._taken(place)

    def _put(self, part: Path, place: Path) -> None:
        if not self._force:
            # A link never replaces what another process has put there meanwhile.
            try:
                os.link(part, place)
            except FileExistsError:
                raise
            except OSError as exc:
                logger.debug("%s takes no links: %s", place.parent, exc)
            else:
                part.unlink()
                return
        part.replace(place)

    def _taken(self, place: Path) -> OutputRefusedError:
        return OutputRefusedError(
            f"{str(place)!r} exists already.",
            hint="Choose another name, or replace it with force=True (--force).",
        )

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._part is not None:
            self._part.unlink(missing_ok=True)
            self._part = None


def scratch(name: str) -> PathSink:
    """
    Return a sink for a temporary file whose name ends like `name`.

    Raises:
        OutputRefusedError: if there is no place for temporary files.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="framehook-"))
    except OSError as exc:
        raise OutputRefusedError(
            f"No temporary folder can be made: {exc.strerror}.",
            hint="Make room, or set TMPDIR to another folder.",
        ) from exc
    return PathSink(folder / f"relay{Path(name).suffix[:12]}", temporary=True)


def into_file(target: Path, *, force: bool) -> Callable[[str], PathSink]:
    """Return a maker of sinks for one file at `target`."""
    return lambda pointer: PathSink(target, force=force)


def into_folder(target: Path, *, force: bool) -> Callable[[str], PathSink]:
    """Return a maker of sinks for files in a folder, which is made now."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputRefusedError(
            f"The folder {str(target)!r} cannot be made: {exc.strerror}.",
            hint="Choose another place.",
        ) from exc
    return lambda pointer: PathSink(target, force=force)
