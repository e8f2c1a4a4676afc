"""`framehook check`: everything that is wrong with a call."""

from __future__ import annotations

__all__ = ("configure", "explain", "perform")

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ._arguments import changes
from ._bench import open_bench
from ._exit import DONE, REFUSED
from ._output import emit, issue_table
from ._proposal import add_proposal_options, explain_fields, propose, read_proposal

if TYPE_CHECKING:
    from argparse import Namespace

    from ..spi._facts import Facts
    from ._invocation import Invocation
    from ._proposal import Proposal

configure = add_proposal_options
explain = explain_fields


def perform(given: Namespace, invocation: Invocation) -> int:
    """Check a call."""
    endpoint, arguments = read_proposal(given, invocation)
    service = invocation.configuration.get("service", given.service).value
    with open_bench(invocation, given, service, reads=True) as bench:
        proposal = propose(endpoint, arguments, given, bench)
    code = DONE if proposal.ok else REFUSED
    changed = _changed(proposal)
    if invocation.json:
        answer: dict[str, Any] = {
            "ok": proposal.ok,
            "issues": [issue.to_json() for issue in proposal.issues],
            "media": {path: asdict(facts) for path, facts in proposal.checked.media.items()},
            "changes": changed,
        }
        emit(invocation.terminal, answer)
        return code
    _tell(proposal, changed, invocation)
    return code


def _changed(proposal: Proposal) -> list[dict[str, Any]]:
    if proposal.call is None:
        return []
    sent = proposal.call.arguments()
    media = proposal.call.media()
    return [change for change in changes(proposal.given, sent) if change["path"] not in media]


def _tell(proposal: Proposal, changed: list[dict[str, Any]], invocation: Invocation) -> None:
    terminal = invocation.terminal
    for path, facts in proposal.checked.media.items():
        invocation.say(f"{path}: {described(facts)}")
    for change in changed:
        invocation.say(f"{change['path']}: {change['got']!r} is sent as {change['sent']!r}")
    if proposal.issues:
        terminal.out(issue_table(proposal.issues, terminal.width(terminal.stdout)))
    if proposal.ok:
        terminal.out("ok")


def described(facts: Facts) -> str:
    """Return what is known of a file in a few words."""
    if facts.kind is None:
        return facts.why_unknown or "unknown"
    about = "" if facts.exact else "about "
    parts = [
        f"{facts.container or facts.kind}",
        facts.codec,
        f"{about}{facts.frames} frames" if facts.frames and facts.kind == "video" else None,
        f"{facts.fps:g} fps" if facts.fps else None,
        f"{facts.size[0]}x{facts.size[1]}" if facts.size else None,
        f"{facts.duration:.2f} s" if facts.duration else None,
        "sound" if facts.has_audio and facts.kind == "video" else None,
    ]
    return ", ".join(part for part in parts if part)
