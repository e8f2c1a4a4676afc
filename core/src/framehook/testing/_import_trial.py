"""What importing a distribution does, found out in one fresh process."""

from __future__ import annotations

__all__ = ("Imported", "import_trial_of")

import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ._subject import Subject

_LONGEST = 120
_KINDS = frozenset({"endpoints", "services", "transports", "runners", "hooks", "ledgers"})


class Imported(NamedTuple):
    """
    What importing one target did.

    Attributes:
        target: The value of its entry points, as `module:object`.
        kinds: What they offer.
        cpu: Seconds of processor time beyond what the plugin interface itself takes.
        clients: HTTP clients that came with it.
        threads: Where threads and processes were started.
        sockets: Where sockets were made.
        reads: Where its own modules read the environment.
        writes: Where the environment was written to.
    """

    target: str
    kinds: frozenset[str]
    cpu: float
    clients: Sequence[str]
    threads: Sequence[str]
    sockets: Sequence[str]
    reads: Sequence[str]
    writes: Sequence[str]


@functools.cache
def import_trial_of(subject: Subject) -> tuple[Imported, ...] | str:
    """Return what importing each target does, or why that could not be found out."""
    if not hasattr(os, "fork"):
        return "It takes a system that can fork a process."
    targets: dict[str, str] = {}
    kinds: dict[str, set[str]] = {}
    for entry in subject.entries.values():
        if entry.kind in _KINDS:
            # One object of a module stands for all of them; a package may have lazy ones.
            group = entry.module if "." in entry.module else entry.value
            kinds.setdefault(targets.setdefault(group, entry.value), set()).add(entry.kind)
    answer = _asked(
        {
            "targets": sorted(kinds),
            "folders": [f"{folder}{os.sep}" for folder in subject.packages.values()],
        }
    )
    if isinstance(answer, str):
        return answer
    return tuple(
        _imported(target, kinds[target], found)
        for target, found in answer.items()
        if "error" not in found
    )


def _imported(target: str, kinds: set[str], found: Mapping[str, Any]) -> Imported:
    running = [f"{target} (the thread {name!r})" for name in found["running"]]
    return Imported(
        target=target,
        kinds=frozenset(kinds),
        cpu=found["cpu"],
        clients=found["clients"],
        threads=found["threads"] or running,
        sockets=found["sockets"],
        reads=found["reads"],
        writes=found["writes"],
    )


def _asked(question: Mapping[str, Any]) -> Mapping[str, Any] | str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "answer.json")
        try:
            done = subprocess.run(  # noqa: S603 - this interpreter and a module of ours
                [sys.executable, "-m", "framehook.testing._import_watch", str(file)],
                input=json.dumps(question),
                capture_output=True,
                text=True,
                timeout=_LONGEST,
                check=False,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except subprocess.TimeoutExpired:
            return f"Importing it did not end within {_LONGEST} seconds."
        try:
            answer: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return f"The process that imports it failed: {done.stderr.strip()[-300:]}"
        return answer
