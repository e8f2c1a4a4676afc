"""Second jobs for one call, as people see them."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from framehook.ledger import SqliteLedger
from framehook.spi import Permit, Ticket
from framehook.testing import ScriptedService, acts

WORDS = ("run", "my-team/dream", "-a", "prompt=x", "-a", "num_frames=5", "--key", "k")


def test_a_second_job_is_shown(framehook: Any, tmp_path: Path) -> None:
    """In the list, with the entry, and among the costs, whose it is and what it cost."""
    path = tmp_path / "jobs.db"
    framehook = partial(framehook, environment={"FRAMEHOOK_LEDGER": str(path)})
    framehook(*WORDS, service=ScriptedService([acts.succeeded(units=5)]))
    with closing(SqliteLedger(path)) as ledger:
        (entry,) = ledger.find()
        permit = Permit(key=entry.key, attempt=1, owner="late", until=entry.updated)
        for job in ("job-7", "job-8"):
            ticket = Ticket("scripted", "my-team/dream", job)
            assert not ledger.accepted(permit, ticket, entry.updated)
        ledger.stray(entry.key, ticket, cost=Decimal("0.25"), now=entry.updated)
    strays = [
        {"service": "scripted", "id": "job-7", "cost": None},
        {"service": "scripted", "id": "job-8", "cost": "0.25"},
    ]
    assert framehook("jobs", "list", "--json").json["jobs"][0]["strays"] == strays
    assert framehook("jobs", "show", "k", "--json").json["job"]["strays"] == strays
    assert "was paid twice: scripted also has the job job-7" in framehook("jobs").err
    assert "job-8" in framehook("jobs", "show", "k").out
    rows = {row["scope"]: row for row in framehook("jobs", "costs", "--json").json["costs"]}
    assert rows["stray"] == {"scope": "stray", "reserved": "0.5", "spent": "0.25"}
    assert rows["total"]["spent"] == "0.5"
