"""From a call that may be sent to files that are here."""

from __future__ import annotations

__all__ = ("Delivery", "dispatch", "output_json", "wait_for")

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..clients._outcome import Outcome
from ..clients._path_sink import PathSink
from ..flows._entry import Submitted
from ..flows._fetch import Fetched, fetch, write_down
from ..flows._run import cancel, collect
from ..flows._submit import submit
from ..spi._call import Call
from ..spi._endpoint import Endpoint
from ..spi._intent import StoredFile
from ..spi._record import record
from ._exit import Standing
from ._progress import display

if TYPE_CHECKING:
    from ..flows._entry import Order
    from ..flows._terms import Terms
    from ..spi._job import Event, Ticket
    from ._bench import Bench
    from ._destination import Destination
    from ._invocation import Invocation


@record(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A result, and the files of it that are here."""

    outcome: Outcome[Any]
    files: Sequence[Fetched]


def dispatch(call: Call[Any], order: Order, bench: Bench, invocation: Invocation) -> Submitted:
    """
    Send a call, once, and tell its ticket at once.

    Raises:
        FramehookError: whatever the flow raises.
    """
    terms = bench.outfit.terms(call.endpoint)
    kind = _display_kind(invocation)

    def tell(event: Event) -> None:
        if event.kind == "ledger" and "intent" in event.data:
            invocation.intent = str(event.data["intent"])
            invocation.standing = max(invocation.standing, Standing.PLANNED)
        shown.tell(event)

    try:
        with display(kind, invocation.terminal) as shown:
            submitted = bench.driver.run(submit(call, terms, order), tell)
    except BaseException:
        _look_up(bench, invocation)
        raise
    _accepted(submitted.ticket, invocation)
    return submitted


def wait_for(
    ticket: Ticket,
    endpoint: Endpoint[..., Any, Any] | None,
    bench: Bench,
    invocation: Invocation,
    *,
    limit: float | None,
    destination: Destination | None,
    submitted: Submitted | None = None,
    abandon: str = "keep",
) -> Delivery:
    """
    Wait for a job's end, and bring its files where they shall go.

    Raises:
        FramehookError: whatever the flows raise; `invocation.standing` says how far it came.
    """
    terms = bench.outfit.terms(endpoint, ticket.service)
    invocation.ticket, invocation.intent = ticket.to_json(), ticket.intent
    invocation.standing = Standing.ACCEPTED
    flow = collect(ticket, endpoint, terms, limit=limit, submitted=submitted)
    with display(_display_kind(invocation), invocation.terminal) as shown:
        try:
            collected = bench.driver.run(flow, shown.tell)
        except KeyboardInterrupt:
            if abandon == "cancel":
                invocation.is_cancelled = bool(bench.driver.run(cancel(ticket, terms)))
            raise
        outcome: Outcome[Any] = Outcome(collected)
        invocation.standing = Standing.DONE
        invocation.billing = outcome.billing.to_json()
        files = _bring(outcome, destination, bench, terms, shown.tell)
    return Delivery(outcome=outcome, files=files)


def _accepted(ticket: Ticket, invocation: Invocation) -> None:
    invocation.ticket, invocation.intent = ticket.to_json(), ticket.intent
    invocation.standing = Standing.ACCEPTED
    invocation.say(f"ticket {json.dumps(invocation.ticket)}")


def _look_up(bench: Bench, invocation: Invocation) -> None:
    # An interrupt that came while the answer was written down has lost nothing.
    if invocation.intent is None:
        return
    intent = bench.ledger.get(invocation.intent)
    if intent is not None and intent.ticket is not None:
        _accepted(intent.ticket, invocation)


def _display_kind(invocation: Invocation) -> str:
    return "none" if invocation.quiet else invocation.progress


def _bring(
    outcome: Outcome[Any],
    destination: Destination | None,
    bench: Bench,
    terms: Terms,
    tell: Callable[[Event], object],
) -> Sequence[Fetched]:
    if destination is None:
        if not outcome.files:
            bench.driver.run(write_down(outcome.ticket, ()))
        return ()
    if not outcome.files:
        return (_values(outcome, destination, bench),)
    places = destination.places(outcome.files, outcome.ticket)
    wanted = [item for item in outcome.files if item[0] in places]
    flow = fetch(
        wanted, _sink(places, force=destination.force), terms, outcome.ticket, outcome.expected
    )
    return bench.driver.run(flow, tell)


def _sink(places: Mapping[str, Path], *, force: bool) -> Callable[[str], PathSink]:
    return lambda pointer: PathSink(places[pointer], force=force)


def _values(outcome: Outcome[Any], destination: Destination, bench: Bench) -> Fetched:
    """Write a result that has no files as JSON."""
    data = json.dumps(output_json(outcome), indent=2, ensure_ascii=False).encode() + b"\n"
    sink = PathSink(destination.plain(outcome.ticket), force=destination.force)
    sink.begin()
    sink.write(data)
    done = sink.commit("output.json")
    digest = hashlib.sha256(data).hexdigest()
    stored = StoredFile("", done.name, len(data), digest)
    bench.driver.run(write_down(outcome.ticket, (stored,)))
    return Fetched(field="", path=done.name, bytes=len(data), sha256=digest)


def output_json(outcome: Outcome[Any]) -> Any:
    """Return a result as JSON."""
    output = outcome.output
    return output if isinstance(output, dict) else output.model_dump(mode="json", by_alias=True)
