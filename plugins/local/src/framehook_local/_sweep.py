"""Deleting what is old, and writing down what died."""

from __future__ import annotations

__all__ = ("sweep",)

import os
import shutil
import time
from pathlib import Path

from ._lock import holding, is_held
from ._record import ENDED
from ._settings import Settings
from ._spool import Spool

_PERIOD = 3600.0
_FRESH = 3600.0


def sweep(spool: Spool, settings: Settings, *, now: float | None = None) -> None:
    """
    Delete jobs and uploads that are too old, or the oldest where they take too much disk.

    Jobs whose worker is gone are marked as failed. A job that waits or runs is never
    deleted. At most once an hour, and by one process at a time.
    """
    present = time.time() if now is None else now
    mark = spool.folder / "swept"
    with holding(spool.sweeping, wait=False) as mine:
        if not mine or (now is None and _age(mark, present) < _PERIOD):
            return
        mark.touch()
        _tidy_line(spool)
        in_use = _in_use(spool)
        folders = [*_ended_jobs(spool), *spool.files.iterdir()]
        candidates = [each for each in folders if each not in in_use]
        sizes = {folder: _size(folder) for folder in candidates}
        total = sum(sizes.values())
        for folder in sorted(candidates, key=lambda each: -_age(each, present)):
            age = _age(folder, present)
            # A file was perhaps placed for a job that is about to be ordered.
            if age > settings.keep or (age > _FRESH and total > settings.keep_bytes):
                _delete(folder)
                total -= sizes[folder]
        for path in spool.attempts.iterdir():
            if _age(path, present) > settings.keep:
                path.unlink(missing_ok=True)


def _ended_jobs(spool: Spool) -> list[Path]:
    # Asking for the state marks as failed what died without a word.
    return [each.folder for each in spool.records() if each.state()["state"] in ENDED]


def _in_use(spool: Spool) -> set[Path]:
    used: set[Path] = set()
    for record in spool.records():
        if record.last_state()["state"] not in ENDED:
            for path in spool.files_of(record.order().get("arguments")):
                # An upload's folder, or that of the job that made the file.
                used.update((path.parent, path.parent.parent))
    return used


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _tidy_line(spool: Spool) -> None:
    for path in spool.waiting.iterdir():
        # One that is being made is locked a moment after it appears.
        if not is_held(path) and not path.name.startswith("."):
            path.unlink(missing_ok=True)


def _age(path: Path, now: float) -> float:
    try:
        return now - path.stat().st_mtime
    except OSError:
        return float("inf")


def _size(folder: Path) -> int:
    total = 0 if folder.is_dir() else _bytes(folder)
    for place, _, names in os.walk(folder):
        for name in names:
            total += _bytes(Path(place) / name)
    return total


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
