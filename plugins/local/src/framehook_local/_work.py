"""One execution, as its runner sees it."""

from __future__ import annotations

__all__ = ("JobWork",)

import shutil
import time
from pathlib import Path
from urllib.parse import quote

from framehook.spi import Cancelled, Expected, Obj

from ._media_type import ending_for, media_type_of
from ._record import Record

_PERIOD = 0.05


class JobWork:
    """
    What a runner reports to, kept in the folder of its job.

    Progress is written at most twenty times a second; between, `progress` costs next to
    nothing.

    Example:
        ```python
        def run(self, work, view, media):
            for index in range(96):
                work.progress(index, 96, "frames")
        ```
    """

    def __init__(self, record: Record, expected: Expected | None, started: float) -> None:
        self._record = record
        self._expected = expected
        self._started = started
        self._next = 0.0
        self._folder = record.work
        self.assumptions: list[str] = []
        self._folder.mkdir(exist_ok=True, mode=0o700)
        record.files.mkdir(exist_ok=True, mode=0o700)

    @property
    def folder(self) -> Path:
        """An empty folder for this execution alone; gone afterwards."""
        return self._folder

    @property
    def expected(self) -> Expected | None:
        """What the endpoint's `expect` says the call must yield."""
        return self._expected

    def progress(self, done: int, total: int | None, text: str = "") -> None:
        """
        Report progress; call it for every frame.

        Raises:
            Cancelled: if nobody wants the result any more.
        """
        now = time.monotonic()
        if now < self._next and done != total:
            return
        self._next = now + _PERIOD
        if (self._record.folder / "cancel").exists():
            raise Cancelled("The job was cancelled.")
        share = min(1.0, max(0.0, done / total)) if total else None
        self._record.write_state("running", started=self._started, progress=share, note=text)

    def log(self, text: str) -> None:
        """Add a line to the job's log."""
        self._record.log(text)

    def assume(self, text: str) -> None:
        """Record something that was assumed, or an argument that was not honoured."""
        if text not in self.assumptions:
            self.assumptions.append(text)

    def keep(self, path: Path, media_type: str) -> Obj:
        """
        Hand over a finished file. Returns the object that stands for it in the result.

        Raises:
            ValueError: if it is no plain file inside the folder of this execution.
        """
        inside = path.resolve().is_relative_to(self._folder.resolve())
        if path.is_symlink() or not path.is_file() or not inside:
            raise ValueError(f"{path.name!r} is no plain file in the folder of the job.")
        target = self._record.files / self._free_name(path, media_type)
        shutil.move(path, target)
        target.chmod(0o600)
        return {
            "url": f"local://files/{self._record.id}/{quote(target.name)}",
            "content_type": media_type,
            "file_name": target.name,
            "file_size": target.stat().st_size,
        }

    def _free_name(self, path: Path, media_type: str) -> str:
        stem = path.stem.lstrip(".")[:100] or "file"
        ending = path.suffix
        # The name alone says what type the file is handed out as.
        if media_type_of(path.name) != media_type:
            known = ending_for(media_type)
            ending = f".{known}" if known else ".bin"
        name, number = f"{stem}{ending}", 1
        while (self._record.files / name).exists():
            number += 1
            name = f"{stem}-{number}{ending}"
        return name
