from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest

from framehook.errors import (
    ConfigurationError,
    EndpointNotFoundError,
    FidelityError,
    PluginConflictError,
    PluginDisabledError,
    PluginIncompatibleError,
    PluginLoadError,
    ServiceNotFoundError,
)
from framehook.registry import Model, State

ENDPOINTS = "framehook.endpoints.v1"


def test_an_installed_endpoint_is_listed_and_loaded(site):
    """The row has the static titles, the object is the module's own."""
    site.family("framehook-plug", {"own/a": "a", "own/b": "b"})
    registry = site.registry()
    assert registry.models()[0] == Model(
        id="own/a",
        family="plug",
        distribution="framehook-plug",
        version="1.0",
        state=State.READY,
        title="The a",
        task="text-to-video",
    )
    assert "framehook_plug" not in sys.modules
    endpoint = registry.endpoint("own/b")
    assert endpoint is sys.modules["framehook_plug.all"].b
    assert registry.owner("own/b") == registry.owner(endpoint) == ("framehook-plug", "1.0")
    assert registry.owner(endpoint.input) == ("framehook-plug", "1.0")
    assert registry.owner(print) is registry.owner("own/z") is None
    assert registry.notes() == ()


LISTING = """
import sys
from framehook.registry import Registry
heavy = {"pydantic", "pluggy", "httpx", "asyncio", "rich", "framehook.spi._endpoint"}
assert not heavy & set(sys.modules) and "importlib_metadata" not in sys.modules
rows = Registry().models()
print(*(row.id for row in rows if row.id.startswith("own/")), rows[0].title is None)
found = heavy & set(sys.modules) | {name for name in sys.modules if name.startswith("framehook_")}
assert not found, found
"""


def test_listing_imports_no_plugin_and_nothing_heavy(site):
    """A fresh process lists plugins whose import would end it."""
    site.install(
        "framehook-plug",
        {ENDPOINTS: {"own/a": "framehook_bad:a"}},
        modules={"framehook_bad/__init__.py": "raise SystemExit(9)"},
    )
    environment = {**os.environ, "PYTHONPATH": str(site.root)}
    done = subprocess.run(
        [sys.executable, "-c", LISTING], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.split()[0] == "own/a"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("fal-ai/wan-vace-14b", "Install it with: pip install framehook-wan-vace"),
        ("own/extend-vidoe", "Did you mean 'own/extend-video'?"),
        ("extend-video", "Did you mean 'own/extend-video'?"),
        ("acme/nothing", "See what is installed with: framehook models"),
        ("fal-ai/magi", "framehook-magi 1.0 does not have it. Try: pip install -U framehook-magi"),
    ],
)
def test_an_endpoint_nobody_provides_ends_in_one_sentence_and_one_remedy(site, name, hint):
    """Install, correct, upgrade or look: whichever fits."""
    site.family("framehook-plug", {"own/extend-video": "a"})
    site.install("framehook-magi", {"framehook.hooks.v1": {"magi": "m"}})
    with pytest.raises(EndpointNotFoundError) as caught:
        site.registry().endpoint(name)
    assert str(caught.value) == f"No installed plugin provides {name!r}. {hint}"
    assert pickle.loads(pickle.dumps(caught.value)).hint == hint


def test_other_kinds_are_not_found_with_their_kind(site):
    """The message says what kind of thing is missing."""
    registry = site.registry()
    with pytest.raises(ServiceNotFoundError, match=r"the service 'local'.*install framehook-local"):
        registry.service("local")
    for load, what in [
        (registry.transport, "transport"),
        (registry.ledger, "ledger"),
        (registry.command, "command"),
        (registry.hook, "hook"),
    ]:
        with pytest.raises(ConfigurationError, match=f"provides the {what} 'x'. See what"):
            load("x")


def test_every_state_raises_its_error(site):
    """Conflict, off, incompatible and broken each have an error that names the remedy."""
    site.family("framehook-one", {"own/both": "a", "own/off": "b"})
    site.family("framehook-two", {"own/both": "a"})
    site.install(
        "framehook-new", {"framehook.endpoints.v2": {"own/new": "n:a"}, ENDPOINTS: {"Bad": "n:b"}}
    )
    registry = site.registry(disable=["own/off"])
    with pytest.raises(PluginConflictError) as conflict:
        registry.endpoint("own/both")
    assert conflict.value.distribution == "framehook-one, framehook-two"
    assert "FRAMEHOOK_PREFER=own/both=framehook-one" in (conflict.value.hint or "")
    with pytest.raises(PluginDisabledError, match="the argument `disable` disables 'own/off'"):
        registry.endpoint("own/off")
    with pytest.raises(PluginIncompatibleError, match=r"Run: pip install -U framehook$"):
        registry.endpoint("own/new")
    with pytest.raises(PluginLoadError, match="'Bad' is not an endpoint id") as broken:
        registry.endpoint("Bad")
    assert (broken.value.distribution, broken.value.version) == ("framehook-new", "1.0")
    assert {model.id: model.state.value for model in registry.models()} == {
        "Bad": "broken",
        "own/both": "conflict",
        "own/new": "incompatible",
        "own/off": "disabled",
    }
    preferred = site.registry(prefer={"own/both": "framehook-two"})
    assert type(preferred.endpoint("own/both")).__name__ == "Endpoint"
    assert preferred.owner("own/both") == ("framehook-two", "1.0")


def test_one_bad_plugin_hurts_one_row(site):
    """A crash is a row, and its neighbour loads."""
    site.family("framehook-good", {"own/good": "a"})
    site.family("framehook-bad", {"own/bad": "a"}, body="raise RuntimeError('x')\n")
    registry = site.registry()
    with pytest.raises(PluginLoadError, match="RuntimeError: x"):
        registry.preload(["own/bad", "own/good"])
    assert "framehook_good.all" in sys.modules
    states = {model.id: model.state for model in registry.models()}
    assert states == {"own/bad": State.BROKEN, "own/good": State.READY}
    registry.preload(["own/good"])


def test_runners_are_listed_the_best_first(site):
    """A runner that is off is not offered; asking for it says why."""
    value = "framehook_run:make"
    names = ["own/a@draft", "own/a@exact", "own/a@model", "own/b@draft"]
    site.install("framehook-run", {"framehook.runners.v1": dict.fromkeys(names, value)})
    registry = site.registry(disable=["own/a@model"])
    assert [(name, entry.name) for name, entry in registry.runners("own/a")] == [
        ("exact", "own/a@exact"),
        ("draft", "own/a@draft"),
    ]
    assert registry.runners("own/z") == []
    with pytest.raises(PluginDisabledError):
        registry.runner("own/a", "model")
    with pytest.raises(FidelityError, match=r"'exact'\. It can be run as: draft\.$"):
        registry.runner("own/b", "exact")
    with pytest.raises(FidelityError, match="framehook plugins"):
        registry.runner("own/z", "draft")


def test_hooks_load_only_when_enabled(site):
    """An installed hook is off; a named one is its module."""
    site.install(
        "framehook-audit",
        {"framehook.hooks.v1": {"audit": "audit_hook"}},
        modules={"audit_hook.py": "def framehook_check(call): return None\n"},
    )
    with pytest.raises(PluginDisabledError, match="export FRAMEHOOK_HOOKS=audit"):
        site.registry().hook("audit")
    enabled = site.registry(hooks=["audit"])
    assert enabled.hook("audit") is sys.modules["audit_hook"]
    assert site.registry().hook("audit", enable=True) is sys.modules["audit_hook"]
    with pytest.raises(PluginDisabledError, match="disables 'audit'"):
        site.registry(disable=["audit"]).hook("audit", enable=True)


def test_why_tells_entries_and_decisions(site):
    """By entry, family or distribution; with the state, the reason and who decided."""
    site.family("framehook-plug", {"own/a": "a", "own/b": "b"})
    registry = site.registry(disable=["own/a"])
    assert registry.why("plug").entries == registry.why("Framehook_Plug").entries
    assert str(registry.why("own/a")) == (
        "endpoint own/a (framehook-plug 1.0): disabled. framehook-plug's 'own/a' is off: the "
        "argument `disable` disables 'own/a'. Take 'own/a' out of the argument `disable`.\n"
        "disable = own/a, decided by the argument `disable`\n"
        "plugins = (not set), decided by the default\n"
        "prefer = (not set), decided by the default\n"
        "hooks = (not set), decided by the default"
    )
    assert "own/b (framehook-plug 1.0): ready\n" in str(registry.why("own/b"))
    nothing = registry.why("luma")
    assert nothing.hint == "Install it with: pip install framehook-luma"
    assert str(nothing).startswith("Nothing installed goes by the name 'luma'. Install it")
    assert registry.why("framehook-plugg").hint == "Did you mean 'framehook-plug'?"


def test_notes_have_what_the_scan_and_the_files_show(site):
    """A lost METADATA and a missing endpoints.json are told together."""
    site.install(
        "framehook-plug", {ENDPOINTS: {"own/a": "plug:a"}}, metadata=None, modules={"plug.py": ""}
    )
    texts = [note.text for note in site.registry().notes()]
    assert len(texts) == 2
    assert "METADATA" in texts[0]
    assert "endpoints.json" in texts[1]


def test_a_missing_record_changes_nothing(site):
    """RECORD is the installer's; whether it is there does not matter to us."""
    site.family("framehook-plug", {"own/a": "a"})
    first = site.registry().models()
    (site.root / "framehook_plug-1.0.dist-info" / "RECORD").write_text("")
    assert site.registry().models() == first
