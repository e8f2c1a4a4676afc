"""From the words of a command line to the module of a verb."""

from __future__ import annotations

__all__ = ("main",)

import signal
import sys
import threading
from contextlib import redirect_stdout
from importlib import import_module
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, TextIO, cast

from ..errors import CheckFailedError, FramehookError, PluginError
from ._exit import DONE, INTERRUPTED, REFUSED, error_json, exit_code
from ._invocation import Invocation
from ._output import emit, issue_table
from ._terminal import Terminal
from ._usage import Parser, UsageError, closest
from ._verbs import NOUNS, VERBS, overview

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ..drivers._clock import Clock
    from ..registry import Registry

GLOBAL = {"-v", "-vv", "--verbose", "-q", "--quiet"}


class _Verb(Protocol):
    def configure(self, parser: Parser) -> None: ...
    def perform(self, given: Namespace, invocation: Invocation) -> int: ...


def main(
    argv: Sequence[str] | None = None,
    *,
    registry: Registry | None = None,
    clock: Clock | None = None,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> int:
    """
    Run one command and return its exit code.

    Args:
        argv: The words after `framehook`.
        registry: What is installed, if it is not to be found out.
        clock: The time; for tests.
        stdin: Where answers and `@-` come from.
        stdout: Where results go.
        stderr: Where everything else goes.
        environment: Environment variables, if not the process's.
        directory: Where the search for framehook.toml begins.
    """
    terminal = Terminal(
        stdin=stdin, stdout=stdout, stderr=stderr, environment=environment, directory=directory
    )
    if stdout is None:
        _forgive(terminal.stdout, terminal.stderr)
    words = list(sys.argv[1:] if argv is None else argv)
    before = _take_terminations() if argv is None else None
    try:
        return _run(words, terminal, registry, clock)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        terminal.is_lost = True
        return DONE
    finally:
        if terminal.is_lost:
            # Python complains again when it ends.
            sys.stdout = None
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _run(
    words: list[str], terminal: Terminal, registry: Registry | None, clock: Clock | None
) -> int:
    def repeat(again: Sequence[str], where: Terminal) -> int:
        return _run(list(again), where, invocation.registry, clock)

    invocation = Invocation(terminal, registry=registry, clock=clock, repeat=repeat)
    invocation.json = "--json" in words
    try:
        return _dispatch(list(words), invocation)
    except SystemExit as exc:  # argparse ends a process in some cases of its own
        return exc.code if isinstance(exc.code, int) else REFUSED
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as exc:  # noqa: BLE001 - said in one place
        return _report(exc, invocation, loud=bool({"-v", "-vv", "--verbose"} & set(words)))


def _dispatch(words: list[str], invocation: Invocation) -> int:
    leading: list[str] = []
    while words and words[0] in GLOBAL:
        leading.append(words.pop(0))
    terminal = invocation.terminal
    if not words or words[0] in {"-h", "--help", "help"}:
        terminal.out(overview(_offered(invocation)))
        return DONE if words else REFUSED
    if words[0] == "--version":
        # Reading metadata costs more than everything else here.
        from importlib_metadata import version

        number = version("framehook")
        if invocation.json:
            emit(terminal, {"version": number})
        else:
            terminal.out(f"framehook {number}")
        return DONE
    name, rest = _verb(words)
    if name in VERBS:
        return _perform(name, [*leading, *rest], invocation)
    return _foreign(name, rest, invocation)


def _verb(words: Sequence[str]) -> tuple[str, list[str]]:
    first, *rest = words
    if first in NOUNS:
        both = f"{first} {rest[0]}" if rest else ""
        if both in VERBS:
            return both, rest[1:]
        alone = NOUNS[first]
        known = [name.split()[1] for name in VERBS if name.startswith(f"{first} ")]
        there_are = f"There are: {', '.join(known)}."
        if rest and not rest[0].startswith("-"):
            hint = closest(rest[0], known) or there_are
            raise UsageError(f"'framehook {first}' has no {rest[0]!r}.", hint=hint)
        if alone is None:
            raise UsageError(f"'framehook {first}' needs to know what.", hint=there_are)
        return alone, rest
    return first, rest


def _perform(name: str, rest: list[str], invocation: Invocation) -> int:
    module: Any = import_module(f"._{name.replace(' ', '_')}", __package__)
    # Every module of a verb has these two; a test walks them all.
    verb = cast("_Verb", module)
    parser = Parser(name, VERBS[name][0].upper() + VERBS[name][1:] + ".")
    verb.configure(parser)
    parser.common()
    if {"-h", "--help"} & set(rest):
        invocation.terminal.out(parser.format_help().rstrip())
        explain = getattr(module, "explain", None)
        if explain is not None:
            explain([word for word in rest if not word.startswith("-")], invocation)
        return DONE
    with redirect_stdout(invocation.terminal.stdout):
        given = parser.parse_args(rest)
    invocation.quiet = given.quiet
    if given.verbose:
        _listen(given.verbose, invocation.terminal)
    # What a plugin prints is not what was asked for.
    with redirect_stdout(invocation.terminal.stderr):
        return verb.perform(given, invocation)


def _offered(invocation: Invocation) -> dict[str, str]:
    """Return the verbs of plugins; none where the settings cannot be read."""
    try:
        entries = invocation.registry.entries("commands")
    except FramehookError:
        return {}
    return {entry.name: entry.origin for entry in entries if entry.state.value == "ready"}


def _foreign(name: str, rest: list[str], invocation: Invocation) -> int:
    offered = [entry.name for entry in invocation.registry.entries("commands")]
    if name in offered:
        command = invocation.registry.command(name)
        try:
            return command(rest)
        except FramehookError:
            raise
        except Exception as exc:
            distribution, version = invocation.registry.owner(name) or (None, None)
            owner = " ".join(filter(None, (distribution, version))) or "a plugin"
            raise PluginError(
                f"The verb {name!r} of {owner} failed with {type(exc).__name__}: {exc}.",
                distribution=distribution,
                version=version,
                hint="See where with -v, and report it to its author.",
            ) from exc
    known = [*(verb.split()[0] for verb in VERBS), *offered]
    hint = closest(name, known) or "See: framehook --help"
    raise UsageError(f"There is no verb {name!r}.", hint=hint)


def _report(error: BaseException, invocation: Invocation, *, loud: bool) -> int:
    if not isinstance(error, Exception):
        code = INTERRUPTED
    else:
        code = exit_code(error, invocation.standing)
    terminal = invocation.terminal
    answer = error_json(error, invocation)
    if loud:
        # Only a fault is looked at so closely.
        import traceback

        terminal.err("".join(traceback.format_exception(error)).rstrip())
    if invocation.json and not terminal.is_lost:
        emit(terminal, {key: value for key, value in answer.items() if key != "v"})
        return code
    found = answer["error"]
    if isinstance(error, CheckFailedError):
        terminal.err(f"error: The call to {error.endpoint!r} was not sent.")
        terminal.err(issue_table(error.issues, terminal.width(terminal.stderr)))
        return code
    terminal.err(f"error: {found['message']}")
    if found["hint"]:
        terminal.err(f"hint: {found['hint']}")
    return code


def _listen(loudness: int, terminal: Terminal) -> None:
    # Nobody else pays for it.
    import logging

    logger = logging.getLogger("framehook")
    handler = logging.StreamHandler(terminal.stderr)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if loudness > 1 else logging.INFO)


def _take_terminations() -> Any:
    # Who is asked to end tidies up as after Ctrl-C, and leaves no half file.
    if threading.current_thread() is not threading.main_thread():
        return None
    before = signal.getsignal(signal.SIGTERM)
    if before is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)
        return before
    return None


def _terminate(_number: int, _frame: FrameType | None) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell's background process hears of no Ctrl-C.
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def _forgive(*streams: TextIO) -> None:
    # A screen that cannot show a letter is no reason to lose a result.
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
