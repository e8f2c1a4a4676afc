"""What was stored by the first version is read by this one, and what is newer is refused."""

from __future__ import annotations

import io
import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook import Client, errors
from framehook.cli._main import main
from framehook.ledger import SqliteLedger
from framehook.spi import IntentState, Request, Ticket
from framehook.testing import VirtualClock
from framehook.transports import ReplayTransport
from framehook_fal import FalService

TICKET = {
    "v": 1,
    "service": "fal",
    "endpoint": "my-team/dream",
    "id": "job-two",
    "state": {"target": "my-team/dream"},
    "intent": "entry-two",
    "account": "red",
}
STATUS = "https://queue.fal.run/my-team/dream/requests/job-two/status"
# One line for the file, one for each exchange.
RECORDING = [
    {"v": 1, "schemes": ["http", "https"]},
    {
        "v": 1,
        "request": {"method": "GET", "url": f"{STATUS}?logs=1", "digest": "", "headers": {}},
        "response": {
            "status": 202,
            "headers": {"content-type": "application/json"},
            "body": {"text": '{"status": "IN_PROGRESS", "request_id": "job-two", "logs": []}'},
        },
    },
    {
        "v": 1,
        "request": {"method": "GET", "url": "https://x.example/a", "digest": "", "headers": {}},
        "error": {"message": "It broke.", "hint": "Again.", "sent": "maybe", "budget": None},
    },
]


def written(folder: Path, lines: list[dict[str, Any]]) -> Path:
    path = folder / "calls.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    """A ledger as the first version wrote it: a job that is done, and one that is open."""
    path = tmp_path / "jobs.db"
    connection = sqlite3.connect(path)
    script = Path(__file__).with_name("ledger_1.sql").read_text(encoding="utf-8")
    connection.executescript(script)
    connection.execute(f"PRAGMA application_id = {int.from_bytes(b'frmh', 'big')}")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    return path


def test_a_ticket_of_version_1() -> None:
    """It leads to the same job, and what is written has a version, too."""
    ticket = Ticket.from_json(TICKET)
    assert (ticket.id, ticket.intent, ticket.account) == ("job-two", "entry-two", "red")
    with Client(service=FalService("a:b")) as client:
        job = client.resume(json.dumps(TICKET), dream)
        assert job.ticket == {**TICKET, "v": job.ticket["v"]}
        with pytest.raises(errors.TicketError, match=r"version 99.*Upgrade"):
            client.resume({**TICKET, "v": 99}, dream)


def test_a_recording_of_version_1(tmp_path: Path) -> None:
    """It is played, answers and failures alike."""
    transport = ReplayTransport(written(tmp_path, RECORDING))
    with Client(service=FalService("a:b"), transport=transport) as client:
        assert client.resume(TICKET, dream).status().phase.value == "running"
    with pytest.raises(errors.TransportError, match="It broke"):
        transport.send(Request("GET", "https://x.example/a"), 5)
    newer = [{**line, "v": 99} for line in RECORDING]
    with pytest.raises(errors.ConfigurationError, match=r"version 99.*Upgrade"):
        ReplayTransport(written(tmp_path, newer)).send(Request("GET", STATUS), 5)


def test_a_ledger_of_version_1(ledger_file: Path) -> None:
    """Entries, money, limits and the log are there, and it goes on from where it was."""
    clock = VirtualClock()
    ledger = SqliteLedger(ledger_file)
    by_key = {entry.key: entry for entry in ledger.find()}
    done, left = by_key["entry-one"], by_key["entry-two"]
    assert (done.state, done.spent, done.new.batch) == (
        IntentState.RESULT,
        Decimal("0.1"),
        "spring",
    )
    assert (left.state, left.reserved, left.ticket.id) == (
        IntentState.SUBMITTED,
        Decimal("2.4"),
        "job-two",
    )
    assert ledger.spending(clock.now())["total"] == (Decimal("2.4"), Decimal("0.1"))
    assert [event.kind for event in ledger.events()][:3] == ["caps", "planned", "begin"]
    # A job that was paid for then is not paid for again now.
    with Client(service=FalService("a:b"), ledger=ledger, clock=clock) as client:
        assert client.submit(dream(prompt="open"), key="second").id == "job-two"
        ledger.release("entry-two", "1-a", clock.now())
    ledger.close()


def test_a_newer_ledger_is_refused(ledger_file: Path) -> None:
    """It is neither read nor set aside."""
    connection = sqlite3.connect(ledger_file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = ledger_file.read_bytes()
    with pytest.raises(errors.LedgerError, match=r"version 99.*Upgrade"):
        SqliteLedger(ledger_file)
    assert ledger_file.read_bytes() == before


def test_what_the_commands_print_has_a_version(ledger_file: Path) -> None:
    """Answers and errors say so, and the tickets in them can be resumed."""
    out = io.StringIO()
    arguments = ["jobs", "list", "--json", "--ledger", str(ledger_file)]
    assert main(arguments, stdout=out, stderr=io.StringIO(), directory=ledger_file.parent) == 0
    answer = json.loads(out.getvalue())
    assert answer["v"] == 1
    assert {job["key"] for job in answer["jobs"]} == {"entry-one", "entry-two"}
    tickets = [job["ticket"] for job in answer["jobs"] if job.get("ticket")]
    assert {Ticket.from_json(ticket).id for ticket in tickets} == {"job-one", "job-two"}
    out = io.StringIO()
    arguments = ["jobs", "show", "nothing", "--json", "--ledger", str(ledger_file)]
    assert main(arguments, stdout=out, stderr=io.StringIO(), directory=ledger_file.parent) != 0
    refusal = json.loads(out.getvalue())
    assert (refusal["v"], refusal["ok"]) == (1, False)
