"""The state of every row: what may be used, and what to do about the rest."""

from __future__ import annotations

__all__ = ("SPOKEN", "judge")

from typing import TYPE_CHECKING

from ._grammar import flaw, normal
from ._state import KINDS, Entry, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ._scan import Row
    from ._settings import Settings

# Majors of the plugin interface that this core speaks.
SPOKEN = frozenset({1})


def judge(rows: Iterable[Row], settings: Settings) -> tuple[Entry, ...]:
    """Return one entry a row, in the order of kind, name and distribution."""
    claims: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        claims.setdefault((row.kind, row.name), []).append(row)
    found = [entry for claim in claims.values() for entry in _judged(claim, settings)]
    rank = {kind: place for place, kind in enumerate(KINDS)}
    found.sort(key=lambda entry: (rank[entry.kind], entry.name, entry.distribution or ""))
    return tuple(found)


def _judged(claim: Sequence[Row], settings: Settings) -> Iterator[Entry]:
    usable: dict[str, list[Row]] = {}
    spoken = {row.origin.name for row in claim if row.major in SPOKEN}
    for row in dict.fromkeys(claim):
        name = row.origin.name
        if row.major not in SPOKEN:
            if name not in spoken:
                yield _entry(row, State.INCOMPATIBLE, *_foreign(row))
        elif wrong := flaw(row.kind, row.name, row.value):
            yield _entry(row, State.BROKEN, f"{_origin(row)} is broken: {wrong}", _upgrade(name))
        elif refusal := settings.refuse(row.kind, row.name, name):
            yield _entry(row, State.DISABLED, *refusal)
        else:
            usable.setdefault(normal(name), []).append(row)
    for rows in usable.values():
        if len(rows) > 1:
            why = f"{_origin(rows[0])} declares {rows[0].name!r} more than once."
            yield _entry(rows[0], State.BROKEN, why, _upgrade(rows[0].origin.name))
    yield from _contest([rows[0] for rows in usable.values() if len(rows) == 1], settings)


def _contest(rows: Sequence[Row], settings: Settings) -> Iterator[Entry]:
    if len(rows) <= 1:
        for row in rows:
            yield _entry(row, State.READY)
        return
    wanted = settings.prefer.get(rows[0].name)
    if wanted is None or normal(wanted) not in {normal(row.origin.name) for row in rows}:
        for row in rows:
            yield _entry(row, State.CONFLICT, *_conflict(rows, wanted))
        return
    for row in rows:
        if normal(row.origin.name) == normal(wanted):
            yield _entry(row, State.READY)
        else:
            why = f"{row.origin.name}'s {row.name!r} is off: {settings.by('prefer')} prefers "
            yield _entry(row, State.DISABLED, f"{why}{wanted}.", _prefer(row))


def _conflict(rows: Sequence[Row], wanted: str | None) -> tuple[str, str]:
    who = sorted(_origin(row) for row in rows)
    why = f"{len(who)} installed plugins provide {rows[0].name!r}: {' and '.join(who)}."
    if wanted is not None:
        why += f" The setting prefers {wanted!r}, which is not among them."
    first = min(rows, key=lambda row: row.origin.name)
    return why, _prefer(first)


def _prefer(row: Row) -> str:
    return f"Choose one with: export FRAMEHOOK_PREFER={row.name}={row.origin.name}"


def _foreign(row: Row) -> tuple[str, str]:
    ours = max(SPOKEN)
    why = (
        f"{_origin(row)} provides {row.name!r} for version {row.major} of the plugin interface, "
        f"and this framehook speaks version {ours}."
    )
    return why, _upgrade("framehook" if row.major > ours else row.origin.name)


def _upgrade(distribution: str) -> str:
    return f"pip install -U {distribution}"


def _origin(row: Row) -> str:
    return f"{row.origin.name} {row.origin.version}" if row.origin.version else row.origin.name


def _entry(row: Row, state: State, why: str = "", fix: str = "") -> Entry:
    return Entry(
        kind=row.kind,
        name=row.name,
        value=row.value,
        distribution=row.origin.name,
        version=row.origin.version,
        state=state,
        why=why,
        fix=fix,
    )
