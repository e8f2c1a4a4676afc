"""The façade through which all hooks are called."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import UTC, datetime
from types import ModuleType

import pytest

from framehook.errors import HookError, PluginContractError
from framehook.hooks import HOOKS, Hooks
from framehook.spi import BytesSource, Event, Issue, Request, hookimpl

EVENT = Event("status", datetime(2026, 1, 1, tzinfo=UTC), {"phase": "running"})
CALL = object()
SERVICE = object()
REQUEST = Request("POST", "https://api.example/x")


def plugin(**functions):
    """A plugin with these hooks."""
    made = ModuleType("plugin")
    for name, function in functions.items():
        setattr(made, name, hookimpl()(function))
    return made


def breaking():
    raise ValueError("no good")


def issue(code):
    return Issue(code=code, level="warn", path="", message="Found.")


def test_no_hooks_cost_nothing():
    """Without plugins nothing is loaded, and every hook has the empty answer."""
    code = (
        "import sys; from framehook.hooks import Hooks; Hooks.none(); "
        "assert not {'pluggy', 'pydantic', 'httpx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    hooks = Hooks.none()
    hooks.configure({})
    hooks.event(EVENT)
    assert (hooks.check(CALL), hooks.names) == ([], ())
    assert hooks.build_request(CALL, SERVICE) is None
    assert hooks.open_file(0) is None


def test_settings_reach_every_plugin_once():
    """Each plugin is configured once."""
    seen = []
    hooks = Hooks(
        {
            "one": plugin(framehook_configure=lambda settings: seen.append(("one", settings))),
            "two": plugin(framehook_configure=lambda: seen.append("two")),
        }
    )
    hooks.configure({"service": "acme"})
    assert sorted(seen, key=str) == [("one", {"service": "acme"}), "two"]
    assert hooks.names == ("one", "two")
    assert hooks.handles("framehook_configure")
    assert not hooks.handles("framehook_event")


def test_a_failing_configuration_names_the_plugin():
    """Whoever cannot work with the settings is named, with distribution and version."""
    hooks = Hooks(
        {"strict": plugin(framehook_configure=lambda settings: breaking())},
        versions={"strict": ("framehook-strict", "1.2")},
    )
    with pytest.raises(HookError, match=r"'strict' of framehook-strict 1\.2 raised") as caught:
        hooks.configure({})
    assert (caught.value.distribution, caught.value.version) == ("framehook-strict", "1.2")
    assert isinstance(caught.value.__cause__, ValueError)


def test_checks_are_joined():
    """A check answers with nothing, an issue or several."""
    hooks = Hooks(
        {
            "none": plugin(framehook_check=lambda call: None),
            "one": plugin(framehook_check=lambda call: issue("a")),
            "more": plugin(framehook_check=lambda call: (issue(code) for code in "bc")),
        }
    )
    assert sorted(found.code for found in hooks.check(CALL)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (lambda call: breaking(), "raised ValueError: no good."),
        (lambda call: [3], "returned 3, which is no Issue."),
        (lambda call: 3, "raised TypeError: 'int' object is not iterable."),
    ],
)
def test_a_failing_check_is_an_issue_that_blocks(check, words):
    """The call is not sent, the plugin is named, and the others are heard."""
    hooks = Hooks(
        {"bad": plugin(framehook_check=check), "good": plugin(framehook_check=lambda: issue("a"))}
    )
    good, bad = sorted(hooks.check(CALL), key=lambda found: found.code)
    assert (good.code, bad.code, bad.is_blocking) == ("a", "hook.failed", True)
    assert bad.message == f"The hook 'framehook_check' of the plugin 'bad' {words}"


def test_the_first_request_counts_and_can_be_wrapped():
    """A wrapper sees and changes what another plugin made."""

    class Wrapper:
        @hookimpl(wrapper=True)
        def framehook_build_request(self, service):
            request = yield
            assert service is SERVICE
            return request.with_headers(("x-a", "1"))

    hooks = Hooks(
        {
            "make": plugin(framehook_build_request=lambda call, service: REQUEST),
            "idle": plugin(framehook_build_request=lambda call, service: None),
            "wrap": Wrapper(),
        }
    )
    assert hooks.build_request(CALL, SERVICE) == REQUEST.with_headers(("x-a", "1"))


def test_nobody_needs_to_make_a_request():
    """Where all plugins pass, so does the façade."""
    hooks = Hooks({"idle": plugin(framehook_build_request=lambda call, service: None)})
    assert hooks.build_request(CALL, SERVICE) is None


def failing_wrapper(call):
    yield
    raise ValueError("late")


def wrapper_of_nothing(call):
    yield
    return 3


def twice(call):
    yield
    yield


def never(call):
    return None


@pytest.mark.parametrize(
    ("wrapper", "words"),
    [
        (failing_wrapper, "'bad' raised ValueError: late"),
        (wrapper_of_nothing, "'bad' returned 3, which is no Request"),
        (twice, "yield exactly once. Enabled are: bad"),
        (never, "'bad' raised TypeError"),
    ],
)
def test_a_failing_wrapper_is_a_hook_error(wrapper, words):
    """Whatever a wrapper does wrong comes out as one kind of error."""
    bad = ModuleType("bad")
    bad.framehook_build_request = hookimpl(wrapper=True)(wrapper)
    with pytest.raises(HookError, match=words):
        Hooks({"bad": bad}).build_request(CALL, SERVICE)


def test_a_wrapper_passes_the_error_of_another_plugin_on():
    """The plugin that failed is named, not the one around it."""
    around = ModuleType("around")
    around.framehook_build_request = hookimpl(wrapper=True)(failing_wrapper)
    hooks = Hooks({"bad": plugin(framehook_build_request=breaking), "around": around})
    with pytest.raises(HookError, match="plugin 'bad' raised ValueError: no good"):
        hooks.build_request(CALL, SERVICE)


@pytest.mark.parametrize(
    ("hook", "words"), [(lambda value: 3, "which is no Source"), (breaking, "no good")]
)
def test_what_opens_files_is_held_to_its_type(hook, words):
    """A hook that fails, or returns no source, is named."""
    hooks = Hooks({"bad": plugin(framehook_open_file=hook)})
    with pytest.raises(HookError, match=words):
        hooks.open_file(object())


def test_the_first_source_counts():
    """Values that no plugin knows stay unknown."""
    source = BytesSource(b"abc")
    hooks = Hooks({"a": plugin(framehook_open_file=lambda value: source if value == 1 else None)})
    assert hooks.open_file(1) is source
    assert hooks.open_file(2) is None


def test_a_failing_listener_hurts_nobody_and_is_logged_once(monkeypatch):
    """All others hear every event."""
    heard = []
    hooks = Hooks(
        {
            "first": plugin(framehook_event=lambda event: heard.append("first")),
            "bad": plugin(framehook_event=lambda event: breaking()),
            "last": plugin(framehook_event=lambda event: heard.append("last")),
        }
    )
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("framehook.hooks")
    monkeypatch.setattr(logger, "handlers", [handler])
    # Tools that run in the same process may switch off whatever logs already.
    monkeypatch.setattr(logger, "disabled", False)
    hooks.event(EVENT)
    hooks.event(EVENT)
    assert sorted(heard) == ["first", "first", "last", "last"]
    (record,) = records
    assert "'bad' raised ValueError: no good." in record.getMessage()


def async_event():
    async def framehook_event(event):
        raise AssertionError

    return framehook_event


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        (
            {"framehook_evnt": lambda event: None},
            "'framehook_evnt'.*Did you mean 'framehook_event'",
        ),
        ({"on_something": lambda: None}, "does not exist. The hooks are 'framehook_build_request'"),
        ({"framehook_event": lambda happening: None}, "unknown argument 'happening'"),
        ({"framehook_event": lambda event=None: None}, "'event' is not plain"),
        ({"framehook_event": lambda *event: None}, "'event' is not plain"),
        ({"framehook_event": async_event()}, "is async"),
        ({}, "has no hook"),
    ],
)
def test_a_plugin_that_breaks_the_contract_is_refused(functions, words):
    """A slip of the pen is found when the plugin is enabled, not never."""
    with pytest.raises(PluginContractError, match=words):
        Hooks({"typo": plugin(**functions)})


def test_a_hook_without_its_mark_is_refused():
    """A function with the name of a hook that nobody would ever call."""
    module = ModuleType("unmarked")
    module.framehook_event = lambda event: None
    with pytest.raises(PluginContractError, match="not marked"):
        Hooks({"unmarked": module})


def test_only_some_hooks_can_be_wrapped():
    """Nobody stands between an event and those who hear it."""
    module = ModuleType("wrapping")
    module.framehook_event = hookimpl(wrapper=True)(lambda event: (yield))
    with pytest.raises(PluginContractError, match="wraps the hook 'framehook_event'"):
        Hooks({"wrapping": module})


def test_properties_of_a_plugin_are_not_executed():
    """Enabling a plugin runs none of its code."""

    class Plugin:
        @property
        def expensive(self):
            raise AssertionError

        @staticmethod
        @hookimpl(tryfirst=True)
        def framehook_event(event):
            heard.append(event)

    heard = []
    Hooks({"lazy": Plugin()}).event(EVENT)
    assert heard == [EVENT]


def test_the_declared_hooks_are_those_of_the_contract():
    """Names and arguments stand in two places and agree."""
    import inspect

    from framehook.hooks import _specs

    declared = {name: tuple(inspect.signature(getattr(_specs, name)).parameters) for name in HOOKS}
    assert declared == dict(HOOKS)
    assert sorted(HOOKS) == list(_specs.__all__)
