"""Services with one defect each, around the service that a stranger wrote, which has none."""

from __future__ import annotations

import enum
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from defect import DEFECTS, Retold, fails, relayed
from framehook_replay_studio import ReplayStudio, dream
from framehook_replay_studio._queue import ReplayQueue
from vendor import Vendor

from framehook.spi import (
    Accepted,
    Failure,
    Phase,
    Rejected,
    ReplyError,
    Request,
    Response,
    Send,
    Status,
    Submission,
    Ticket,
)
from framehook.testing import ServiceConformance

# What it has is in the table, too.
import_module("bad_manners")


@fails("test_a_call_brings_its_result")
class MisnamesItself(ReplayQueue):
    """Writes another name into its tickets."""

    def accepted(self, call: Submission, reply: Response) -> Any:
        answer = super().accepted(call, reply)
        if isinstance(answer, Accepted):
            return answer._replace(ticket=replace(answer.ticket, service="another"))
        return answer


@fails("test_an_unclear_submission_is_not_repeated")
class SubmitsTwice(ReplayQueue):
    """Takes every error of a server for a refusal."""

    def accepted(self, call: Submission, reply: Response) -> Any:
        if reply.status >= 500:
            return Rejected(Failure("service", "Something broke."), again=True)
        return super().accepted(call, reply)


class Mood(enum.Enum):
    PAUSED = "paused"


@fails("test_statuses_are_phases_that_go_forward")
class InventsStates(Retold):
    """Has a phase of its own."""

    def retold(self, status: Status, said: str) -> Status:
        is_running = status.phase is Phase.RUNNING
        return replace(status, phase=Mood.PAUSED) if is_running else status  # type: ignore[arg-type]


@fails("test_statuses_are_phases_that_go_forward")
class GoesBackwards(Retold):
    """Says that a job waits again."""

    def retold(self, status: Status, said: str) -> Status:
        goes_back = status.progress is not None and status.progress > 0.6
        return replace(status, phase=Phase.QUEUED) if goes_back and not status.outcome else status


@fails("test_an_end_has_an_outcome")
class EndsWithoutOutcome(Retold):
    """Has nothing to say about jobs that were cancelled."""

    def retold(self, status: Status, said: str) -> Status:
        is_over = isinstance(status.outcome, Failure) and status.outcome.kind == "cancelled"
        return replace(status, outcome=None) if is_over else status

    def result(self, ticket: Ticket) -> Any:
        return (yield from self.status(ticket)).outcome


@fails("test_a_failure_is_told")
class SwallowsFailure(Retold):
    """Takes a failed job for one that runs."""

    def retold(self, status: Status, said: str) -> Status:
        has_failed = isinstance(status.outcome, Failure) and status.outcome.kind == "policy"
        return Status(Phase.RUNNING) if has_failed else status


@fails("test_a_cancellation_reaches_the_vendor")
class CancelsNothing(ReplayQueue):
    """Promises an end, and asks nobody for it."""

    def cancel(self, ticket: Ticket) -> Any:
        yield from ()
        return True


@fails("test_a_result_is_fetched_once")
class FetchesTwice(Retold):
    """Looks at the result, and then fetches it."""

    def retold(self, status: Status, said: str) -> Status:
        return replace(status, outcome=None)

    def result(self, ticket: Ticket) -> Any:
        yield from ReplayQueue.status(self, ticket)
        return (yield from ReplayQueue.status(self, ticket)).outcome


@fails("test_preparing_pays_nothing")
class PaysWhilePreparing(ReplayQueue):
    """Tries the call out."""

    def prepare(self, call: Submission) -> Any:
        request = yield from super().prepare(replace(call, attempt="trial"))
        yield from Send(replace(request, repeatable=True))
        return (yield from super().prepare(call))


@fails("test_reading_an_answer_changes_nothing")
class CountsAnswers(ReplayQueue):
    """Gives each answer a number."""

    count = 0

    def accepted(self, call: Submission, reply: Response) -> Any:
        self.count += 1
        answer = super().accepted(call, reply)
        if isinstance(answer, Accepted):
            return answer._replace(ticket=replace(answer.ticket, state={"n": self.count}))
        return answer


@fails("test_closing_leaves_nothing_behind")
class LeavesThreads(ReplayQueue):
    """Has somebody wait for nothing."""

    def prepare(self, call: Submission) -> Any:
        threading.Thread(target=threading.Event().wait, args=[600], daemon=True).start()
        return (yield from super().prepare(call))


@fails("test_a_ticket_finds_its_job_again")
class Forgets(ReplayQueue):
    """Knows its jobs by heart."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.known: set[str] = set()

    def accepted(self, call: Submission, reply: Response) -> Any:
        answer = super().accepted(call, reply)
        if isinstance(answer, Accepted):
            self.known.add(answer.ticket.id)
        return answer

    def find(self, *given: Any) -> Any:
        found = yield from super().find(*given)
        self.known |= {ticket.id for tickets in found.values() for ticket in tickets}
        return found

    def watch(self, ticket: Ticket) -> Any:
        assert ticket.id in self.known
        return super().watch(ticket)


@fails("test_a_busy_service_is_asked_later")
class Hurries(ReplayQueue):
    """Does not hear when it shall come again."""

    def accepted(self, call: Submission, reply: Response) -> Any:
        answer = super().accepted(call, reply)
        return answer._replace(after=None) if isinstance(answer, Rejected) else answer


@fails("test_reads_are_tried_again")
class GivesUp(ReplayQueue):
    """Takes the first answer for the last word."""

    def status(self, ticket: Ticket) -> Any:
        flow = super().status(ticket)
        return (yield from relayed(flow, lambda send: replace(send, final=lambda _: True), []))


@fails("test_an_unknown_word_is_an_error")
class GuessesWords(ReplayQueue):
    """Takes a word that it does not know for work."""

    def status(self, ticket: Ticket) -> Any:
        try:
            return (yield from super().status(ticket))
        except ReplyError as exc:
            if "contemplating" in exc.message:
                return Status(Phase.RUNNING)
            raise


@fails("test_nonsense_is_a_typed_error")
class LooksIntoNothing(ReplayQueue):
    """Expects what the documents promise."""

    def status(self, ticket: Ticket) -> Any:
        try:
            return (yield from super().status(ticket))
        except ReplyError as exc:
            raise KeyError("status") if "None" in exc.message else exc from None


@fails("test_an_early_404_is_no_end")
class BelievesA404(ReplayQueue):
    """Takes a job that is not known yet for one that is forgotten."""

    def status(self, ticket: Ticket) -> Any:
        try:
            return (yield from super().status(ticket))
        except ReplyError as exc:
            if exc.status == 404:
                return Status(Phase.ENDED, outcome=Failure("expired", "It is gone."))
            raise


@fails("test_a_lost_call_is_found")
class FindsTheNewest(ReplayQueue):
    """Takes the newest job for the lost one."""

    def find(self, calls: Any, since: Any) -> Any:
        reply = yield from Send(Request("GET", f"{self._settings.api}/v1/predictions"))
        newest = reply.json()["results"][0]["id"]
        return {call.attempt: [Ticket(self._name, call.endpoint, newest)] for call in calls}


@fails("test_a_stream_may_be_cut_anywhere")
class ReadsWholePieces(ReplayQueue):
    """Thinks that every piece is an event."""

    def watch(self, ticket: Ticket) -> Any:
        request, _ = super().watch(ticket)

        class Decoder:
            def feed(_, data: bytes) -> list[Status]:
                return list(ReplayQueue.watch(self, ticket)[1].feed(data))

        return request, Decoder()


@cache
def the_vendor() -> Vendor:
    """One vendor for all."""
    return Vendor()


class Held(ServiceConformance):
    """What all of them are held to."""

    endpoint = dream
    arguments = {"prompt": "the tide comes in", "seconds": 1}
    failing = {"prompt": "a storm"}
    lasting = {"prompt": "without end"}
    colours = ("blocking",)
    kind: type[ReplayStudio] = ReplayStudio

    @contextmanager
    def start(self) -> Iterator[Callable[[], ReplayStudio]]:
        vendor = the_vendor()
        vendor.forget()
        yield lambda: self.kind(vendor.token, vendor.api, webhook_secret=vendor.webhook_secret)

    def notification(self, service: object, job: str) -> tuple[dict[str, str], bytes]:
        body = json.dumps({"id": job, "status": "processing"}).encode()
        return the_vendor().signed(body), body


TestGood = type("TestGood", (Held,), {"__test__": True})
Held.__test__ = False
for name, (_, bad) in DEFECTS.items():
    globals()[f"Test{name}"] = type(f"Test{name}", (Held,), {"__test__": True, "kind": bad})
