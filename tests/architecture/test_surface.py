"""What others may rely on stays as it is recorded, unless someone has signed for it."""

from __future__ import annotations

import pytest
from public_surface import FOLDER, SURFACES, describe
from surface_drift import broken, compare
from surface_record import exceptions, merged, read

COMMAND = "uv run python tests/architecture/public_surface.py"
ALLOWED = list(exceptions((FOLDER / "exceptions.toml").read_text(encoding="utf-8")))
KEYS = {"surface", "name", "was", "why", "signed", "version"}


def drift(surface):
    recorded = (FOLDER / f"{surface}.txt").read_text(encoding="utf-8")
    return compare(read(recorded), describe(surface))


@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_breaks_unsigned(surface):
    """A name that went, or no longer takes what it took, is in the file of signed exceptions."""
    signed = {(each["name"], each["was"]) for each in ALLOWED if each["surface"] == surface}
    unsigned = {
        name: change
        for name, change in drift(surface).broken.items()
        if (name, change[0]) not in signed
    }
    assert unsigned == {}, (
        f"{surface} no longer keeps what it promised: (how it was, how it is). Whoever relies on "
        "it breaks. Put it back and add a new name beside it; or sign for it in "
        "tests/architecture/surface/exceptions.toml. What was never published may be taken as "
        f"it is now with: {COMMAND} --release"
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_everything_is_recorded(surface):
    """What is new stands in the record, where a reviewer sees it."""
    assert drift(surface).unrecorded == (), f"Record what is new with: {COMMAND}"


def test_exceptions_are_signed_and_needed():
    """They say what, why and who, and go when nothing breaks by them any more."""
    for each in ALLOWED:
        assert set(each) == KEYS
        assert all(each.values())
        change = drift(each["surface"]).broken.get(each["name"])
        assert change is not None, f"Nothing breaks any more: delete the exception {each}."
        assert change[0] == each["was"]


def test_the_records_are_all_there():
    """Each of them has lines, and no record is left of what is not public any more."""
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(SURFACES)
    assert all(describe(surface) for surface in SURFACES)


FUNCTION = "function (a: int, b: str = 'x', *, c: bool = False) -> None"


@pytest.mark.parametrize(
    "now",
    [
        "function (a: int, b: str = 'x', *, c: bool = False, d: int = 1) -> None",
        "function (a: int, b: str = 'x', d: int = 1, *, c: bool = False) -> None",
        "function (a: int, b: str = 'x', *, d: int | None = None, c: bool = False) -> None",
        "function (a: int, b: str = 'x', *rest: str, c: bool = False, **more: Any) -> None",
    ],
)
def test_optional_arguments_break_nobody(now):
    """At the end of those by position, and anywhere by keyword."""
    assert not broken(FUNCTION, now)


@pytest.mark.parametrize(
    "now",
    [
        "function (a: int, *, c: bool = False) -> None",
        "function (a: int, b: str = 'y', *, c: bool = False) -> None",
        "function (a: int, b: str, *, c: bool = False) -> None",
        "function (a: int, d: int = 1, b: str = 'x', *, c: bool = False) -> None",
        "function (a: int, b: str = 'x', *, c: bool = True) -> None",
        "function (a: int, b: str = 'x', *, c: bool) -> None",
        "function (a: int, b: str = 'x', *, c: bool = False, d: int) -> None",
        "function (a: int, b: str = 'x', c: bool = False) -> None",
        "function (a: int, /, b: str = 'x', *, c: bool = False) -> None",
        "function (a: str, b: str = 'x', *, c: bool = False) -> None",
        "function (a: int, b: str = 'x', *, c: bool = False) -> int",
        "method (a: int, b: str = 'x', *, c: bool = False) -> None",
        "value 3",
    ],
)
def test_every_other_change_breaks(now):
    """Of a name, an order, a kind, a default, a type, and of what comes back."""
    assert broken(FUNCTION, now)


def test_a_closed_set_only_grows():
    """A new word breaks nobody who passes over what it does not know."""
    assert not broken("value Literal['a', 'b']", "value Literal['a', 'new', 'b']")
    assert broken("value Literal['a', 'b']", "value Literal['a', 'c']")


def test_bases_and_stars_count():
    """An error stays what `except` clauses take it for, and open arguments stay open."""
    assert broken("class (a: int) -> None is A, TimeoutError", "class (a: int) -> None is A")
    assert broken("function (*a: int, **b: Any) -> None", "function (**b: Any) -> None")
    assert not broken("class (a: X = <made>) -> None", "class (a: X = <made>, b: int = 0) -> None")


RECORD = """\
Point  frozen dataclass (x: int) -> None
Reader  protocol
Reader.read  method (self) -> bytes
+ fresh  function () -> int
gone  function () -> None
"""
NOW = {
    "Point": "frozen dataclass (x: int, y: int = 0) -> None",
    "Reader": "protocol",
    "Reader.close": "method (self) -> None",
    "Reader.read": "method (self) -> bytes",
    "fresh": "function (a: int) -> int",
    "more": "function () -> int",
}


def test_a_surface_is_held_against_its_record():
    """Removed names and new members of protocols break; what is unreleased may change."""
    found = compare(read(RECORD), NOW)
    assert found.broken == {
        "gone": ("function () -> None", None),
        "Reader.close": ("(not a member of the protocol)", "method (self) -> None"),
    }
    assert found.unrecorded == ("Point", "fresh", "more")


def test_recording_hides_nothing_that_breaks():
    """What is new is marked, what broke stays as it was, until a release."""
    written = merged(read(RECORD), NOW, release=False)
    assert written == (
        "Point  frozen dataclass (x: int, y: int = 0) -> None\n"
        "Reader  protocol\n"
        "Reader.read  method (self) -> bytes\n"
        "+ fresh  function (a: int) -> int\n"
        "gone  function () -> None\n"
        "+ more  function () -> int\n"
    )
    assert set(compare(read(written), NOW).broken) == {"gone", "Reader.close"}
    released = merged(read(RECORD), NOW, release=True)
    assert compare(read(released), NOW) == ({}, ())
