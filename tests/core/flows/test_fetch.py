"""Files that are here, and what the ledger is told of them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook.errors import LedgerError
from framehook.ledger import MemoryLedger
from framehook.spi import IntentState, Ticket
from framehook.testing import ScriptedService, acts


class Full:
    """A ledger whose disk is full when the files have arrived."""

    def __init__(self) -> None:
        self.inner, self.is_full = MemoryLedger(), True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def fetched(self, *given: Any) -> bool:
        if self.is_full:
            raise LedgerError("The disk is full.")
        return self.inner.fetched(*given)


def test_a_file_that_is_here_is_here(
    make_client: Any, framehook_clock: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether or not that can be written down; the next one who fetches it does that."""
    story = [acts.succeeded(files={"video.mp4": b"film"})]
    service, ledger = ScriptedService(story, clock=framehook_clock), Full()
    result = make_client(service=service, ledger=ledger).run(dream(prompt="x"))
    events: list[Any] = []
    saved = result.save(tmp_path / "out.mp4", on_event=events.append)
    assert Path(saved.path).read_bytes() == b"film"
    (told,) = [event.data["text"] for event in events if event.data.get("level") == "warning"]
    assert str(tmp_path / "out.mp4") in told
    assert "The disk is full." in told
    assert [each.levelno for each in caplog.records if each.getMessage() == told] == [
        logging.WARNING
    ]
    assert ledger.find()[0].state is IntentState.RESULT
    ledger.is_full = False
    result.save(tmp_path / "out.mp4", force=True)
    assert ledger.find()[0].state is IntentState.FETCHED


def test_the_files_of_a_stray_are_not_those_of_its_entry(
    make_client: Any, framehook_clock: Any, tmp_path: Path
) -> None:
    """A second job for a call can be fetched, and the entry's own result still has to be."""
    story = [acts.succeeded(files={"video.mp4": b"film"})]
    service, ledger = ScriptedService(story, story, clock=framehook_clock), MemoryLedger()
    client = make_client(service=service, ledger=ledger)
    own = client.run(dream(prompt="x"))
    second = client.submit(dream(prompt="x"))
    (entry,) = [each for each in ledger.find() if each.ticket.id == own.ticket.id]
    stray = Ticket("scripted", "my-team/dream", second.id, intent=entry.key)
    client.resume(stray, dream).result().save(tmp_path / "second.mp4")
    assert ledger.get(entry.key).state is IntentState.RESULT
    own.save(tmp_path / "own.mp4")
    assert ledger.get(entry.key).state is IntentState.FETCHED
