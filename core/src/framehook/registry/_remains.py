"""What is left of plugins that were not installed, or not uninstalled, to the end."""

from __future__ import annotations

__all__ = ("remains",)

import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ._catalogue import FILE
from ._grammar import normal
from ._note import Note
from ._state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ._state import Entry

_MARK = f"framehook_*/{FILE}"


def remains(entries: Sequence[Entry], path: Sequence[str] | None = None) -> Iterator[Note]:
    """
    Yield a note for metadata whose package is gone, and for packages without metadata.

    Nothing is imported.
    """
    installed = [entry for entry in entries if entry.distribution is not None]
    if installed:
        yield from _hollow(installed)
        yield from _strays(installed, sys.path if path is None else path)


def _hollow(entries: Iterable[Entry]) -> Iterator[Note]:
    # The others cannot be used anyway, and say why.
    ready = [entry for entry in entries if entry.state is State.READY]
    tops = Counter((e.distribution, e.origin, e.module.partition(".")[0]) for e in ready)
    for (distribution, origin, top), count in tops.items():
        if not _is_there(top):
            points = "1 entry point leads" if count == 1 else f"{count} entry points lead"
            yield Note(
                distribution=distribution,
                text=f"{origin} has lost its package {top!r}, which {points} to: it was not "
                "installed or uninstalled to the end.",
                fix=f"pip install --force-reinstall {distribution}",
                stops=True,
            )


def _is_there(top: str) -> bool:
    try:
        return top in sys.modules or find_spec(top) is not None
    except Exception:  # noqa: BLE001 - finders are foreign code; the load will report it
        return True


def _strays(entries: Iterable[Entry], path: Iterable[str]) -> Iterator[Note]:
    entries = list(entries)
    known = {entry.module.partition(".")[0] for entry in entries}
    known |= {normal(entry.distribution or "").replace("-", "_") for entry in entries}
    for place in dict.fromkeys(path):
        for file in sorted(Path(place).glob(_MARK)):
            package = file.parent
            if package.name not in known:
                known.add(package.name)
                name = normal(package.name)
                yield Note(
                    distribution=name,
                    text=f"{package} looks like a family, and no installed distribution has it: "
                    "it is not used.",
                    fix=f"pip install --force-reinstall {name}",
                )
