"""`framehook doctor`: what is wrong with the installation."""

from __future__ import annotations

__all__ = ("configure", "perform")

import json
import platform
from collections import Counter
from typing import TYPE_CHECKING, Any

from ..errors import FramehookError
from ..registry import State
from ._bench import open_ledger
from ._exit import DONE, FAULT
from ._output import columns, emit

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from ..registry import Entry, Registry
    from ._invocation import Invocation
    from ._usage import Parser

_PACKAGES = ("framehook", "httpx", "pydantic", "pluggy", "importlib-metadata", "rich")
_BAD = {State.BROKEN, State.CONFLICT, State.INCOMPATIBLE}
_SHOWN = 5
_NAMES = ("kind", "name", "distribution", "version", "state", "why", "fix")


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "--load", action="store_true", help="import and try everything that is ready"
    )
    parser.add_argument("--ledger", metavar="PATH", help="the journal of what was paid")


def perform(given: Namespace, invocation: Invocation) -> int:
    """Look at everything."""
    registry = invocation.registry
    failing = _tried(registry) if given.load else []
    services, faulty = _services(registry)
    entries = registry.entries()
    unready = [entry for entry in entries if entry.state is not State.READY]
    notes = registry.notes()
    answer: dict[str, Any] = {
        "ok": True,
        "python": platform.python_version(),
        "packages": _versions(),
        "settings_file": _text(invocation.configuration.file.path),
        "ledger": _ledger(invocation, given),
        "entries": dict(Counter(entry.state.value for entry in entries)),
        "problems": [_row(entry) for entry in (*unready, *failing)],
        "stale": [_row(entry) for entry in registry.stale()],
        "notes": [note._asdict() for note in notes],
        "services": services,
    }
    bad = [entry for entry in unready if entry.state in _BAD]
    stopped = [note for note in notes if note.stops]
    answer["ok"] = not (bad or failing or stopped or faulty or answer["ledger"]["error"])
    if invocation.json:
        emit(invocation.terminal, answer)
    else:
        _tell(answer, given, invocation)
    return DONE if answer["ok"] else FAULT


def _tried(registry: Registry) -> Sequence[Entry]:
    # Nothing else here needs what a trial imports.
    from ._trial import try_all

    return list(try_all(registry))


def _versions() -> dict[str, str | None]:
    # Only `doctor` and `--version` read metadata for its own sake.
    from importlib_metadata import PackageNotFoundError, version

    found: dict[str, str | None] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def _ledger(invocation: Invocation, given: Namespace) -> dict[str, str | None]:
    chosen = invocation.configuration.get("ledger", given.ledger).value
    place = chosen or str(invocation.configuration.ledger_file())
    try:
        open_ledger(invocation, given.ledger, reads=True).close()
    except FramehookError as exc:
        return {"place": place, "error": exc.message}
    return {"place": place, "error": None}


def _services(registry: Registry) -> tuple[dict[str, Any], list[str]]:
    """Return what the services say of themselves, and which of them cannot."""
    found: dict[str, Any] = {}
    faulty: list[str] = []
    for entry in registry.entries("services"):
        if entry.state is not State.READY:
            continue
        try:
            examine: Any = getattr(registry.service(entry.name), "doctor", None)
            found[entry.name] = said = examine() if examine is not None else None
            if said is not None and said.get("error") is not None:
                faulty.append(entry.name)
        except Exception as exc:  # noqa: BLE001 - whatever a plugin does, the rest is told
            text = str(exc) if isinstance(exc, FramehookError) else f"{type(exc).__name__}: {exc}"
            found[entry.name] = {"error": text}
            faulty.append(entry.name)
    return found, faulty


def _row(entry: Entry) -> dict[str, Any]:
    return {**{name: getattr(entry, name) for name in _NAMES}, "state": entry.state.value}


def _tell(answer: dict[str, Any], given: Namespace, invocation: Invocation) -> None:
    states = ", ".join(f"{count} {state}" for state, count in answer["entries"].items())
    packages = ", ".join(f"{name} {number}" for name, number in answer["packages"].items())
    ledger = answer["ledger"]
    facts: list[Sequence[object]] = [
        ("python", answer["python"]),
        ("packages", packages),
        ("settings file", answer["settings_file"] or "none"),
        ("ledger", ledger["error"] or ledger["place"]),
        ("entries", (states or "none") + ("" if given.load else "; --load imports and tries them")),
    ]
    for name, said in answer["services"].items():
        for key, value in (said or {"": "nothing to say"}).items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            facts.append((f"service {name}", f"{key}: {text}" if key else text))
    terminal = invocation.terminal
    terminal.out(columns(facts))
    lines = list(_grouped(answer["problems"]))
    lines += [f"{row['state']}: {row['why']} {row['fix']}" for row in answer["stale"]]
    lines += [f"note: {note['text']} {note['fix']}" for note in answer["notes"]]
    # The claims of a conflict say the same.
    for line in dict.fromkeys(lines):
        terminal.out(line.rstrip())
    terminal.out("ok" if answer["ok"] else "Something is wrong.")


def _grouped(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each cause: a family may have a hundred endpoints that fail alike."""
    causes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        cause = str(row["why"]).replace(repr(row["name"]), "")
        causes.setdefault((row["state"], str(row["distribution"]), cause), []).append(row)
    for first, *others in causes.values():
        line = f"{first['state']}: {first['why']} {first['fix']}".rstrip()
        if others:
            names = ", ".join(repr(row["name"]) for row in others[:_SHOWN])
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            line += f" (likewise {names}{more})"
        yield line


def _text(value: object) -> str | None:
    return None if value is None else str(value)
