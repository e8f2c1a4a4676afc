"""Editable installations whose entry points changed after they were installed."""

from __future__ import annotations

__all__ = ("author_hint", "home_of", "project_of", "stale")

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import PluginContractError
from ._grammar import normal
from ._state import KINDS, Entry, Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from importlib_metadata import Distribution

    from ..errors import PluginError
    from ._scan import Findings

_GROUP = re.compile(r"framehook\.([a-z_]+)\.v[0-9]{1,4}")


def stale(findings: Findings) -> tuple[Entry, ...]:
    """
    Return a row for each entry point that a project declares otherwise than it installed.

    An editable installation runs the code as it is now with the entry points as they
    were: a new endpoint stays unknown until it is installed again.
    """
    return tuple(
        entry
        for distribution in findings.distributions
        for entry in _differences(distribution, findings)
    )


def _differences(distribution: Distribution, findings: Findings) -> Iterator[Entry]:
    home = home_of(distribution)
    project = None if home is None else _project(home)
    if home is None or project is None:
        return
    name = str(project.get("name", ""))
    declared = _declared(project)
    rows = [row for row in findings.rows if normal(row.origin.name) == normal(name)]
    installed: dict[tuple[Kind, str], str] = {(row.kind, row.name): row.value for row in rows}
    version = rows[0].origin.version if rows else None
    who = f"{name} {version}" if version else name
    for key in sorted({**installed, **declared}):
        kind, entry = key
        now, then = declared.get(key), installed.get(key)
        if now == then:
            continue
        if then is None:
            why = f"{who} declares {entry!r}, and was installed before it did."
        elif now is None:
            why = f"{who} was installed with {entry!r}, and no longer declares it."
        else:
            why = f"{who} was installed with {then!r} for {entry!r}, and now declares {now!r}."
        yield Entry(
            kind=kind,
            name=entry,
            value=now or then or "",
            distribution=name,
            version=version,
            state=State.STALE,
            why=why,
            fix=f"pip install -e {shlex.quote(home)}",
        )


def home_of(distribution: Distribution) -> str | None:
    """Return the project that an editable installation stands for; otherwise nothing."""
    # Only `doctor` asks for this; a list must not pay for urllib.
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        document: Any = json.loads(distribution.read_text("direct_url.json") or "{}")
        if not document.get("dir_info", {}).get("editable"):
            return None
        url = urlsplit(document["url"])
        return url2pathname(url.path) if url.scheme == "file" else None
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def project_of(entry: Entry) -> str | None:
    """Return the folder that the plugin of an entry is installed from, if it is editable."""
    from importlib_metadata import Distribution, PackageNotFoundError  # As above.

    if entry.distribution is None:
        return None
    try:
        found = Distribution.from_name(entry.distribution)
        # A registry may have been given a path of its own, where another one lies.
        return home_of(found) if found.version == entry.version else None
    except (PackageNotFoundError, OSError, ValueError, KeyError):
        return None


def author_hint(entry: Entry, error: PluginError) -> str | None:
    """
    Return what to do about a load that failed, if the plugin is an editable installation.

    Whoever has the source mends it; an index may have nothing of that name, or another's.
    """
    home = project_of(entry)
    if home is None:
        return None
    place = shlex.quote(home)
    if isinstance(error, PluginContractError) or isinstance(error.__cause__, AttributeError):
        return f"Mend it in {home}, then: framehook sync {place} && pip install -e {place}"
    return f"Mend it in {home}, or install it again: pip install -e {place}"


def _project(home: str) -> Mapping[str, Any] | None:
    # As above: only `doctor` reads TOML here.
    import tomllib

    try:
        text = Path(home, "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text).get("project")
    except (OSError, ValueError):
        return None
    if not isinstance(project, dict) or "entry-points" in project.get("dynamic", ()):
        return None
    return cast("dict[str, Any]", project)


def _declared(project: Mapping[str, Any]) -> dict[tuple[Kind, str], str]:
    found: dict[tuple[Kind, str], str] = {}
    for group, points in project.get("entry-points", {}).items():
        match = _GROUP.fullmatch(group)
        if match is not None and match[1] in KINDS:
            # The membership was tested above; type checkers do not narrow by it.
            kind = cast("Kind", match[1])
            found.update({(kind, name): str(value) for name, value in points.items()})
    return found
