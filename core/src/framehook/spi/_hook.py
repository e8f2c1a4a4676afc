"""The marker for hook functions."""

from __future__ import annotations

__all__ = ("HOOK_MARK", "hookimpl")

from collections.abc import Callable
from typing import Any, TypeVar, overload

F = TypeVar("F", bound=Callable[..., Any])

# What pluggy's own marker for the project "framehook" would set. Setting it here keeps
# pluggy out of the plugin interface.
HOOK_MARK = "framehook_impl"


@overload
def hookimpl(function: F, /) -> F: ...


@overload
def hookimpl(
    *, tryfirst: bool = False, trylast: bool = False, wrapper: bool = False
) -> Callable[[F], F]: ...


def hookimpl(
    function: Any = None,
    /,
    *,
    tryfirst: bool = False,
    trylast: bool = False,
    wrapper: bool = False,
) -> Any:
    """
    Mark a function as the implementation of the hook that has its name.

    It stands before a function as it is, or called with what is to be said.

    Args:
        function: The function, where it is not called.
        tryfirst: Call it before those that do not say so.
        trylast: Call it after those that do not say so.
        wrapper: It is a generator around the others.

    Example:
        ```python
        @hookimpl
        def framehook_event(event):
            print(event)
        ```
    """

    def mark(function: F) -> F:
        options = {
            "wrapper": wrapper,
            "hookwrapper": False,
            "optionalhook": False,
            "tryfirst": tryfirst,
            "trylast": trylast,
            "specname": None,
        }
        setattr(function, HOOK_MARK, options)
        return function

    return mark if function is None else mark(function)
