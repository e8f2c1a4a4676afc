"""Bad hooks, runners, services, transports and commands hurt nobody who does not use them."""

from __future__ import annotations

import json

import pytest
from hosting import CALL as GOOD
from hosting import OTHERS, hold_to_work
from installed import ENDPOINTS, FAMILY

HOOK = """
from framehook.spi import hookimpl

@hookimpl
def framehook_{name}({argument}):
    raise RuntimeError("no luck")
"""
FAULT = "of framehook-acme 1.2 raised RuntimeError: no luck."
# What becomes of a call where a failing hook is on: the exit code, and the code in the answer.
HOOKS = {
    "configure": ("settings", 5, "hook"),
    "check": ("call", 2, "check-failed"),
    "build_request": ("call, service", 5, "hook"),
    "open_file": ("value", 0, None),
    "event": ("event", 0, None),
}


def plant(host, group, name, code):
    host.site.install(
        "framehook-acme",
        {f"framehook.{group}.v1": {name: f"acme:{'run' if group == 'runners' else 'x'}"}},
        version="1.2",
        modules={"acme.py": code},
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_fails_hurts_who_enabled_it(host, hook):
    """Off it does nothing; on, the call ends as the hook's kind says, and names the plugin."""
    argument, code, error = HOOKS[hook]
    host.site.install(
        "framehook-acme",
        {"framehook.hooks.v1": {"acme": "acme"}},
        version="1.2",
        modules={"acme.py": HOOK.format(name=hook, argument=argument)},
    )
    hold_to_work(*host.run_all(*OTHERS))
    assert host.noise == ""
    models, ran, loaded = host.run_all(
        ("models", "--json"), ("run", *GOOD), ("doctor", "--load", "--json"), FRAMEHOOK_HOOKS="acme"
    )
    # Whoever only listens is logged, once.
    assert host.noise.count(FAULT) == (hook == "event")
    assert models.code == 0
    assert ran.code == code, ran
    if code:
        assert ran.json["error"]["code"] == error
        told = json.dumps(ran.json)
        assert f"The hook 'framehook_{hook}' of the plugin 'acme' {FAULT}" in told
        assert "run without it: leave 'acme' out of the hooks." in told
    # A new client configures its hooks, so that this one is found without a call.
    wrong = [row for row in loaded.json["problems"] if row["name"] == "acme"]
    assert loaded.code == (5 if hook == "configure" else 0)
    assert all(FAULT in row["why"] and row["state"] == "broken" for row in wrong)
    assert len(wrong) == (hook == "configure")


def test_a_hook_that_cannot_be_one_is_found(host):
    """A misspelt hook is refused where it is enabled, and by `doctor --load`."""
    plant(host, "hooks", "acme", "")
    (off,) = host.run_all(("doctor", "--load"))
    assert off.code == 0
    ran, loaded = host.run_all(("run", *GOOD), ("doctor", "--load"), FRAMEHOOK_HOOKS="acme")
    assert (ran.code, ran.json["error"]["plugin"]) == (2, "framehook-acme 1.2")
    assert loaded.code == 5
    assert "broken: framehook-acme 1.2 cannot be loaded." in loaded.out


RUNNER = (
    FAMILY
    + """
from framehook.spi import Draft, Fidelity

x = make("acme/x", draft=Draft())

class Run:
    fidelity = Fidelity.MODEL
    requires = ()
    def run(self, work, view, media):
        {body}

run = Run()
"""
)


@pytest.mark.parametrize("body", ["raise RuntimeError('no luck')", "import os; os._exit(9)"])
def test_a_runner_that_fails_fails_its_own_jobs(host, body):
    """Also one that ends its process; the job says so, and others run."""
    host.site.install(
        "framehook-acme",
        {
            ENDPOINTS: {"acme/x": "acme:x"},
            "framehook.runners.v1": {"acme/x@model": "acme:run"},
        },
        version="1.2",
        modules={"acme.py": RUNNER.format(body=body)},
    )
    own, *others, loaded = host.run_all(
        ("run", "acme/x", "-a", "prompt=tide", "--service", "local", "--json"),
        *OTHERS,
        ("doctor", "--load"),
    )
    hold_to_work(*others)
    assert (own.code, own.json["error"]["code"]) == (1, "job-failed")
    assert loaded.code == 0


SERVICE = """
class Service:
    name = "acme"
    hosts = frozenset()
    queue = files = None
    def secret(self): return None
    def authorize(self, request, secret): return request
    def transports(self): return None
    def doctor(self): {body}

x = Service()
"""


# What is installed, and what `doctor --load` says of it.
BAD = {
    "service-raises": ("services", "raise OSError('no disk')", "OSError: no disk"),
    "service-number": ("services", "x = 3", "is of type 'int', not a service"),
    "service-other": ("services", SERVICE.format(body="pass"), "is the service 'acme'"),
    "transport-number": ("transports", "x = 3", "is of type 'int', which cannot be called"),
    "transport-raises": (
        "transports",
        "def x(timeouts): raise OSError('no net')",
        "It raised OSError: no net.",
    ),
    "transport-lies": ("transports", "def x(timeouts): return 3", "It makes 3, not a pair of"),
    "ledger-raises": ("ledgers", "raise OSError('no disk')", "OSError: no disk"),
    "command-none": ("commands", "x = None", "is of type 'NoneType', which cannot be called"),
    "runner-none": ("runners", "x = None", "is of type 'NoneType', not a runner"),
}


def test_what_nobody_asks_for_stops_nobody(host):
    """All at once; each is found by `doctor`, at the latest with `--load`."""
    for name, (group, code, _) in BAD.items():
        module = name.replace("-", "_")
        entry = f"acme/{name}@draft" if group == "runners" else name
        host.site.install(
            f"framehook-{name}",
            {f"framehook.{group}.v1": {entry: f"{module}:x"}},
            version="0.7",
            modules={f"{module}.py": code},
        )
    *others, loaded = host.run_all(*OTHERS, ("doctor", "--load"))
    hold_to_work(*others)
    assert loaded.code == 5
    told = [line for line in loaded.out.splitlines() if line.startswith("broken: ")]
    assert len(told) == len(BAD)
    for name, (*_, says) in BAD.items():
        (line,) = [each for each in told if f"framehook-{name} 0.7 " in each]
        assert says in line
        assert f"pip install -U framehook-{name}" in line


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise OSError('no key')", "error: OSError: no key"),
        ("return {'error': 'no key'}", "error: no key"),
        ("return 3", "error: AttributeError"),
    ],
)
def test_a_service_that_is_not_well_says_so_itself(host, body, says):
    """Its own words stand in the answer of `doctor`, and the whole is not well."""
    plant(host, "services", "acme", SERVICE.format(body=body))
    told, models = host.run_all(("doctor",), ("models",))
    assert (told.code, models.code) == (5, 0)
    assert any(line.startswith(f"service acme   {says}") for line in told.out.splitlines())


def test_a_command_that_fails_says_whose_it_is(host):
    """It ends with the code for a plugin's fault, and no traceback."""
    plant(host, "commands", "acme", "def x(argv): raise OSError('no disk')")
    ran, quiet, help_ = host.run_all(("acme",), ("acme", "--json"), ("--help",))
    assert ran.code == quiet.code == 5
    assert "The verb 'acme' of framehook-acme 1.2 failed with OSError: no disk." in ran.err
    assert quiet.json["error"]["plugin"] == "framehook-acme 1.2"
    assert help_.code == 0


def test_everything_bad_at_once(host):
    """With the installed command: the others work, and each is told of in one line."""
    bad = {
        "raises": "raise ValueError('no luck')",
        "exits": "raise SystemExit",
        "prints": "print('{}')\n" + FAMILY + "x = make('prints/x')",
        "lies": "x = 3",
    }
    for name, code in bad.items():
        host.site.install(
            f"framehook-{name}",
            {ENDPOINTS: {f"{name}/x": f"bad_{name}:x"}},
            version="0.3",
            modules={f"bad_{name}.py": code},
        )
    info = host.site.family("framehook-torn", {"torn/x": "x"}, version="0.3")
    (info / "entry_points.txt").write_bytes(b"\xff\xfe\x00[")
    hold_to_work(*(host.run(*words) for words in OTHERS))
    told = host.run("doctor", "--load", "--json")
    assert (told.code, told.err) == (5, "{}\n")
    whose = {row["distribution"] for row in told.json["problems"] if row["state"] == "broken"}
    assert whose == {"framehook-raises", "framehook-exits", "framehook-lies"}
    assert [note["distribution"] for note in told.json["notes"] if note["stops"]] == [
        "framehook-torn"
    ]
