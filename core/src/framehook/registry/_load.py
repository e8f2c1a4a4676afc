"""The one place that imports a plugin."""

from __future__ import annotations

__all__ = ("Loader",)

import importlib
import re
import threading
from typing import TYPE_CHECKING, NamedTuple

from ..errors import PluginContractError, PluginError, PluginLoadError
from ._contract import check

if TYPE_CHECKING:
    from ._state import Entry


class Failure(NamedTuple):
    """What is remembered of a load that failed."""

    error: type[PluginError]
    why: str
    fix: str


class Loader:
    """
    Loads entries, each at most once, from any number of threads.

    A failure is remembered and raised again: an import that failed half way must not be
    tried again in the same process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Reentrant: a module may, while it is imported, ask for what it itself provides.
        # It then fails with a message, rather than for ever.
        self._locks: dict[tuple[str, str], threading.RLock] = {}
        self._objects: dict[tuple[str, str], object] = {}
        self._failures: dict[tuple[str, str], Failure] = {}

    def keep(self, entry: Entry, value: object) -> None:
        """Take an object that is already there."""
        check(entry, value)
        self._objects[entry.kind, entry.name] = value

    def load(self, entry: Entry) -> object:
        """
        Return the object of an entry, importing it the first time.

        Raises:
            PluginLoadError: if importing it fails.
            PluginContractError: if it is not what the entry promises.
        """
        key = entry.kind, entry.name
        if key in self._objects:
            return self._objects[key]
        with self._lock:
            lock = self._locks.setdefault(key, threading.RLock())
        with lock:
            if key in self._objects:
                return self._objects[key]
            if key in self._failures:
                raise _again(entry, self._failures[key])
            try:
                value = _imported(entry)
                _checked(entry, value)
            except PluginError as exc:
                # Whoever lists pays for nothing that only a failure needs.
                from ._editable import author_hint

                exc.hint = author_hint(entry, exc) or exc.hint
                self._failures[key] = Failure(type(exc), exc.message, exc.hint or "")
                raise
            self._objects[key] = value
            return value

    def failure(self, entry: Entry) -> Failure | None:
        """Return how loading an entry failed, or `None` if it has not."""
        return self._failures.get((entry.kind, entry.name))

    def loaded(self) -> dict[tuple[str, str], object]:
        """Return what has been loaded so far, by kind and name."""
        return dict(self._objects)


def _imported(entry: Entry) -> object:
    module, _, path = entry.value.partition(":")
    try:
        value: object = importlib.import_module(module)
    except ModuleNotFoundError as exc:
        raise _missing(entry, exc) from exc
    except KeyboardInterrupt:
        raise
    # A module that ends the process when it is imported is broken, too.
    except BaseException as exc:
        raise _crashed(entry, exc) from exc
    for name in filter(None, path.split(".")):
        try:
            value = getattr(value, name)
        except AttributeError as exc:
            what = f"{entry.name!r} stands for {entry.value!r}, which has no {name!r}."
            raise _error(entry, what, _reinstall(entry)) from exc
        except Exception as exc:
            raise _crashed(entry, exc) from exc
    return value


def _checked(entry: Entry, value: object) -> None:
    try:
        check(entry, value)
    except PluginContractError:
        raise
    except Exception as exc:
        raise _crashed(entry, exc) from exc


def _missing(entry: Entry, exc: ModuleNotFoundError) -> PluginLoadError:
    name = exc.name or ""
    top = name.partition(".")[0]
    if not top:
        return _crashed(entry, exc)
    if top == entry.module.partition(".")[0]:
        what = f"Its own module {name!r} is missing, which {entry.name!r} needs."
        return _error(entry, what, _reinstall(entry))
    if top == "framehook":
        what = f"{entry.name!r} needs {name!r}, which the installed framehook does not have."
        return _error(entry, what, f"pip install -U framehook {entry.distribution or ''}".rstrip())
    what = f"{entry.name!r} needs the module {name!r}, which is not installed."
    # Installing it again adds the dependencies that are missing.
    return _error(entry, what, f"pip install {_with_extra(entry, top)}")


def _with_extra(entry: Entry, module: str) -> str:
    # What is not installed may belong to an extra: one of the entry's own name is meant for it.
    from importlib_metadata import PackageNotFoundError, requires

    found: list[str] = []
    try:
        needs = requires(entry.distribution or "") or []
    except (PackageNotFoundError, ValueError):
        needs = []
    for need in needs:
        name, _, extra = need.partition("extra ==")
        is_it = re.match(r"[\w.-]+", name)
        if extra and is_it and _plain(is_it[0]) == _plain(module):
            found.append(extra.strip(" '\""))
    if not found:
        return entry.distribution or module
    return f'"{entry.distribution}[{entry.name if entry.name in found else found[0]}]"'


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _crashed(entry: Entry, exc: BaseException) -> PluginLoadError:
    what = f"Importing {entry.module!r} for {entry.name!r} failed with {_words(exc)}"
    return _error(entry, what, f"pip install -U {entry.distribution or 'framehook'}")


def _words(exc: BaseException) -> str:
    try:
        lines = str(exc).strip().splitlines()
    except Exception:  # noqa: BLE001 - a foreign exception may fail to describe itself
        lines = []
    text = lines[0][:300] if lines else ""
    return f"{type(exc).__name__}: {text.rstrip('.')}." if text else f"{type(exc).__name__}."


def _reinstall(entry: Entry) -> str:
    return f"pip install --force-reinstall {entry.distribution or 'framehook'}"


def _error(entry: Entry, what: str, command: str) -> PluginLoadError:
    return PluginLoadError(
        f"{entry.origin} cannot be loaded. {what}",
        distribution=entry.distribution,
        version=entry.version,
        hint=f"Try: {command}",
    )


def _again(entry: Entry, failure: Failure) -> PluginError:
    return failure.error(
        failure.why,
        distribution=entry.distribution,
        version=entry.version,
        hint=failure.fix or None,
    )
