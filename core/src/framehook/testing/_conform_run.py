"""The conformance kit in a process of its own, without a test file."""

from __future__ import annotations

__all__ = ("Conformity", "Outcome", "conform")

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from ..errors import ConfigurationError, PluginError
from ._grade import KIT, Grade, Need, grade

_NEEDED = ("pytest", "hypothesis")
_LONGEST = 1800
_UNMET = frozenset({"failed", "exempted"})
_UNWANTED = frozenset({"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONSAFEPATH", "PYTHONWARNINGS"})
_TEST = """\
from framehook.testing import PluginConformance


class TestConformance(PluginConformance):
    distribution = {name!r}
    kit = {kit}
"""


class Outcome(NamedTuple):
    """
    What became of one test.

    Attributes:
        test: Its name.
        case: The endpoint id, or another entry point; `None` if it is about all of them.
        need: How much it matters.
        outcome: How it ended.
        claim: What it claims.
        reason: Why it failed or was skipped.
    """

    test: str
    case: str | None
    need: Need
    outcome: Literal["passed", "failed", "skipped", "exempted"]
    claim: str
    reason: str | None


class Conformity(NamedTuple):
    """What became of all tests."""

    outcomes: Sequence[Outcome]

    @property
    def level(self) -> Grade:
        """The level that the plugin reaches."""
        return grade([each.need for each in self.outcomes if each.outcome in _UNMET])

    @property
    def counts(self) -> Mapping[str, int]:
        """How many tests ended how."""
        found = Counter(each.outcome for each in self.outcomes)
        return {name: found[name] for name in ("passed", "failed", "skipped")}


def conform(distribution: str) -> Conformity:
    """
    Run the kit for an installed distribution, in another process.

    Raises:
        ConfigurationError: if what the kit is made with is not installed.
        PluginError: if the kit did not run to its end.
    """
    for name in _NEEDED:
        if importlib.util.find_spec(name) is None:
            raise ConfigurationError(
                f"The conformance kit needs {name}, which is not installed.",
                hint="Install it with: pip install 'framehook[testing]'",
            )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        test = home / "test_conformance.py"
        test.write_text(_TEST.format(name=distribution, kit=KIT), encoding="utf-8")
        lines = home / "outcomes.jsonl"
        told = _run(home, lines)
        try:
            text = lines.read_text(encoding="utf-8")
        except OSError:
            text = ""
    *found, end = [json.loads(line) for line in text.splitlines()] or [{}]
    if end is not None or not found:
        # Null is the last line; a plugin may end the process it is loaded in.
        last = found[-1]["test"] if found else "none"
        raise PluginError(
            f"The process that tests {distribution} ended early; the last test that it finished "
            f"is {last}. {told[-600:].strip()}".rstrip(),
            distribution=distribution,
            hint="Look for what ends a process when a module of it is imported.",
        )
    return Conformity([Outcome(**each) for each in found])


def _run(home: Path, lines: Path) -> str:
    options = ["-q", "-c", "pytest.ini", "--rootdir", str(home), "-p", "no:cacheprovider"]
    plugin = ["-p", "framehook.testing._conform_plugin", "--framehook-outcomes", str(lines)]
    # What is installed beside the kit, and how somebody likes their tests, changes nothing.
    environment = {key: value for key, value in os.environ.items() if key not in _UNWANTED}
    path = os.pathsep.join(str(Path(place).absolute()) for place in sys.path)
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a test of ours
            [sys.executable, "-m", "pytest", *options, *plugin, "test_conformance.py"],
            cwd=home,
            env={**environment, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"It did not end within {_LONGEST} seconds."
    return done.stdout + done.stderr
