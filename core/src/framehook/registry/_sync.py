"""The two places where a family repeats what its endpoint objects say, kept equal."""

from __future__ import annotations

__all__ = ("declared", "differences", "listed", "sync")

import importlib
import json
import pkgutil
import sys
import tomllib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, PluginContractError, PluginLoadError
from ._catalogue import FILE, FORMAT, Line
from ._contract import is_endpoint

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

_GROUP = "framehook.endpoints.v1"
_HEADER = f'[project.entry-points."{_GROUP}"]'


def sync(directory: Path, *, check: bool = False) -> str:
    """
    Write `endpoints.json` and the entry points of a family from its endpoint objects.

    Endpoints are looked for in the public modules of the package; modules whose name
    begins with an underscore, and `local`, are not imported.

    Args:
        directory: Where the family's `pyproject.toml` is.
        check: Write nothing.

    Returns:
        What differed, one line a difference; empty if all was equal.

    Raises:
        ConfigurationError: if `directory` is not that of a family.
        PluginLoadError: if a module of the family cannot be imported.
        PluginContractError: if two different endpoints have one id.
    """
    project_file = directory / "pyproject.toml"
    package, text, project = _family(directory)
    points: dict[str, str] = project.get("entry-points", {}).get(_GROUP, {})
    wanted_points, wanted_lines = declared(package, points)
    catalogue = package / FILE
    lines = listed(catalogue)
    drift = differences("pyproject.toml", points, wanted_points)
    if not check and drift:
        project_file.write_text(_with_table(text, points, wanted_points), encoding="utf-8")
    wrong = differences(FILE, lines, wanted_lines)
    if not check and wrong:
        document = {"v": FORMAT, "endpoints": wanted_lines}
        content = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        catalogue.write_text(content, encoding="utf-8")
    return "\n".join(drift + wrong)


def _family(directory: Path) -> tuple[Path, str, Mapping[str, Any]]:
    try:
        text = (directory / "pyproject.toml").read_text(encoding="utf-8")
        project: Mapping[str, Any] = tomllib.loads(text)["project"]
        name = str(project["name"]).replace("-", "_").replace(".", "_").lower()
    except (OSError, ValueError, KeyError) as exc:
        raise ConfigurationError(
            f"{str(directory)!r} has no pyproject.toml with a project's name: {exc!r}.",
            hint="Run it in the directory of a family, or name that directory.",
        ) from exc
    for package in (directory / "src" / name, directory / name):
        if (package / "__init__.py").is_file():
            return package, text, project
    raise ConfigurationError(
        f"The package {name!r} of {project['name']!r} is neither in {str(directory / 'src')!r} "
        f"nor in {str(directory)!r}.",
        hint=f"A family's package is called like its distribution: src/{name}/__init__.py.",
    )


def declared(
    package: Path, points: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, dict[str, str | None]]]:
    """
    Return the entry points and the lines of `endpoints.json` that a package's objects ask for.

    Args:
        package: The folder of the package.
        points: The entry points there are; those that are right stay as they are.
    """
    places: dict[str, list[str]] = {}
    objects: dict[str, Any] = {}
    for module in _modules(package):
        for name, value in vars(module).items():
            if name.startswith("_") or not is_endpoint(value):
                continue
            if objects.setdefault(value.id, value) is not value:
                raise PluginContractError(
                    f"{module.__name__}:{name} and {places[value.id][0]} are different endpoints "
                    f"with the id {value.id!r}.",
                    hint="Give each an id of its own.",
                )
            places.setdefault(value.id, []).append(f"{module.__name__}:{name}")
    chosen: dict[str, str] = {}
    described: dict[str, dict[str, str | None]] = {}
    for name, value in sorted(objects.items()):
        # What a project has written stays, as long as it is right.
        present = points.get(name, "")
        chosen[name] = present if present in places[name] else places[name][0]
        described[name] = {field: getattr(value, field) or None for field in Line._fields}
    return chosen, described


def _modules(package: Path) -> Iterator[ModuleType]:
    """Yield the public modules, the package itself last: what it has comes from them."""
    with _importable(package.parent):
        names = [
            f"{package.name}.{found.name}"
            for found in pkgutil.walk_packages([str(package)])
            if not found.name.startswith("_") and found.name != "local"
        ]
        for name in (*names, package.name):
            try:
                module = importlib.import_module(name)
            except Exception as exc:
                raise PluginLoadError(
                    f"The module {name!r} cannot be imported: {type(exc).__name__}: {exc}.",
                    hint="Mend it first.",
                ) from exc
            yield module


@contextmanager
def _importable(source: Path) -> Generator[None]:
    place = str(source)
    sys.path.insert(0, place)
    try:
        yield
    finally:
        sys.path.remove(place)


def listed(catalogue: Path) -> Mapping[str, object]:
    """Return what an `endpoints.json` has; nothing if it cannot be read."""
    try:
        document = json.loads(catalogue.read_text(encoding="utf-8"))
        return dict(document["endpoints"]) if document["v"] == FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def differences(where: str, found: Mapping[str, object], wanted: Mapping[str, object]) -> list[str]:
    """Return what differs between a list and what it should be, one sentence each."""
    lines: list[str] = []
    for name in sorted({*found, *wanted}):
        if name not in wanted:
            lines.append(f"{where}: {name!r} stands for no endpoint.")
        elif name not in found:
            lines.append(f"{where}: {name!r} is missing.")
        elif found[name] != wanted[name]:
            lines.append(f"{where}: {name!r} is {found[name]!r}, and should be {wanted[name]!r}.")
    return lines


def _with_table(text: str, present: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    table = [_HEADER, *(f'"{name}" = "{value}"' for name, value in wanted.items())]
    lines = text.splitlines()
    starts = [at for at, line in enumerate(lines) if line.split("#")[0].strip() == _HEADER]
    if starts:
        start = end = starts[0]
        while end + 1 < len(lines) and not lines[end + 1].lstrip().startswith("["):
            end += 1
        rest = lines[end + 1 :]
        lines = [*lines[:start], *table, *([""] if rest else []), *rest]
    elif present:
        raise ConfigurationError(
            "pyproject.toml has the entry points of its endpoints in a form that is not rewritten.",
            hint=f"Write them below the line {_HEADER}.",
        )
    else:
        lines = [*lines, "", *table]
    return "\n".join(lines) + "\n"
