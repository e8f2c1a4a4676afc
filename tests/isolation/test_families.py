"""A bad family hurts itself alone, and `doctor` says which it is and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hosting import OTHERS, hold_to_work
from installed import FAMILY
from plants import (
    OTHER,
    catalogue,
    conflict,
    family,
    lost,
    one,
    spoilt,
    stale,
    top,
    twice_apart,
    twice_beside,
    without_metadata,
    without_package,
)

from framehook import errors

CALL = ("acme/x", "-a", "prompt=tide", "--service", "local")


class Case(NamedTuple):
    """
    One bad plugin.

    Attributes:
        plant: Installs it.
        found: The exit codes of `doctor` and of `doctor --load`.
        says: What `doctor --load` says of it: the cause.
        fix: The command that it gives.
        call: The exit code of a `check` of its own endpoint.
        state: What `models` says of it at first.
        who: How it is called in what is said.
    """

    plant: Callable
    found: tuple[int, int]
    says: str
    fix: str
    call: int
    state: str | None = "ready"
    who: str = "framehook-acme 1.2"


UPGRADE = "pip install -U framehook-acme"
AGAIN = "pip install --force-reinstall framehook-acme"
CASES = {
    "raises": Case(top(b"raise ValueError('no luck')"), (0, 5), "ValueError: no luck", UPGRADE, 2),
    "exits": Case(top(b"raise SystemExit(3)"), (0, 5), "SystemExit: 3", UPGRADE, 2),
    "exits-its-own-way": Case(
        top(b"class Stop(BaseException): pass\nraise Stop('now')"), (0, 5), "Stop: now", UPGRADE, 2
    ),
    "syntax": Case(top(b"def ("), (0, 5), "SyntaxError: invalid syntax", UPGRADE, 2),
    "no-text": Case(top(b"\xff\xfe"), (0, 5), "SyntaxError: (unicode error)", UPGRADE, 2),
    "recursion": Case(
        top(b"def f(): f()\nf()"), (0, 5), "RecursionError: maximum recursion", UPGRADE, 2
    ),
    "wrong-type": Case(
        one("x = 3"), (0, 5), "'acme:x' for 'acme/x' is of type 'int', not an Endpoint", UPGRADE, 5
    ),
    "wrong-id": Case(
        one(FAMILY + "x = make('acme/y')"), (0, 5), "is the endpoint 'acme/y'", UPGRADE, 5
    ),
    "no-object": Case(one(""), (0, 5), "'acme:x', which has no 'x'", AGAIN, 2),
    "rule": Case(
        one(OTHER + "x = make('acme/x', rules=(bad,), examples=EXAMPLES)"),
        (0, 5),
        "With its example 1, the rule 'acme.r' raised KeyError: 'k'.",
        UPGRADE,
        0,
    ),
    "expect": Case(
        one(OTHER + "x = make('acme/x', expect=boom, examples=EXAMPLES)"),
        (0, 5),
        "With its example 1, expect raised ZeroDivisionError: by zero.",
        UPGRADE,
        0,
    ),
    "price": Case(
        one(
            OTHER + "p = Price.per_unit('1', 'second', boom, basis='made up')\n"
            "x = make('acme/x', price=p, examples=EXAMPLES)"
        ),
        (0, 5),
        "With its example 1, the price raised ZeroDivisionError: by zero.",
        UPGRADE,
        0,
    ),
    "needs-another": Case(
        lambda host: family(host, "import acme_codec\n"),
        (0, 5),
        "needs the module 'acme_codec', which is not installed",
        "pip install framehook-acme",
        2,
    ),
    "needs-its-own": Case(
        lambda host: family(host, "import framehook_acme.gone\n"),
        (0, 5),
        "Its own module 'framehook_acme.gone' is missing",
        AGAIN,
        2,
    ),
    "newer-core": Case(
        lambda host: family(host, "import framehook.spi.tomorrow\n"),
        (0, 5),
        "needs 'framehook.spi.tomorrow', which the installed framehook does not have",
        "pip install -U framehook framehook-acme",
        2,
    ),
    "newer-interface": Case(
        one("x = 3", group="framehook.endpoints.v2"),
        (5, 5),
        "for version 2 of the plugin interface, and this framehook speaks version 1",
        "pip install -U framehook",
        2,
        "incompatible",
    ),
    "conflict": Case(
        conflict,
        (5, 5),
        "2 installed plugins provide 'acme/x': framehook-acme 1.2 and framehook-rival 2.0.",
        "export FRAMEHOOK_PREFER=acme/x=framehook-acme",
        2,
        "conflict",
    ),
    "twice-beside": Case(
        twice_beside,
        (0, 0),
        "framehook_acme-1.3.dist-info counts;",
        "pip uninstall --yes framehook-acme && pip install framehook-acme",
        0,
        who="framehook-acme is installed more than once",
    ),
    "twice-apart": Case(
        twice_apart,
        (0, 0),
        "framehook_acme-1.2.dist-info counts;",
        "pip uninstall --yes framehook-acme && pip install framehook-acme",
        0,
        who="framehook-acme is installed more than once",
    ),
    "without-package": Case(
        without_package, (5, 5), "Its own module 'framehook_acme' is missing", AGAIN, 2
    ),
    "without-metadata": Case(
        without_metadata,
        (0, 0),
        "looks like a family, and no installed distribution has it",
        AGAIN,
        2,
        None,
        "framehook_acme",
    ),
    "lost-METADATA": Case(lost("METADATA"), (0, 0), "has lost its METADATA", AGAIN, 0),
    "lost-entry-points": Case(
        lost("entry_points.txt"), (0, 0), "no installed distribution has it", AGAIN, 2, None,
        "framehook_acme",
    ),
    "undecodable": Case(
        spoilt("entry_points.txt", "[framehook.endpoints.v1]\n".encode("utf-16")),
        (5, 5),
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff",
        AGAIN,
        2,
        None,
    ),
    "malformed": Case(
        spoilt("entry_points.txt", b"[framehook.endpoints.v1]\nacme/x\nacme = = x\n"),
        (5, 5),
        "'acme/x' points at '', which is not of the form 'module:object'",
        UPGRADE,
        2,
        "broken",
    ),
    "stale": Case(
        stale, (0, 0), "declares 'acme/new', and was installed before it did", "pip install -e ", 0
    ),
    "catalogue": Case(
        catalogue, (0, 0), "endpoints are not shown: ", AGAIN, 0, who="endpoints.json of framehook-acme 1.2"
    ),
}  # fmt: skip


PLUGIN_CODES = {
    kind.code
    for kind in (getattr(errors, name) for name in errors.__all__)
    if issubclass(kind, errors.PluginError)
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_family_hurts_itself_alone(host, name):
    """Others are listed, checked and run; `doctor` names it, the cause, and one command."""
    case = CASES[name]
    case.plant(host)
    *others, own, plain, loaded, told = host.run_all(
        *OTHERS,
        ("check", *CALL, "--json"),
        ("doctor",),
        ("doctor", "--load"),
        ("doctor", "--load", "--json"),
    )
    hold_to_work(*others)
    states = {each["id"]: each["state"] for each in others[0].json["models"]}
    assert states.get("acme/x") == case.state
    assert (own.code, own.err) == (case.call, "")
    if case.call:
        assert own.json["ok"] is False
        assert own.json["error"]["code"] in {"endpoint-not-found", *PLUGIN_CODES}
        assert own.json["error"]["hint"]
    for ran, code in ((plain, case.found[0]), (loaded, case.found[1])):
        assert (ran.code, ran.err) == (code, ""), ran.out
        assert ran.out.endswith("Something is wrong.\n" if code else "ok\n")
    (line,) = [each for each in loaded.out.splitlines() if case.says in each]
    assert case.who in line
    assert case.fix in line
    assert (told.code, told.json["ok"], told.err) == (case.found[1], not case.found[1], "")
    rows = [*told.json["problems"], *told.json["stale"]]
    found = [row for row in rows if case.says in row["why"]]
    found += [note for note in told.json["notes"] if case.says in note["text"]]
    assert found
    assert {row["distribution"] for row in found} <= {"framehook-acme", "framehook-rival"}
    assert all(case.fix in row["fix"] for row in found)
