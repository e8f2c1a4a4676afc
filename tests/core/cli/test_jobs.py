"""`framehook jobs`: what the ledger knows, and what people decide."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from framehook.ledger import SqliteLedger
from framehook.spi import NewIntent, Permit
from framehook.testing import ScriptedService, VirtualClock, acts

WORDS = (
    "run",
    "my-team/dream",
    "-a",
    "prompt=x",
    "-a",
    "num_frames=5",
    "--batch",
    "b",
    "--key",
    "k",
)


@pytest.fixture
def entry(framehook: Any, framehook_clock: VirtualClock) -> Any:
    """An entry that is done."""
    service = ScriptedService([acts.succeeded(units=5)], clock=framehook_clock)
    framehook(*WORDS, "-o", "out.mp4", service=service)
    return framehook("jobs", "list", "--json").json["jobs"][0]


@pytest.fixture
def lost(framehook: Any, framehook_clock: VirtualClock) -> Any:
    """A call whose outcome nobody knows."""

    def make(*more: str) -> str:
        service = ScriptedService(submits=[acts.lost()], clock=framehook_clock)
        ran = framehook(*WORDS[:-2], *more, service=service)
        assert ran.code == 3
        (job,) = framehook("jobs", "reconcile", "--json").json["jobs"]
        assert job["state"] == "unknown"
        key: str = job["key"]
        return key

    return make


def test_an_entry_is_told_whole(entry: Any, tmp_path: Path) -> None:
    """Money as decimal strings, and everything by name."""
    assert len(entry.pop("key")) == 32
    assert entry.pop("ticket")["service"] == "scripted"
    (file,) = entry.pop("files")
    assert file["path"] == str(tmp_path / "out.mp4")
    assert entry.pop("created") <= entry.pop("updated")
    assert entry == {
        "state": "fetched",
        "endpoint": "my-team/dream",
        "service": "scripted",
        "account": None,
        "dedupe": "k",
        "batch": "b",
        "attempt": 1,
        "arguments": {"prompt": "x", "num_frames": 5, "safe": True},
        "estimate": "0.5",
        "reserved": "0",
        "spent": "0.5",
        "currency": "USD",
        "units": "5",
        "failure": None,
        "evidence": None,
        "expires": None,
        "strays": [],
    }


def test_entries_are_listed(framehook: Any, entry: Any) -> None:
    """As columns, and by what they are."""
    head, row = framehook("jobs").out.splitlines()
    assert head.split() == ["KEY", "STATE", "ENDPOINT", "SERVICE", "COST", "CREATED"]
    assert row.split()[:5] == [entry["key"][:12], "fetched", "my-team/dream", "scripted", "0.5"]
    for words, count in [
        (("--state", "fetched", "--state", "failed"), 1),
        (("--state", "failed"), 0),
        (("--endpoint", "x/y"), 0),
        (("--batch", "b", "--limit", "5"), 1),
        (("--limit", "0"), 0),
    ]:
        assert len(framehook("jobs", "list", *words, "--json").json["jobs"]) == count
    assert "no such entry" in framehook("jobs", "list", "--state", "failed").err


def test_one_entry_is_shown_with_its_log(framehook: Any, entry: Any) -> None:
    """By key, by its beginning, by the caller's key and by the job's id."""
    for name in (entry["key"], entry["key"][:6], "k", entry["ticket"]["id"]):
        answer = framehook("jobs", "show", name, "--json").json
        assert answer["job"]["key"] == entry["key"]
    assert [line["state"] for line in answer["log"]] == [
        "planned",
        "submitting",
        "submitted",
        "result",
        "fetched",
    ]
    text = framehook("jobs", "show", "k").out
    assert "my-team/dream" in text
    assert "WHAT" in text


def test_a_name_that_means_nothing(framehook: Any, entry: Any) -> None:
    """Or too much, or no ticket."""
    ran = framehook("jobs", "show", "nothing")
    assert (ran.code, "has no entry" in ran.err) == (2, True)
    assert framehook("jobs", "show", entry["key"][:2]).code == 2
    ran = framehook("jobs", "wait", '{"v": 99}', "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "ticket")


def test_a_beginning_may_name_several(framehook: Any) -> None:
    """Then more of it is wanted."""
    from framehook.cli._entry import find_entry
    from framehook.errors import TicketError

    class Two:
        def get(self, name: str) -> None:
            return None

        def find(self, *, after: str, **query: Any) -> Any:
            class Intent:
                key = "aaaa1"
                ticket = None

                class new:
                    dedupe = None

            return [Intent(), Intent()] if not after else []

    with pytest.raises(TicketError, match="names 2 entries"):
        find_entry(Two(), "aaaa")  # type: ignore[arg-type]


def test_fetch_needs_a_place(framehook: Any, entry: Any) -> None:
    """And takes every form of one."""
    assert framehook("jobs", "fetch", "k").code == 2


def test_costs_by_scope(framehook: Any, entry: Any) -> None:
    """Reserved and spent."""
    rows = {row["scope"]: row for row in framehook("jobs", "costs", "--json").json["costs"]}
    assert rows["total"] == {"scope": "total", "reserved": "0", "spent": "0.5"}
    assert rows["batch:b"]["spent"] == "0.5"
    assert "total" in framehook("jobs", "costs").out


def test_a_ledger_that_is_not_there_is_not_made_to_be_read(framehook: Any, tmp_path: Path) -> None:
    """Listing nothing leaves nothing."""
    assert framehook("jobs", "--ledger", "new.db", "--json").json == {"v": 1, "jobs": []}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("can", "code", "said"), [(True, 0, True), (False, 1, None)])
def test_cancelling(
    framehook: Any, framehook_clock: VirtualClock, can: bool, code: int, said: Any
) -> None:
    """What the service answers, and 1 if the job goes on."""
    service = ScriptedService([acts.running()], clock=framehook_clock, can_cancel=can)
    framehook(*WORDS, "--for", "0", service=service)
    ran = framehook("jobs", "cancel", "k", "--json", service=service)
    answer = ran.json
    assert ran.code == code
    assert answer.pop("ticket")["id"] == service.jobs[0].id
    assert answer == {"v": 1, "ok": code == 0, "cancelled": said}
    assert framehook("jobs", "cancel", "k", service=service).out


def test_a_person_sees_the_evidence(framehook: Any, lost: Any) -> None:
    """With the three ways out."""
    key = lost()
    ran = framehook("jobs", "reconcile")
    assert key in ran.out
    assert "EVIDENCE" in ran.out
    assert "--adopt JOB-ID" in ran.err
    assert framehook("jobs", "reconcile", key, "--json").json["jobs"][0]["evidence"]


def test_adopting_finds_the_job_again(
    framehook: Any, lost: Any, framehook_clock: VirtualClock
) -> None:
    """The job can be waited for like any other."""
    key = lost()
    service = ScriptedService(clock=framehook_clock)
    ticket = json.loads(framehook("submit", *WORDS[1:6], "--ledger", "none", service=service).out)
    ran = framehook("jobs", "reconcile", key, "--adopt", ticket["id"], "--json")
    assert ran.json["jobs"][0]["state"] == "submitted"
    assert framehook("jobs", "wait", key, service=service).code == 0
    assert "known outcome" in framehook("jobs", "reconcile").err


def test_writing_off_ends_the_search(framehook: Any, lost: Any) -> None:
    """It is an end, and cannot be decided again otherwise."""
    key = lost()
    ran = framehook("jobs", "reconcile", key, "--write-off")
    assert "written-off" in ran.out
    ran = framehook("jobs", "reconcile", key, "--resubmit", "--json")
    assert ran.code == 2
    assert "it is written-off" in ran.json["error"]["message"]


def test_resubmitting_frees_the_money(framehook: Any, lost: Any) -> None:
    """With a key of the caller's own it can be run again by that key."""
    key = lost("--key", "mine")
    ran = framehook("jobs", "reconcile", key, "--resubmit")
    assert "planned" in ran.out
    assert "--key mine" in ran.err
    framehook("jobs", "reconcile", key, "--adopt", "x")
    other = lost()
    ran = framehook("jobs", "reconcile", other, "--resubmit")
    assert "cancelled" in ran.out
    assert "Its money is free again" in ran.err


def test_a_decision_needs_an_entry(framehook: Any) -> None:
    """And only one of the three."""
    assert framehook("jobs", "reconcile", "--write-off").code == 2
    assert framehook("jobs", "reconcile", "k", "--write-off", "--resubmit").code == 2


def test_adopting_says_what_comes_next(framehook: Any, lost: Any) -> None:
    """The next command, ready to be copied."""
    key = lost()
    ran = framehook("jobs", "reconcile", key, "--adopt", "some-job")
    assert f"framehook jobs wait {key}" in ran.err


def test_reconciling_asks_the_service_first(framehook: Any, tmp_path: Path) -> None:
    """A job that the service knows is adopted without anyone deciding; --offline asks nobody."""
    service = ScriptedService(submits=[acts.lost()], powers=["find"])
    ran = framehook("submit", "my-team/dream", "-a", "prompt=x", service=service)
    assert ran.code == 3
    quiet = framehook("jobs", "reconcile", "--offline", "--json", service=service).json["jobs"]
    assert [job["state"] for job in quiet] == ["unknown"]
    ran = framehook("jobs", "reconcile", service=service)
    assert "submitted. The service has it as job job-1." in ran.err
    assert "known outcome" in ran.err
    assert service.paid == 1


def test_what_is_being_sent_is_shown(framehook: Any, tmp_path: Path) -> None:
    """Its outcome is not known, even if nobody can decide about it yet."""
    path, now = tmp_path / "jobs.db", VirtualClock().now()
    with closing(SqliteLedger(path)) as ledger:
        (intent,) = ledger.plan([NewIntent(service="fal", endpoint="my-team/dream")], now)
        ledger.begin(intent.key, "somebody", 1e9, now)
    ran = framehook("jobs", "reconcile", "--offline", "--ledger", str(path))
    assert intent.key in ran.out
    assert "Look again in a few minutes" in ran.out
    assert "known outcome" not in ran.err
    assert "--adopt" not in ran.err


def test_a_service_that_is_gone_is_named(framehook: Any) -> None:
    """Where the service is not installed any more, the entry is shown all the same."""
    service = ScriptedService(submits=[acts.lost()])
    framehook("submit", "my-team/dream", "-a", "prompt=x", service=service)
    ran = framehook("jobs", "reconcile")
    assert ran.code == 0
    assert "scripted could not be asked" in ran.err
    assert "unknown" in ran.out


def test_the_oldest_is_seen_among_the_many(framehook: Any, tmp_path: Path) -> None:
    """Its service is asked, and all that are undecided are shown, the oldest first."""
    path = tmp_path / "jobs.db"
    framehook = partial(framehook, environment={"FRAMEHOOK_LEDGER": str(path)})
    service = ScriptedService(submits=[acts.lost()] * 2, powers=["find"])
    ran = framehook("submit", "my-team/dream", "-a", "prompt=x", service=service)
    assert ran.code == 3
    oldest = framehook("jobs", "list", "--json").json["jobs"][0]["key"]
    now = datetime.now(UTC)
    with closing(SqliteLedger(path)) as ledger, ledger.together():
        new = NewIntent(service="gone", endpoint="my-team/dream")
        for intent in ledger.plan([new] * 1001, now):
            permit = ledger.begin(intent.key, "gone", 60, now)
            assert isinstance(permit, Permit)
            ledger.unknown(permit, "reset", now)
    quiet = framehook("jobs", "reconcile", "--offline", "--json").json["jobs"]
    assert (len(quiet), quiet[0]["key"]) == (1002, oldest)
    ran = framehook("jobs", "reconcile", service=service)
    assert f"{oldest}: submitted." in ran.err
