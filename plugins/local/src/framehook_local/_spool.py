"""The folder with all jobs and files of the local service."""

from __future__ import annotations

__all__ = ("Spool",)

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from ._record import Record

_ID = re.compile(r"[0-9]{12}-[0-9a-f]{8}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FILE_URL = re.compile(r"local://files/([^/?#]+)/([^/?#]+)")
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,200}")


class Spool:
    """
    The folder with all jobs and files of the local service.

    Only its owner can look into it. Folders in it:

    * `jobs/<id>`: one job each, see `Record`.
    * `files/<sha256>/<name>`: what was uploaded.
    * `waiting/<id>`: a lock for each job that waits, in the order of the queue.
    * `slots/<number>`: a lock for each job that may run.
    * `attempts/<digest>`: which job an attempt led to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jobs = folder / "jobs"
        self.files = folder / "files"
        self.waiting = folder / "waiting"
        self.slots = folder / "slots"
        self.attempts = folder / "attempts"
        self.admission = folder / "admission"
        self.sweeping = folder / "sweeping"

    def prepare(self) -> None:
        """Make the folders that are missing."""
        if self.attempts.is_dir():
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.jobs, self.files, self.waiting, self.slots, self.attempts):
            folder.mkdir(exist_ok=True, mode=0o700)

    def record(self, job: str) -> Record | None:
        """Return a job by its id, or `None` if there is none."""
        if not _ID.fullmatch(job):
            return None
        record = Record(self.jobs / job)
        return record if record.exists() else None

    def records(self) -> list[Record]:
        """Return all jobs, the oldest first."""
        try:
            names = sorted(path.name for path in self.jobs.iterdir() if _ID.fullmatch(path.name))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [record for name in names if (record := Record(self.jobs / name)).exists()]

    def next_id(self) -> str:
        """Return an id after all others. For whoever holds `admission`."""
        path = self.folder / "sequence"
        try:
            last = int(path.read_text("ascii"))
        except (OSError, ValueError):
            names = [record.id for record in self.records()]
            last = max((int(name.partition("-")[0]) for name in names), default=0)
        part = path.with_suffix(".part")
        part.write_text(str(last + 1), "ascii")
        part.replace(path)
        return f"{last + 1:012d}-{os.urandom(4).hex()}"

    def attempt(self, label: str) -> Path:
        """Return where the job of an attempt is noted."""
        return self.attempts / hashlib.sha256(label.encode()).hexdigest()

    def locate(self, url: str) -> Path | None:
        """Return the stored file that a `local://files/…` URL names."""
        match = _FILE_URL.fullmatch(url)
        return self.find(match[1], unquote(match[2])) if match else None

    def files_of(self, value: object) -> Iterator[Path]:
        """Yield every stored file that is named somewhere in JSON."""
        if isinstance(value, str):
            path = self.locate(value)
            if path is not None:
                yield path
        elif isinstance(value, Mapping):
            for item in value.values():
                yield from self.files_of(item)
        elif isinstance(value, list):
            for item in value:
                yield from self.files_of(item)

    def find(self, key: str, name: str) -> Path | None:
        """
        Return a stored file.

        Args:
            key: Digest of an upload, or id of the job that made it.
            name: Its name.

        Returns:
            A plain file in the spool, or `None`: nothing that leads out of it is found.
        """
        if not _NAME.fullmatch(name) or name.startswith("."):
            return None
        if _DIGEST.fullmatch(key):
            folder = self.files / key
        elif _ID.fullmatch(key):
            folder = self.jobs / key / "files"
        else:
            return None
        path = folder / name
        try:
            is_plain = stat.S_ISREG(path.lstat().st_mode)
            is_inside = folder.resolve().is_relative_to(self.folder.resolve())
        except OSError:
            return None
        return path if is_plain and is_inside else None
