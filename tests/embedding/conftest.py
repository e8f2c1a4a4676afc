"""One simulated service for many clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from framehook.registry import Registry, default_registry
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Media, Outcome, SimulatedFal

RED, BLUE = "red:secret-of-red", "blue:secret-of-blue"
FILM = Media(data=b"a film", name="film.mp4", kind="video/mp4")


@pytest.fixture
def fal(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedFal]:
    """A service that knows two accounts and answers at once."""
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with SimulatedFal(keys={RED: "red", BLUE: "blue"}) as fal:
        fal.answer("*", Outcome(value={}, media={"video": FILM}, seconds=0.0))
        yield fal


@pytest.fixture
def hosts(fal: SimulatedFal) -> Hosts:
    """Where it is."""
    urls = fal.base_urls
    return Hosts(
        run=urls.run, queue=urls.queue, rest=urls.rest, cdn=urls.cdn, platform=urls.platform
    )


@pytest.fixture
def options(hosts: Hosts) -> Callable[..., dict[str, Any]]:
    """The options of a client for a key."""

    def make(key: Any = RED, **more: Any) -> dict[str, Any]:
        named = {name: more.pop(name) for name in ("stream", "inline") if name in more}
        service = FalService(key, hosts=hosts, **named)
        return {"service": service, "registry": Registry.of(), **more}

    return make


@pytest.fixture(params=["httpx", "aiohttp"])
def async_options(
    request: pytest.FixtureRequest, options: Callable[..., dict[str, Any]]
) -> Callable[..., dict[str, Any]]:
    """The options of an asynchronous client, over every transport there is for one."""
    # The installed transports are found by the installed registry alone.
    named = {"transport": request.param, "registry": default_registry()}
    return lambda *key, **more: options(*key, **{**named, **more})
