"""`framehook conform`: hold an installed plugin to the conformance kit."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..registry._grammar import normal
from ..testing._conform_run import Conformity, Outcome, conform
from ..testing._grade import GRADES
from ._exit import DONE, FAULT
from ._output import columns, emit
from ._usage import closest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from ._invocation import Invocation
    from ._usage import Parser

_LEVELS = tuple(GRADES.values())


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("distribution", metavar="DIST", help="framehook-acme, or just acme")
    parser.add_argument(
        "--level",
        choices=_LEVELS,
        default=_LEVELS[-1],
        help="what must be reached; exit code 5 below it (gold)",
    )


def perform(given: Namespace, invocation: Invocation) -> int:
    """Run the kit, print what became of each test, and the level."""
    name, version = _installed(given.distribution, invocation)
    invocation.say(f"Testing {name} {version or ''}".rstrip() + " …")
    found = conform(name)
    is_enough = found.level in _LEVELS[_LEVELS.index(given.level) :]
    code = DONE if is_enough else FAULT
    if invocation.json:
        told: dict[str, Any] = {
            "ok": is_enough,
            "distribution": name,
            "version": version,
            "level": found.level,
            **found.counts,
            "tests": [outcome._asdict() for outcome in found.outcomes],
        }
        emit(invocation.terminal, told)
        return code
    for part in _told(found, invocation):
        invocation.terminal.out(part)
    counts = ", ".join(f"{count} {outcome}" for outcome, count in found.counts.items())
    invocation.terminal.out(f"{name} {version or ''}".rstrip() + f": {found.level} ({counts})")
    return code


def _installed(name: str, invocation: Invocation) -> tuple[str, str | None]:
    """Return the distribution that was meant, and its version."""
    entries = [entry for entry in invocation.registry.entries() if entry.distribution]
    known = {normal(entry.distribution or ""): entry for entry in entries}
    for wanted in (normal(name), f"framehook-{normal(name)}"):
        if wanted in known:
            return wanted, known[wanted].version
    raise ConfigurationError(
        f"No installed distribution {name!r} offers anything to framehook.",
        hint=closest(f"framehook-{name}", known) or "Install it first: pip install -e DIRECTORY",
    )


def _told(found: Conformity, invocation: Invocation) -> Iterator[str]:
    terminal = invocation.terminal
    tests: dict[str, list[Outcome]] = {}
    for outcome in found.outcomes:
        tests.setdefault(outcome.test, []).append(outcome)
    rows = [(_worst(each), each[0].need, test, _many(each)) for test, each in tests.items()]
    yield columns(rows, ("outcome", "need", "test", "cases"), width=terminal.width(terminal.stdout))
    skipped: dict[str, list[str]] = {}
    for outcome in found.outcomes:
        if outcome.outcome == "skipped":
            skipped.setdefault(outcome.reason or "", []).append(outcome.test)
    yield ""
    for reason, names in skipped.items():
        yield f"skipped: {', '.join(dict.fromkeys(names))}: {reason}"
    for outcome in found.outcomes:
        case = f"[{outcome.case}]" if outcome.case else ""
        if outcome.outcome == "exempted":
            yield f"exempted: {outcome.test}{case}: {(outcome.reason or '').strip()}"
    for outcome in found.outcomes:
        case = f"[{outcome.case}]" if outcome.case else ""
        if outcome.outcome == "failed":
            yield f"\nfailed: {outcome.test}{case}\n{(outcome.reason or '').strip()}"
    yield ""


def _worst(outcomes: list[Outcome]) -> str:
    ended = {outcome.outcome for outcome in outcomes}
    return next(each for each in ("failed", "exempted", "passed", "skipped") if each in ended)


def _many(outcomes: list[Outcome]) -> str:
    passed = sum(outcome.outcome == "passed" for outcome in outcomes)
    return f"{passed} of {len(outcomes)}" if len(outcomes) > 1 else ""
