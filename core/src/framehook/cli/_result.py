"""A result as it is told: to programs as JSON, to people as paths."""

from __future__ import annotations

__all__ = ("tell_result",)

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ._check import described
from ._delivery import output_json
from ._output import emit, issue_table

if TYPE_CHECKING:
    from ..flows._fetch import Fetched
    from ..spi._file import File
    from ..spi._issue import Issue
    from ._delivery import Delivery
    from ._invocation import Invocation


def tell_result(delivery: Delivery, invocation: Invocation) -> None:
    """Print a result."""
    outcome = delivery.outcome
    issues = [*outcome.issues, *(issue for file in delivery.files for issue in file.issues)]
    if invocation.json:
        emit(
            invocation.terminal,
            {
                "ok": True,
                "endpoint": outcome.endpoint,
                "service": outcome.service,
                "fidelity": outcome.fidelity.name.lower() if outcome.fidelity else None,
                "ticket": outcome.ticket.to_json(),
                "files": _rows(delivery),
                "output": output_json(outcome),
                "billing": outcome.billing.to_json(),
                "timings": dict(outcome.timings),
                "assumptions": list(outcome.assumptions),
                "issues": [issue.to_json() for issue in issues],
            },
        )
        return
    _say(delivery, issues, invocation)


def _rows(delivery: Delivery) -> list[dict[str, Any]]:
    if delivery.files:
        return [_fetched(file) for file in delivery.files]
    return [_left(pointer, file) for pointer, file in delivery.outcome.files]


def _fetched(file: Fetched) -> dict[str, Any]:
    facts = file.facts
    return {
        "field": file.field,
        "path": file.path,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "frames": facts.frames,
        "fps": facts.fps,
        "size": list(facts.size) if facts.size else None,
        "duration": facts.duration,
    }


def _left(pointer: str, file: File) -> dict[str, Any]:
    """Return the row of a file that stays with the service."""
    unknown = dict.fromkeys(("sha256", "frames", "fps", "size", "duration"))
    return {"field": pointer, "path": None, "bytes": file.file_size, **unknown}


def _say(delivery: Delivery, issues: Sequence[Issue], invocation: Invocation) -> None:
    terminal, outcome = invocation.terminal, delivery.outcome
    for file in delivery.files:
        if file.facts.kind is not None:
            invocation.say(f"{file.path}: {described(file.facts)}")
    fidelity = f" ({outcome.fidelity.name.lower()})" if outcome.fidelity else ""
    cost = outcome.billing.to_json()["cost"]
    paid = f", cost {cost} {outcome.billing.currency}" if cost is not None else ""
    invocation.say(f"done by {outcome.service}{fidelity}{paid}")
    for note in outcome.assumptions:
        invocation.say(f"note: {note}")
    if issues:
        invocation.say(issue_table(issues, terminal.width(terminal.stderr)))
    for file in delivery.files:
        terminal.out(file.path)
    if delivery.files:
        rest = len(outcome.files) - len(delivery.files)
        if rest > 0:
            invocation.say(
                f"{rest} more files stay with the service: use -o 'out/{{field}}.{{ext}}'"
            )
        return
    _say_values(delivery, invocation)


def _say_values(delivery: Delivery, invocation: Invocation) -> None:
    import json  # Programs have it by now; most people name a place.

    outcome = delivery.outcome
    invocation.terminal.out(json.dumps(output_json(outcome), indent=2))
    if outcome.files and outcome.ticket.intent is not None and invocation.is_durable:
        key = outcome.ticket.intent
        invocation.say(f"Fetch the files with: framehook jobs fetch {key} -o OUT")
