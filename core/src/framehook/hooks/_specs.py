"""
The five hooks, as a plugin may implement them.

A plugin is a module, or an object, whose functions of these names are marked with
`framehook.spi.hookimpl()`. It may leave out arguments that it does not need. Hooks are
plain and fast: no input or output that takes time, no `async`. Both clients share them,
and any thread may call them.
"""

from __future__ import annotations

__all__ = (
    "framehook_build_request",
    "framehook_check",
    "framehook_configure",
    "framehook_event",
    "framehook_open_file",
)

from collections.abc import Iterable, Mapping
from typing import Any

import pluggy

from ..spi import Call, Event, Issue, Request, Service, Source

hookspec = pluggy.HookspecMarker("framehook")


@hookspec(historic=True)
def framehook_configure(settings: Mapping[str, Any]) -> None:
    """
    Read the settings, once, when a client is made.

    An exception makes the construction of the client fail.
    """


@hookspec
def framehook_check(call: Call[Any]) -> Iterable[Issue] | Issue | None:
    """
    Say what is wrong with a call, before anything is sent.

    An exception becomes an issue `hook.failed`, which blocks a strict client.
    """


@hookspec(firstresult=True)
def framehook_build_request(call: Call[Any], service: Service) -> Request | None:
    """
    Make the request for a call in place of the service's queue.

    The first answer that is not `None` counts. A wrapper may change what the others made.
    """


@hookspec(firstresult=True)
def framehook_open_file(value: Any) -> Source | None:
    """
    Make a source of a value that core does not know: an image object, a cloud path.

    The first answer that is not `None` counts.
    """


@hookspec
def framehook_event(event: Event) -> None:
    """
    Take note of something that happened to a job.

    An exception is logged once for each plugin and hurts nobody else.
    """
