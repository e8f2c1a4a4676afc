"""What a person sees while a job runs."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from framehook.cli._progress import display
from framehook.cli._terminal import Terminal, plain
from framehook.spi import Event


class Screen(io.StringIO):
    """A stream that says a person is there."""

    def isatty(self) -> bool:
        return True


AT = datetime(2026, 1, 1, tzinfo=UTC)
EVENTS = [
    Event("ledger", AT, {"intent": "k", "state": "planned"}),
    Event("transfer", AT, {"what": "upload", "done": 1, "total": 2}),
    Event("status", AT, {"phase": "queued", "position": 2}),
    Event("status", AT, {"phase": "running", "position": None}),
    Event("log", AT, {"text": "line\x1b[31m"}),
    Event("progress", AT, {"part": 0.1, "what": ""}),
    Event("progress", AT, {"part": 0.3, "what": ""}),
    Event("progress", AT, {"part": 0.31, "what": ""}),
    Event("progress", AT, {"part": 0.32, "what": "encoding"}),
    Event("retry", AT, {"reason": "lost", "seconds": 1}),
    Event("end", AT, {"ok": True}),
]


def shown(kind: str, stream: Any, **environment: str) -> str:
    terminal = Terminal(stdout=io.StringIO(), stderr=stream, environment=environment)
    with display(kind, terminal) as screen:
        for event in EVENTS:
            screen.tell(event)
    return str(stream.getvalue())


@pytest.mark.parametrize("kind", ["plain", "auto"])
def test_a_pipe_gets_plain_lines(kind: str) -> None:
    """One for everything worth a line, and nothing that could steer a terminal."""
    assert shown(kind, io.StringIO()).splitlines() == [
        "queued, position 2",
        "running",
        "line�[31m",
        "running: 10%",
        "encoding: 32%",
        "trying again: lost",
    ]


def test_none_is_nothing() -> None:
    """Whoever looks."""
    assert shown("none", Screen()) == ""


def test_a_terminal_gets_something_that_moves() -> None:
    """With colours, unless they are not wanted; a log line stays."""
    text = shown("auto", Screen(), TERM="xterm")
    assert "\x1b[" in text
    assert "line�[31m" in text
    assert "trying again: lost" in text
    assert "encoding" in text
    assert "\x1b[3" not in shown("rich", Screen(), TERM="xterm", NO_COLOR="1")


def test_a_terminal_that_cannot_move_gets_lines() -> None:
    """TERM=dumb, or none at all."""
    assert "\x1b" not in shown("auto", Screen(), TERM="dumb")


def test_control_characters_are_taken_out() -> None:
    """Except those that end lines and columns."""
    assert plain("a\x1b[2J\x9b\r\n\tb") == "a�[2J��\n\tb"
