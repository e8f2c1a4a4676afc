"""One job as it lies on disk."""

from __future__ import annotations

__all__ = ("ENDED", "Record", "State")

import shutil
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ._document import read_document, write_document
from ._lock import holding, is_held

State: TypeAlias = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED = frozenset({"done", "failed", "cancelled"})
_LOG_LIMIT = 1 << 20
_LAST_WORDS = 600


class Record:
    """
    The folder of one job.

    While its worker lives, the worker alone writes the state; it holds the lock `alive`
    all the time. Whoever gets that lock knows that the worker is gone and may write.

    Files:
        job.json: What was ordered.
        state.json: Where it stands.
        worker.json: Process id of the worker, and when that process started.
        alive: The worker's lock.
        log.txt: Lines of the runner.
        words.txt: What the process itself printed, such as the report of a crash.
        work: The runner's folder; gone at the end.
        files: Files of the result.
        result.json: The result.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.files = folder / "files"
        self._alive = folder / "alive"

    @property
    def id(self) -> str:
        """The job's id."""
        return self.folder.name

    def exists(self) -> bool:
        """Whether the job was accepted and is still here."""
        return (self.folder / "job.json").is_file()

    def order(self) -> dict[str, Any]:
        """Return what was ordered."""
        return read_document(self.folder / "job.json") or {}

    def state(self) -> dict[str, Any]:
        """Return where it stands; a worker that is gone without a word has failed."""
        state = self.last_state()
        if state["state"] in ENDED:
            return state
        with self.unattended() as gone:
            if gone:
                state = self.last_state()
                if state["state"] not in ENDED:
                    self._bury(state)
                    state = self.last_state()
        return state

    def write_state(self, state: State, *, lasting: bool = False, **more: Any) -> None:
        """Replace the state. For the worker, or whoever holds `unattended`."""
        write_document(self.folder / "state.json", {"state": state, **more}, lasting=lasting)

    def end(self, state: State, started: float | None, failure: Mapping[str, Any] | None) -> None:
        """Write the last state and leave nothing unfinished behind."""
        if state != "done":
            shutil.rmtree(self.files, ignore_errors=True)
            (self.folder / "result.json").unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)
        self.write_state(state, lasting=True, started=started, ended=time.time(), failure=failure)

    def result(self) -> dict[str, Any] | None:
        """Return the result, once it is done."""
        return read_document(self.folder / "result.json")

    def write_result(self, result: Mapping[str, Any]) -> None:
        """Write the result, before the state says that it is done."""
        write_document(self.folder / "result.json", result, lasting=True)

    def log(self, text: str) -> None:
        """Append a line, as long as there are not too many."""
        line = " ".join(text.split())[:2000]
        path = self.folder / "log.txt"
        with path.open("a", encoding="utf-8") as file:
            if file.tell() < _LOG_LIMIT:
                file.write(line + "\n")

    def lines(self) -> list[str]:
        """Return all lines of the log that are complete."""
        try:
            text = (self.folder / "log.txt").read_text("utf-8", errors="replace")
        except OSError:
            return []
        return text.split("\n")[:-1]

    def write_worker(self, pid: int) -> None:
        """Write down which process works on it."""
        write_document(self.folder / "worker.json", {"pid": pid, "start": _start_of(pid)})

    def worker(self) -> int | None:
        """Return the process id of the worker, if that process still is the worker."""
        note = read_document(self.folder / "worker.json")
        if note is None or not is_held(self._alive):
            return None
        pid: int = note["pid"]
        return pid if _start_of(pid) == note["start"] else None

    @contextmanager
    def unattended(self) -> Generator[bool, None, None]:
        """Say whether the worker is gone; if so, keep everyone else from writing."""
        if not self.exists():
            yield False
            return
        with holding(self._alive, wait=False) as gone:
            yield gone

    def last_state(self) -> dict[str, Any]:
        """Return what was last written, whether or not the worker still lives."""
        return read_document(self.folder / "state.json") or {"state": "waiting"}

    def _bury(self, state: Mapping[str, Any]) -> None:
        words = (
            "The process that worked on this job ended without a result: it was killed, or "
            "the machine ran out of memory, or was switched off."
        )
        last = self._last_words()
        if last:
            self.log(f"The process printed: {last}")
            words += f" It printed: {last}"
        failure = {"kind": "service", "code": "local.worker_died", "words": words}
        self.end("failed", state.get("started"), {**failure, "retryable": True})

    def _last_words(self) -> str:
        try:
            text = (self.folder / "words.txt").read_text("utf-8", errors="replace")
        except OSError:
            return ""
        return " ".join(text.split())[:_LAST_WORDS]


def _start_of(pid: int) -> str | None:
    # A process id is used again; together with its time of start it is not. Where the
    # system does not tell, the lock alone has to do.
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]
