"""From words to verbs: help, versions, near misses, plugins' own sub-commands."""

from __future__ import annotations

import errno
import io
import os
import pty
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from framehook.cli._main import main
from framehook.cli._usage import Parser
from framehook.cli._verbs import VERBS
from framehook.registry import Registry, Settings


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_module_and_help(framehook: Any, verb: str) -> None:
    """It configures a parser, performs, and says what it is for."""
    module = import_module(f"framehook.cli._{verb.replace(' ', '_')}")
    module.configure(Parser(verb, ""))
    assert callable(module.perform)
    ran = framehook(*verb.split(), "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: framehook {verb}")


def test_the_overview_names_every_verb(framehook: Any) -> None:
    """By group, and with the exit codes."""
    ran = framehook("--help")
    assert ran.code == 0
    assert all(verb in ran.out for verb in VERBS)
    assert "75 still running" in ran.out
    assert framehook().code == 2


def test_versions(framehook: Any) -> None:
    """For people and for programs."""
    assert framehook("--version").out.startswith("framehook ")
    assert set(framehook("--version", "--json").json) == {"v", "version"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("modles",), "Did you mean 'models'?"),
        (("zzzz",), "See: framehook --help"),
        (("jobs", "wiat"), "Did you mean 'wait'?"),
        (("jobs", "zzzz"), "There are: list, show, wait, fetch, cancel, reconcile, costs."),
        (("models", "--tsak", "x"), "See: framehook models --help"),
        (("run",), "See: framehook run --help"),
        # Options are never guessed from their beginning.
        (("models", "--tas", "x"), "See: framehook models --help"),
    ],
)
def test_a_near_miss_is_told(framehook: Any, words: tuple[str, ...], hint: str) -> None:
    """Exit code 2, and what may have been meant; as an object too."""
    ran = framehook(*words)
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == f"hint: {hint}"
    answer = framehook(*words, "--json")
    assert answer.code == 2
    assert (answer.json["error"]["code"], answer.json["error"]["hint"]) == ("usage", hint)


def _plugin(tmp_path: Path, points: str) -> Registry:
    folder = tmp_path / "site"
    place = folder / "acme-1.0.dist-info"
    place.mkdir(parents=True)
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (place / "entry_points.txt").write_text(points)
    return Registry(Settings(), path=[str(folder)])


def test_a_plugin_has_a_verb_of_its_own(
    framehook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets its words and answers with its exit code."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "acme_words.py").write_text("def go(argv):\n    return len(argv)\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    registry = _plugin(tmp_path, "[framehook.commands.v1]\nacme = acme_words:go\n")
    assert framehook("acme", "a", "--b", registry=registry).code == 2
    assert framehook("acme", registry=registry).code == 0
    assert "Did you mean 'acme'?" in framehook("acmee", registry=registry).err


def test_a_plugin_that_cannot_be_loaded_is_exit_code_2(framehook: Any, tmp_path: Path) -> None:
    """Nothing was sent; its distribution and version are named."""
    registry = _plugin(
        tmp_path, "[framehook.endpoints.v1]\n'acme/x' = acme_nowhere:x\n".replace("'", "")
    )
    ran = framehook("show", "acme/x", "--json", registry=registry)
    assert ran.code == 2
    error = ran.json["error"]
    assert (error["code"], error["plugin"]) == ("plugin-load", "acme 1.0")
    assert "pip install" in error["hint"]


def test_a_verb_of_a_plugin_that_fails_is_its_fault(
    framehook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The distribution is named, not framehook."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "acme_fails.py").write_text("def go(argv):\n    return 1 // 0\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    registry = _plugin(tmp_path, "[framehook.commands.v1]\nacme = acme_fails:go\n")
    ran = framehook("acme", "--json", registry=registry)
    assert ran.code == 5
    assert ran.json["error"]["plugin"] == "acme 1.0"
    assert (
        "The verb 'acme' of acme 1.0 failed with ZeroDivisionError" in ran.json["error"]["message"]
    )


def test_settings_that_make_no_sense_are_refused(framehook: Any) -> None:
    """Before anything happens."""
    ran = framehook("run", "my-team/dream", environment={"FRAMEHOOK_PROGRESS": "loud"})
    assert ran.code == 2
    assert "FRAMEHOOK_PROGRESS" in ran.err


def test_a_reader_that_leaves_is_no_failure() -> None:
    """`framehook models | head` ends quietly."""

    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    before = sys.stdout
    try:
        assert main(["--version"], stdout=Gone(), environment={}) == 0
    finally:
        sys.stdout = before


class Full(io.StringIO):
    """A stream on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("words", [["--version"], ["--version", "--json"]])
def test_output_that_cannot_be_written_is_told(words: list[str]) -> None:
    """Once, on the other stream, and never as a traceback."""
    before, err = sys.stdout, io.StringIO()
    try:
        code = main(words, stdout=Full(), stderr=err, environment={"FRAMEHOOK_CONFIG": "none"})
    finally:
        sys.stdout = before
    assert code == 2
    assert "could not be printed: No space left on device." in err.getvalue()


def test_closed_streams_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """`>&-` leaves nothing to write to, and a full disk behind stderr stops nothing."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert main(["--version"], environment={"FRAMEHOOK_CONFIG": "none"}) == 0
    assert main(["nope"], stderr=Full(), environment={"FRAMEHOOK_CONFIG": "none"}) == 2


@pytest.mark.parametrize("interrupt", [signal.default_int_handler, signal.SIG_IGN])
def test_a_request_to_end_is_an_interrupt(monkeypatch: pytest.MonkeyPatch, interrupt: Any) -> None:
    """SIGTERM lets a command tidy up, also where Ctrl-C does not reach; nothing lasts."""
    seen: list[Any] = []

    class Asked(io.StringIO):
        def write(self, text: str) -> int:
            seen.append(text)
            signal.raise_signal(signal.SIGTERM)
            return 0

    before = signal.signal(signal.SIGINT, interrupt)
    monkeypatch.setattr(sys, "argv", ["framehook", "--version"])
    try:
        code = main(stdout=Asked(), stderr=io.StringIO(), environment={"FRAMEHOOK_CONFIG": "none"})
    finally:
        signal.signal(signal.SIGINT, before)
    assert (code, len(seen)) == (130, 1)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def _command(*words: str) -> list[str]:
    return [
        sys.executable,
        "-c",
        "from framehook.cli._main import main; raise SystemExit(main())",
        *words,
    ]


def test_a_pipe_gets_one_line_and_a_terminal_more(tmp_path: Path) -> None:
    """JSON is readable where somebody reads it."""
    environment = {**os.environ, "FRAMEHOOK_CONFIG": "none"}
    words = _command("config", "--json")
    piped = subprocess.run(words, capture_output=True, check=True, env=environment).stdout
    assert len(piped.splitlines()) == 1
    leader, follower = pty.openpty()
    try:
        subprocess.run(words, stdout=follower, check=True, env=environment)
        seen = os.read(leader, 1000)
    finally:
        os.close(follower)
        os.close(leader)
    assert len(seen.splitlines()) > 1


def test_listing_models_imports_nothing_heavy() -> None:
    """No schema library, no hooks, no HTTP, no event loop, no rich: a list must come at once."""
    code = (
        "import sys\n"
        "from framehook.cli._main import main\n"
        "main(['models', '--json'])\n"
        "heavy = {'pydantic', 'pluggy', 'httpx', 'asyncio', 'rich', 'dataclasses', 'platformdirs'}\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == ""
    assert ran.stdout.startswith('{"v": 1, "models": [')


def test_verbosity_shows_requests(framehook: Any, framehook_clock: Any) -> None:
    """The log of `framehook.*` goes to stderr, and only where it was asked for."""
    import logging

    from framehook.testing import ScriptedService

    logger = logging.getLogger("framehook")
    level, handlers = logger.level, list(logger.handlers)
    try:
        words = ("run", "my-team/dream", "-a", "prompt=x", "-vv")
        ran = framehook(*words, service=ScriptedService(clock=framehook_clock))
    finally:
        logger.setLevel(level)
        logger.handlers[:] = handlers
    assert "framehook.driver: " in ran.err
