"""What provokes an error, by its code, and what that needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dream import dream
from installed import Site

import framehook
from framehook import Client
from framehook.cli._main import main
from framehook.registry import Registry, Settings
from framehook.testing import ScriptedService, VirtualClock

PROVOKERS: dict[str, Callable[[Path], object]] = {}


def provokes(code: str) -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    def keep(function: Callable[[Path], object]) -> Callable[[Path], object]:
        PROVOKERS[code] = function
        return function

    return keep


def client(*stories: Any, **more: Any) -> Client:
    clock = VirtualClock()
    service = ScriptedService(*stories, clock=clock, **more)
    return Client(service=service, clock=clock, registry=Registry.of(dream))


def run(*stories: Any, **more: Any) -> Any:
    with client(*stories, **more) as made:
        return made.run(dream(prompt="x"))


def installed(folder: Path, code: str, *, group: str = "endpoints.v1") -> Registry:
    site = Site(folder / "site")
    site.install("framehook-acme", {f"framehook.{group}": {"acme/x": "json.nowhere:x"}})
    return Registry(
        Settings(disable=("acme/x",) if code == "plugin-disabled" else ()), [str(site.root)]
    )


def command(*words: str, registry: Registry) -> None:
    """Run a command, and raise what it ended with."""
    seen: list[BaseException] = []
    real = framehook.cli._main._report
    framehook.cli._main._report = lambda error, *rest, **more: seen.append(error) or 5
    try:
        main(words, registry=registry, environment={"FRAMEHOOK_CONFIG": "none"})
    finally:
        framehook.cli._main._report = real
    raise seen[0]
