"""
Imports modules in forks of one fresh process and notes what each of them does.

Run as `python -m framehook.testing._import_watch FILE` with the question as JSON on standard
input; the answer is written to FILE. What every family needs is imported before the first
fork, so that a module is charged for what it adds.
"""

from __future__ import annotations

__all__ = ("ALLOWED", "main")

import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

# Seconds of processor time.
ALLOWED = 0.3
_TRIES, _MORE_TRIES = 2, 3
# How many places are told; a pipe holds no more than so much.
_MOST = 20
_FLOOR = ("pydantic", "framehook.spi._endpoint", "framehook.spi._combinators")
_CLIENTS = (
    *("aiohttp", "http.client", "httpcore", "httpx", "pycurl", "requests"),
    *("tornado.httpclient", "urllib.request", "urllib3", "websockets"),
)
_EVENTS: Mapping[str, str] = {
    "threading.Thread.start": "threads",
    "os.fork": "threads",
    "os.posix_spawn": "threads",
    "os.system": "threads",
    "subprocess.Popen": "threads",
    "socket.__new__": "sockets",
    "socket.getaddrinfo": "sockets",
    "os.putenv": "writes",
    "os.unsetenv": "writes",
}


def main(argv: list[str]) -> int:
    """Answer the question on standard input."""
    question: dict[str, Any] = json.loads(sys.stdin.read())
    for name in _FLOOR:
        importlib.import_module(name)
    folders = tuple(question["folders"])
    answer = {target: _watched(target, folders) for target in question["targets"]}
    Path(argv[0]).write_text(json.dumps(answer), encoding="utf-8")
    return 0


def _watched(target: str, folders: tuple[str, ...]) -> dict[str, Any]:
    seen = _in_fork(lambda: _watch(target, folders))
    spent: list[float] = []
    while "error" not in seen and len(spent) < _TRIES + _MORE_TRIES:
        if len(spent) >= _TRIES and min(spent) <= ALLOWED:
            break
        spent.append(_in_fork(lambda: {"cpu": _cost(target)})["cpu"])
    return {**seen, "cpu": min(spent, default=0.0)}


def _in_fork(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Nothing of this copy may live on, whatever the module has registered.
        try:
            answer = work()
        except BaseException as exc:  # noqa: BLE001 - loading it is another test's matter
            answer = {"error": f"{type(exc).__name__}: {exc}", "cpu": 0.0}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return json.loads(data) if data else {"error": "it ended the process", "cpu": 0.0}


def _cost(target: str) -> float:
    start = time.process_time()
    _resolve(target)
    return time.process_time() - start


def _resolve(target: str) -> None:
    module, _, path = target.partition(":")
    value: object = importlib.import_module(module)
    for name in filter(None, path.split(".")):
        value = getattr(value, name)


def _watch(target: str, folders: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, list[str]] = {"threads": [], "sockets": [], "writes": [], "reads": []}

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        kind = _EVENTS.get(event, "")
        if kind:
            subject = f" {arguments[0]!r}" if kind == "writes" else ""
            found[kind].append(f"{_place(folders) or target} ({event}{subject})")

    before = set(sys.modules)
    _watch_threads(lambda: note("threading.Thread.start", ()))
    _watch_reads(lambda name: _note_read(name, folders, found["reads"]))
    sys.addaudithook(note)
    _resolve(target)
    clients = [name for name in _CLIENTS if name in sys.modules and name not in before]
    running = [thread.name for thread in threading.enumerate()[1:]]
    few = {kind: places[:_MOST] for kind, places in found.items()}
    return {**few, "clients": clients, "running": running[:_MOST]}


def _note_read(name: str, folders: tuple[str, ...], reads: list[str]) -> None:
    # What a library reads for itself is the library's; only the nearest caller counts.
    for frame in _frames():
        file = frame.f_code.co_filename
        if file == __file__ or file.startswith("<frozen") or file == os.__file__:
            continue
        if "_collections_abc" in file:
            continue
        if file.startswith(folders):
            reads.append(f"{_line(frame, folders)} ({name!r})")
        return


def _watch_threads(note: Callable[[], None]) -> None:
    # Python tells of threads that are started only from 3.12 on.
    start = threading.Thread.start

    def watched(thread: threading.Thread) -> None:
        note()
        start(thread)

    setattr(threading.Thread, "start", watched)  # noqa: B010 - a method is no variable


def _watch_reads(note: Callable[[str], None]) -> None:
    kind: Any = type(os.environ)

    class Watched(kind):  # type: ignore[misc]
        def __getitem__(self, key: str) -> str:
            note(key)
            value: str = super().__getitem__(key)
            return value

        def __iter__(self) -> Iterator[str]:
            note("all of it")
            return iter(list(super().__iter__()))

    # The same object: others may have kept a reference to it.
    os.environ.__class__ = Watched


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - there is no other way
    while frame is not None:
        yield frame
        frame = frame.f_back


def _place(folders: tuple[str, ...]) -> str:
    """Return the nearest line of the plugin itself."""
    for frame in _frames():
        if frame.f_code.co_filename.startswith(folders):
            return _line(frame, folders)
    return ""


def _line(frame: FrameType, folders: tuple[str, ...]) -> str:
    file = frame.f_code.co_filename
    folder = next(each for each in folders if file.startswith(each))
    return f"{os.path.relpath(file, Path(folder).parent)}:{frame.f_lineno}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
