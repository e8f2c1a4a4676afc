"""The command line in this process, with a scripted service and a clock of its own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook.cli._main import main
from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.registry import Registry
from framehook.testing import VirtualClock


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        (line,) = self.out.splitlines()
        return json.loads(line)

    def failure(self, code: str) -> Any:
        """Return the error that was told, which has this code."""
        answer = self.json
        assert answer["v"] == 1
        assert answer["ok"] is False
        assert set(answer["error"]) == {
            "code",
            "message",
            "hint",
            "plugin",
            "request_id",
            "ticket",
            "billing",
            "retryable",
        }
        assert answer["error"]["code"] == code
        return answer["error"]


class Screen(io.StringIO):
    """A stream that says a person is there."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def framehook(tmp_path: Path, framehook_clock: VirtualClock) -> Callable[..., Ran]:
    """Run one command; `service` and `endpoints` are what is installed."""
    home = tmp_path / "home"

    def run(
        *words: str,
        service: Any = None,
        services: Any = (),
        endpoints: Any = (dream,),
        registry: Registry | None = None,
        environment: Mapping[str, str] | None = None,
        stdin: str = "",
        person: bool = False,
        clock: Any = None,
    ) -> Ran:
        kind = Screen if person else io.StringIO
        out, err = kind(), kind()
        installed = registry or Registry.of(
            *endpoints,
            services=[each for each in (service, *services) if each is not None],
            ledgers={"memory": MemoryLedger, "sqlite": SqliteLedger},
        )
        code = main(
            words,
            registry=installed,
            clock=clock or framehook_clock,
            stdin=kind(stdin),
            stdout=out,
            stderr=err,
            environment={"HOME": str(home), "FRAMEHOOK_CONFIG": "none", **(environment or {})},
            directory=tmp_path,
        )
        return Ran(code, out.getvalue(), err.getvalue())

    return run
