"""One look at the metadata of everything that is installed."""

from __future__ import annotations

__all__ = ("Findings", "Origin", "Row", "scan")

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from ._grammar import normal
from ._note import Note
from ._state import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from importlib_metadata import Distribution

_GROUP = re.compile(r"framehook\.([a-z_]+)\.v([0-9]{1,4})")
_PREFIX = "framehook."


class Origin(NamedTuple):
    """A distribution, as far as its files tell."""

    name: str
    version: str | None
    metadata: Distribution


class Row(NamedTuple):
    """One entry point as it was read: nothing has been judged yet."""

    kind: Kind
    major: int
    name: str
    value: str
    origin: Origin


class Findings(NamedTuple):
    """What a scan saw; `distributions` are all that count, also those with no rows."""

    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    distributions: tuple[Distribution, ...]


def scan(path: Sequence[str] | None = None) -> Findings:
    """
    Read the entry points of every distribution on `path`, or on `sys.path`.

    Nothing is imported, and only distributions with entry points of framehook have more
    read of them than their `entry_points.txt`. A distribution that cannot be read costs
    a note.
    """
    notes: list[Note] = []
    rows: list[Row] = []
    distributions: list[Distribution] = []
    for claims in _by_name(path, notes).values():
        distribution = claims[0] if len(claims) == 1 else _first(claims, notes)
        distributions.append(distribution)
        try:
            rows += _rows(distribution, notes)
        except Exception as exc:  # noqa: BLE001 - whatever one of them holds, the others count
            notes.append(_unreadable(_label(distribution), exc))
    return Findings(tuple(rows), tuple(notes), tuple(distributions))


def _by_name(path: Sequence[str] | None, notes: list[Note]) -> dict[str, list[Distribution]]:
    # It takes longer to import than all of framehook.registry; most programs never list.
    import importlib_metadata

    # A directory that does not exist is taken for a zip file, which imports zipfile.
    places = sys.path if path is None else path
    where = [place for place in places if not place or Path(place).exists()]
    found: dict[str, list[Distribution]] = {}
    try:
        for distribution in importlib_metadata.Distribution.discover(path=where):
            name = _label(distribution)
            if name.startswith("~"):
                # What pip leaves behind when it is stopped in the middle.
                if "amehook" in name:
                    notes.append(_leftover(distribution))
                continue
            found.setdefault(normal(name), []).append(distribution)
    except Exception as exc:  # noqa: BLE001 - a foreign finder must not hide what was found
        notes.append(_unreadable(None, exc))
    return found


def _rows(distribution: Distribution, notes: list[Note]) -> list[Row]:
    text = _points(distribution, notes)
    if not text or _PREFIX not in text:
        return []
    lines = list(_lines(text))
    if not lines:
        return []
    origin = _origin(distribution, notes)
    rows: list[Row] = []
    unknown: set[str] = set()
    for group, name, value in lines:
        match = _GROUP.fullmatch(group)
        if match is None or match[1] not in KINDS:
            unknown.add(group)
            continue
        # The membership was tested in the line above; type checkers do not narrow by it.
        rows.append(Row(cast("Kind", match[1]), int(match[2]), name, value, origin))
    notes.extend(_unknown(origin, group) for group in sorted(unknown))
    return rows


def _points(distribution: Distribution, notes: list[Note]) -> str | None:
    try:
        return distribution.read_text("entry_points.txt")
    except UnicodeDecodeError as exc:
        # What of it is text counts. Nobody else's broken files are our concern.
        place = _place(distribution) / "entry_points.txt"
        text = place.read_bytes().decode(errors="replace").replace("\x00", "")
        if _PREFIX in text or "framehook" in normal(_label(distribution)):
            notes.append(_unreadable(_label(distribution), exc, _stem(distribution)[1]))
        return text


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    group = ""
    for line in map(str.strip, text.removeprefix("\ufeff").splitlines()):
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line[-1] == "]":
            group = line[1:-1].strip()
        elif group.startswith(_PREFIX):
            name, _, value = line.partition("=")
            # What may follow in brackets is a relic that installers ignore.
            yield group, name.strip(), value.partition("[")[0].strip()


def _path(distribution: Distribution) -> object:
    # There is no public way to the directory, and the way through METADATA is to parse
    # every METADATA there is. What a finder of its own kind finds may have none.
    return getattr(distribution, "_path", None)


def _place(distribution: Distribution) -> Path:
    return Path(str(_path(distribution) or ""))


def _stem(distribution: Distribution) -> tuple[str, str]:
    """Return the name and the version that the directory's own name carries."""
    stem = getattr(_path(distribution), "name", "").rpartition(".")[0]
    name, _, rest = stem.partition("-")
    return name, rest.partition("-")[0]


def _label(distribution: Distribution) -> str:
    name, _ = _stem(distribution)
    if name and name.lower() != "egg":
        return name
    # A finder of its own kind, or an egg directory: only its metadata has the name.
    try:
        return distribution.name or name
    except Exception:  # noqa: BLE001 - it has no name; it still may not stop the scan
        return name


def _first(claims: list[Distribution], notes: list[Note]) -> Distribution:
    """Return the one that an import finds, and note the others."""
    places: dict[Path, Distribution] = {}
    for claim in claims:
        places.setdefault(_place(claim).resolve(), claim)
    whole = [claim for claim in places.values() if _is_whole(claim)] or list(places.values())
    home = _place(whole[0]).parent
    beside = [claim for claim in whole if _place(claim).parent == home]
    # Two in one directory: an upgrade that was not finished. The later one came last.
    chosen = max(beside, key=lambda claim: _order(_stem(claim)[1]))
    others = [claim for claim in whole if claim is not chosen and _speaks(claim)]
    if others or (len(whole) > 1 and _speaks(chosen)):
        rest = ", ".join(str(_place(claim)) for claim in whole if claim is not chosen)
        name = normal(_label(chosen))
        notes.append(
            Note(
                distribution=name,
                text=f"{name} is installed more than once. {_place(chosen)} counts; {rest} does "
                "not.",
                fix=f"pip uninstall --yes {name} && pip install {name}",
            )
        )
    return chosen


def _order(version: str) -> tuple[tuple[int, ...], str]:
    return tuple(int(digits) for digits in re.findall(r"\d{1,9}", version)), version


def _is_whole(distribution: Distribution) -> bool:
    try:
        return bool(distribution.read_text("METADATA") or distribution.read_text("PKG-INFO"))
    except Exception:  # noqa: BLE001 - unreadable is as good as absent
        return False


def _speaks(distribution: Distribution) -> bool:
    try:
        return _PREFIX in (distribution.read_text("entry_points.txt") or "")
    except Exception:  # noqa: BLE001 - unreadable is as good as absent
        return False


def _origin(distribution: Distribution, notes: list[Note]) -> Origin:
    name, version = _stem(distribution)
    try:
        text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    except Exception:  # noqa: BLE001 - the directory's name says enough to go on
        text = ""
    fields = _fields(text)
    found = Origin(
        fields.get("name") or normal(name or "unknown"),
        fields.get("version") or version or None,
        distribution,
    )
    if not text:
        notes.append(
            Note(
                distribution=found.name,
                text=f"{found.name} {found.version or ''} has lost its METADATA: it was not "
                "installed or uninstalled to the end.",
                fix=f"pip install --force-reinstall {found.name}",
            )
        )
    return found


def _fields(text: str) -> dict[str, str]:
    # A whole METADATA with its README takes the mail parser a millisecond; two lines of
    # the head are wanted.
    found: dict[str, str] = {}
    for line in text.replace("\r\n", "\n").partition("\n\n")[0].splitlines():
        key, _, value = line.partition(":")
        if key in {"Name", "Version"}:
            found.setdefault(key.lower(), value.strip())
        if len(found) == 2:
            break
    return found


def _unreadable(name: str | None, exc: Exception, version: str = "") -> Note:
    label = "" if name is None else normal(name)
    what = f"The metadata of {label} {version}".rstrip() if label else "The list of what there is"
    return Note(
        distribution=label or None,
        text=f"{what} cannot be read: {type(exc).__name__}: {exc}.",
        fix=f"pip install --force-reinstall {label}" if label else "",
        stops="framehook" in label,
    )


def _leftover(distribution: Distribution) -> Note:
    place = _place(distribution)
    return Note(
        distribution=None,
        text=f"{place} is what an interrupted installation left behind. It is ignored.",
        fix=f"Delete {place}.",
    )


def _unknown(origin: Origin, group: str) -> Note:
    return Note(
        distribution=origin.name,
        text=f"{origin.name} {origin.version or ''} has entry points in the group {group!r}, "
        "which this framehook does not know. They are ignored.",
        fix="Known are framehook.<kind>.v1 with the kinds " + ", ".join(KINDS) + ".",
    )
