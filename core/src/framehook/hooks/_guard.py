"""What stands between pluggy and the function of a plugin."""

from __future__ import annotations

__all__ = ("Guarded", "failed_issue")

import functools
import logging
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any

from ..errors import HookError
from ..spi import HOOK_MARK, Issue, Request
from ._contract import Owner, hooks_of

logger = logging.getLogger("framehook.hooks")


def failed_issue(error: HookError) -> Issue:
    """Return the issue that stands for a hook which failed."""
    return Issue(code="hook.failed", level="error", path="", message=error.message, fix=error.hint)


class Guarded:
    """
    A plugin as pluggy gets to see it: every function names its plugin when it fails.

    pluggy calls all implementations of a hook in one go and stops at the first
    exception. What must not stop the others is therefore caught here.
    """

    def __init__(self, owner: Owner, plugin: object) -> None:
        self._owner = owner
        self._has_complained = False
        self.hooks: Mapping[str, Callable[..., Any]] = hooks_of(owner, plugin)
        for name, function in self.hooks.items():
            setattr(self, name, self._guard(name, function))

    def _guard(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        options = getattr(function, HOOK_MARK)
        if options["wrapper"]:
            guarded = self._wrapper(name, function)
        elif name == "framehook_event":
            guarded = self._listener(name, function)
        elif name == "framehook_check":
            guarded = self._checker(name, function)
        else:
            guarded = self._plain(name, function)
        # pluggy reads from it which arguments the function wants.
        functools.update_wrapper(guarded, function)
        return guarded

    def _plain(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> Any:
            try:
                result = function(*args)
            except Exception as exc:
                raise self._error(name, exc) from exc
            return self._held_to_type(name, result)

        return guarded

    def _wrapper(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> Generator[None, Any, Any]:
            try:
                result = yield from function(*args)
            except HookError:
                raise
            except Exception as exc:
                raise self._error(name, exc) from exc
            return self._held_to_type(name, result)

        return guarded

    def _checker(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> list[Issue]:
            try:
                return self._issues(name, function(*args))
            except HookError as exc:
                return [failed_issue(exc)]
            except Exception as exc:  # noqa: BLE001
                return [failed_issue(self._error(name, exc))]

        return guarded

    def _listener(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> None:
            try:
                function(*args)
            except Exception as exc:
                if not self._has_complained:
                    self._has_complained = True
                    logger.warning(
                        "%s Further failures of it are not logged.",
                        self._error(name, exc).message,
                        exc_info=exc,
                    )

        return guarded

    def _issues(self, name: str, result: Issue | Iterable[Issue] | None) -> list[Issue]:
        if result is None:
            return []
        found = [result] if isinstance(result, Issue) else list(result)
        for issue in found:
            if not isinstance(issue, Issue):
                raise self._owner.failure(name, f"returned {issue!r}, which is no Issue.")
        return found

    def _held_to_type(self, name: str, result: Any) -> Any:
        if result is None:
            return None
        if name == "framehook_build_request" and not isinstance(result, Request):
            raise self._owner.failure(name, f"returned {result!r}, which is no Request.")
        # A source is not taken for one by its properties: reading them may touch a disk.
        if name == "framehook_open_file" and not callable(getattr(result, "open", None)):
            raise self._owner.failure(name, f"returned {result!r}, which is no Source.")
        return result

    def _error(self, name: str, exc: Exception) -> HookError:
        return self._owner.failure(name, f"raised {type(exc).__name__}: {exc}.")
