from __future__ import annotations

from dataclasses import dataclass

import pytest

from framehook.errors import (
    PluginConflictError,
    PluginContractError,
)
from framehook.registry import Registry, Settings, State, default_registry
from framehook.spi import Endpoint, Fidelity, File, Input, Output


class Asked(Input):
    prompt: str


class Made(Output):
    video: File


def made(name="own/a", **more):
    return Endpoint(id=name, input=Asked, output=Made, service="s", **more)


class Service:
    hosts = queue = files = secret = authorize = transports = None

    def __init__(self, name):
        self.name = name


@dataclass
class Runner:
    fidelity: Fidelity
    requires: tuple[str, ...] = ()

    def run(self, work, view, media):
        return {}


def test_a_registry_of_objects_scans_nothing(monkeypatch):
    """It gives back what it was given; no environment and no installation matters."""
    monkeypatch.setenv("FRAMEHOOK_DISABLE", "own/a")
    endpoint = made(title="A", task="text-to-video", retired="2026-01")
    service, runner, hook = Service("s"), Runner(Fidelity.DRAFT), object()
    registry = Registry.of(
        endpoint,
        services=[service],
        runners={"own/a@draft": runner},
        transports={"t": dict},
        ledgers={"l": list},
        hooks={"h": hook},
    )
    assert registry.endpoint("own/a") is endpoint
    assert registry.service("s") is service
    assert registry.runner("own/a", "draft") is runner
    assert [name for name, _ in registry.runners("own/a")] == ["draft"]
    assert (registry.transport("t"), registry.ledger("l")) == (dict, list)
    assert registry.hook("h") is hook
    (model,) = registry.models()
    assert (model.title, model.retired, model.distribution) == ("A", "2026-01", None)
    assert (model.family, model.replacement) == (None, None)
    assert registry.owner(endpoint) is None
    assert registry.notes() == registry.stale() == ()
    assert registry.entries("services")[0].origin == "an object passed in"


def test_a_registry_of_wrong_objects_is_refused():
    """Two with one id, and an object of the wrong type, end at once."""
    with pytest.raises(PluginConflictError, match="are the endpoint 'own/a'"):
        Registry.of(made(), made(title="other"))
    with pytest.raises(PluginContractError, match="is of type 'object', not an Endpoint"):
        Registry.of(object())
    with pytest.raises(PluginContractError, match="has the fidelity 'model'"):
        Registry.of(runners={"own/a@draft": Runner(Fidelity.MODEL)})


def test_settings_come_from_the_environment_by_default(site, monkeypatch):
    """A registry without settings reads the variables when it is made."""
    site.family("framehook-plug", {"own/a": "a"})
    monkeypatch.setenv("FRAMEHOOK_PLUGINS", "magi")
    registry = Registry(path=[str(site.root)])
    monkeypatch.delenv("FRAMEHOOK_PLUGINS")
    assert registry.models()[0].state is State.DISABLED
    assert Registry(Settings(), [str(site.root)]).models()[0].state is State.READY


def test_the_default_registry_is_made_once(monkeypatch):
    """Everyone who passes none shares it."""
    default_registry.cache_clear()
    assert default_registry() is default_registry()
    default_registry.cache_clear()
