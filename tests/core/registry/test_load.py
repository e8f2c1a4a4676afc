from __future__ import annotations

import sys
import threading

import pytest

from framehook.errors import PluginContractError, PluginLoadError
from framehook.registry import State

ENDPOINTS = "framehook.endpoints.v1"


def plug(site, body, *, value="plug.all:a", name="own/a", kind=ENDPOINTS, **more):
    modules = {"plug/__init__.py": "", "plug/all.py": body, **more}
    site.install("framehook-plug", {kind: {name: value}}, modules=modules, version="0.3")
    return site.registry()


def failure(registry, error=PluginLoadError, load=None):
    """The failure of a load, which must be the same the second time and in the list."""
    load = load or (lambda: registry.endpoint("own/a"))
    with pytest.raises(error) as first:
        load()
    with pytest.raises(error) as second:
        load()
    assert str(first.value) == str(second.value)
    assert first.value is not second.value
    assert (first.value.distribution, first.value.version) == ("framehook-plug", "0.3")
    (entry,) = registry.entries()
    assert (entry.state, entry.why, entry.fix) == (
        State.BROKEN,
        first.value.message,
        first.value.hint,
    )
    return first.value


@pytest.mark.parametrize(
    ("extras", "command"),
    [
        ("", "pip install framehook-plug"),
        ("absent-thing; extra == 'more'", 'pip install "framehook-plug[more]"'),
        ("Absent.Thing>=2 ; extra == 'own'", 'pip install "framehook-plug[own]"'),
        ("absent-thing-too; extra == 'more'", "pip install framehook-plug"),
    ],
)
def test_what_belongs_to_an_extra_is_installed_with_it(site, extras, command):
    """Installing the distribution without it again would change nothing."""
    lines = ["Metadata-Version: 2.1", "Name: framehook-plug", "Version: 0.3"]
    lines += [f"Requires-Dist: {extras}"] if extras else []
    modules = {"plug/__init__.py": "", "plug/all.py": "import absent_thing"}
    points = {ENDPOINTS: {"own/a": "plug.all:a"}}
    metadata = "\n".join([*lines, "", "About.", ""])
    site.install("framehook-plug", points, modules=modules, version="0.3", metadata=metadata)
    assert failure(site.registry()).hint == f"Try: {command}"


def test_a_crash_is_remembered_with_type_and_text(site):
    """The module runs once, however often it is asked for."""
    body = "import sys\nsys.crashes = getattr(sys, 'crashes', 0) + 1\nraise OSError('no\\nluck')"
    registry = plug(site, body)
    error = failure(registry)
    assert error.message == (
        "framehook-plug 0.3 cannot be loaded. Importing 'plug.all' for 'own/a' failed with "
        "OSError: no."
    )
    assert error.hint == "Try: pip install -U framehook-plug"
    assert isinstance(error.__cause__, OSError)
    assert vars(sys).pop("crashes") == 1


@pytest.mark.parametrize(
    ("body", "words", "command"),
    [
        ("import absent_thing", "needs the module 'absent_thing'", "pip install framehook-plug"),
        ("import absent.deep", "needs the module 'absent'", "pip install framehook-plug"),
        (
            "import plug._gone",
            "Its own module 'plug._gone' is missing",
            "pip install --force-reinstall framehook-plug",
        ),
        (
            "import framehook.spi.later",
            "'framehook.spi.later', which the installed framehook does not have",
            "pip install -U framehook framehook-plug",
        ),
        ("b = 1", "which has no 'a'", "pip install --force-reinstall framehook-plug"),
        ("raise SystemExit(3)", "SystemExit: 3", "pip install -U framehook-plug"),
        ("raise ModuleNotFoundError", "ModuleNotFoundError.", "pip install -U framehook-plug"),
        ("def a(:", "SyntaxError: ", "pip install -U framehook-plug"),
        (
            "class Mute(Exception):\n    def __str__(self): raise ValueError\nraise Mute",
            "failed with Mute.",
            "pip install -U framehook-plug",
        ),
        (
            "def __getattr__(name): raise OSError(name)",
            "failed with OSError: a",
            "pip install -U framehook-plug",
        ),
    ],
)
def test_each_failure_says_what_it_was_and_one_command(site, body, words, command):
    """A missing dependency is told from a missing module, and both from a crash."""
    error = failure(plug(site, body))
    assert words in error.message
    assert error.hint == f"Try: {command}"


def test_a_package_that_is_gone_is_a_missing_module(site):
    """Metadata without code is what half an uninstallation leaves."""
    site.install("framehook-plug", {ENDPOINTS: {"own/a": "plug.all:a"}}, version="0.3")
    error = failure(site.registry())
    assert "Its own module 'plug' is missing" in error.message


def test_an_interrupt_is_not_remembered(site):
    """Ctrl-C during an import ends the import, and the next one may succeed."""
    body = "import sys\nif not vars(sys).pop('calm', 0): raise KeyboardInterrupt\na = print"
    registry = plug(site, body, kind="framehook.ledgers.v1", name="x")
    with pytest.raises(KeyboardInterrupt):
        registry.ledger("x")
    vars(sys)["calm"] = True
    assert registry.ledger("x") is print


@pytest.mark.parametrize(
    ("kind", "name", "body", "words"),
    [
        ("endpoints", "own/a", "a = 3", "is of type 'int', not an Endpoint"),
        ("endpoints", "own/a", "class a: id = 'own/a'", "is the class 'a', not an Endpoint"),
        ("endpoints", "own/a", "FAMILY a = make('own/b')", "is the endpoint 'own/b'"),
        ("services", "s", "a = 3", "it has no authorize, files, hosts, name, queue"),
        ("services", "s", "class a: name = 's'", "is the class 'a', not a service made from it"),
        ("services", "s", "SERVICE", "is the service 'other'"),
        ("runners", "own/a@draft", "a = 3", "it has no fidelity, requires, run"),
        ("runners", "own/a@draft", "RUNNER", "has the fidelity 'exact'"),
        ("transports", "t", "a = 3", "which cannot be called"),
        ("ledgers", "t", "a = None", "which cannot be called"),
        ("commands", "t", "a = 'x'", "which cannot be called"),
        ("hooks", "h", "a = None", "is None"),
    ],
)
def test_what_is_loaded_must_be_what_was_promised(site, kind, name, body, words):
    """The wrong type, the wrong id and a class for an object break the interface."""
    names = "authorize files hosts queue secret transports"
    service = "".join(f"    {each} = None\n" for each in names.split())
    runner = "class R:\n    fidelity = Fidelity.EXACT\n    requires = run = ()\na = R()"
    family = (
        "from framehook.spi import *\nclass I(Input): pass\nclass O(Output):\n    video: File\n"
        "def make(id): return Endpoint(id=id, input=I, output=O, service='s')\n"
    )
    body = body.replace("FAMILY ", family)
    body = body.replace("SERVICE", f"class S:\n    name = 'other'\n{service}a = S()")
    body = body.replace("RUNNER", f"from framehook.spi import Fidelity\n{runner}")
    registry = plug(site, body, kind=f"framehook.{kind}.v1", name=name)
    registry = site.registry(hooks=["h"])
    loads = {
        "endpoints": registry.endpoint,
        "services": registry.service,
        "transports": registry.transport,
        "ledgers": registry.ledger,
        "commands": registry.command,
        "hooks": registry.hook,
        "runners": lambda name: registry.runner(*name.split("@")),
    }
    error = failure(registry, PluginContractError, lambda: loads[kind](name))
    assert words in error.message
    assert error.hint == "Upgrade it with: pip install -U framehook-plug"


def test_an_object_that_fails_to_be_looked_at_is_a_failed_load(site):
    """A property may raise anything; that is the plugin's fault, too."""
    body = "class S:\n    @property\n    def authorize(self): raise OSError('busy')\na = S()"
    registry = plug(site, body, kind="framehook.services.v1", name="s")
    assert "OSError: busy" in failure(registry, load=lambda: registry.service("s")).message


def test_a_module_that_asks_for_itself_fails_with_a_message(site):
    """Asking the registry while being imported neither hangs nor recurses for ever."""
    body = "import sys\nsys.asked.ledger('x')\na = print"
    registry = plug(site, body, kind="framehook.ledgers.v1", name="x")
    vars(sys)["asked"] = registry
    try:
        error = failure(registry, load=lambda: registry.ledger("x"))
    finally:
        del vars(sys)["asked"]
    assert "'a'" in error.message


def test_threads_that_ask_at_once_import_once(site):
    """Sixteen threads get one object, and the module ran once."""
    body = (
        "import sys, threading\n"
        "sys.loads = getattr(sys, 'loads', 0) + 1\n"
        "threading.Event().wait(0.05)\n"
        "def a(): pass\n"
    )
    registry = plug(site, body, kind="framehook.transports.v1", name="t")
    gate = threading.Barrier(16)
    found = []

    def ask():
        gate.wait()
        found.append(registry.transport("t"))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(map(id, found))) == 1
    assert vars(sys).pop("loads") == 1
