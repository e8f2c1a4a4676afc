"""`framehook quote`: what a call will cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dream import Dream, Dreamt

from framehook.spi import Endpoint
from framehook.testing import ScriptedService

FREE = Endpoint(id="my-team/free", input=Dream, output=Dreamt, service="scripted")


def test_a_quote_is_one_object(framehook: Any) -> None:
    """Money is a decimal string."""
    ran = framehook("quote", "my-team/dream", "-a", "prompt=x", "--json")
    assert ran.code == 0
    assert ran.json == {
        "v": 1,
        "low": "2.4",
        "high": "2.4",
        "currency": "USD",
        "unit": "frame",
        "units": "24",
        "basis": "made up",
        "as_of": None,
    }


def test_what_nobody_knows_is_null(framehook: Any, tmp_path: Path) -> None:
    """A family without a price gives no figure, and no ledger is made to look for one."""
    ran = framehook("quote", "my-team/free", "-a", "prompt=x", "--json", endpoints=(FREE,))
    assert ran.code == 0
    assert [ran.json[name] for name in ("low", "high", "units", "as_of")] == [None] * 4
    assert not (tmp_path / "home").exists()


def test_people_get_one_line(framehook: Any) -> None:
    """And where the figure comes from, beside it."""
    ran = framehook("quote", "my-team/dream", "-a", "prompt=x")
    assert (ran.out, ran.err) == ("$2.40 (24 × frame)\n", "basis: made up\n")


def test_a_call_that_is_refused_has_no_quote(framehook: Any) -> None:
    """The findings come as they do from `run`."""
    ran = framehook(
        "quote", "my-team/dream", "-a", "num_frames=0", "--json", service=ScriptedService()
    )
    assert ran.code == 2
    assert ran.json["error"]["code"] == "check-failed"
    assert len(ran.json["issues"]) == 2
