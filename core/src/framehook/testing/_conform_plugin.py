"""The pytest plugin that writes down what became of each claim, for `framehook conform`."""

from __future__ import annotations

__all__ = ("END", "OPTION", "Outcomes", "pytest_addoption", "pytest_configure")

import json
from pathlib import Path
from typing import Any

import pytest

from ._claim import Claim, claim_of

OPTION = "--framehook-outcomes"
# The last line: without it something has ended the process.
END = "null"


class Outcomes:
    """Writes a line for each test to a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._claims: dict[str, tuple[str, str, Claim]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note the claim of each test."""
        for item in items:
            made = claim_of(getattr(item, "function", None))
            if made is not None:
                test, _, case = item.name.partition("[")
                self._claims[item.nodeid] = (test, case.removesuffix("]"), made)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down how a test ended."""
        outcome = _outcome(report)
        if outcome is None or report.nodeid not in self._claims:
            return
        test, case, made = self._claims[report.nodeid]
        line: dict[str, Any] = {
            "test": test,
            "case": case or None,
            "need": made.need,
            "outcome": outcome,
            "claim": made.text,
            "reason": _reason(report, outcome),
        }
        self._write(json.dumps(line))

    def pytest_sessionfinish(self) -> None:
        """Write down that all tests had their turn."""
        self._write(END)

    def _write(self, line: str) -> None:
        with self._file.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file."""
    parser.addoption(OPTION, default=None, help="where to write the outcome of each claim")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen."""
    file = config.getoption(OPTION)
    if file:
        config.pluginmanager.register(Outcomes(Path(file)))


def _outcome(report: pytest.TestReport) -> str | None:
    if hasattr(report, "wasxfail"):
        return "exempted" if report.skipped else "failed"
    if report.skipped:
        return "skipped"
    if report.failed:
        return "failed"
    return "passed" if report.when == "call" else None


def _reason(report: pytest.TestReport, outcome: str) -> str | None:
    if outcome == "exempted":
        return str(getattr(report, "wasxfail", ""))
    if outcome == "skipped" and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return report.longreprtext if outcome == "failed" else None
