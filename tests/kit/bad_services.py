"""Services with one defect each, around the service that a stranger wrote, which has none."""

from __future__ import annotations

import enum
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from framehook_replay_studio import ReplayStudio, dream
from framehook_replay_studio._files import ReplayFiles
from framehook_replay_studio._queue import ReplayQueue
from vendor import Vendor

from framehook.spi import (
    Accepted,
    Failure,
    Phase,
    Placed,
    Rejected,
    ReplyError,
    Request,
    Response,
    Send,
    Status,
    Submission,
    Ticket,
    Timeouts,
)
from framehook.testing import ServiceConformance
from framehook.transports._pair import httpx

DEFECTS: dict[str, tuple[str, type[ReplayStudio]]] = {}


def fails(test: str) -> Callable[[type[Any]], type[Any]]:
    """Put a queue, a file store or a service with a defect into a service, named by its test."""

    def make(kind: type[Any]) -> type[Any]:
        class Bad(kind if issubclass(kind, ReplayStudio) else ReplayStudio):
            def __init__(self, *args: Any, **more: Any) -> None:
                super().__init__(*args, **more)
                if issubclass(kind, ReplayQueue):
                    self._queue = kind(self.name, self._settings)
                if issubclass(kind, ReplayFiles):
                    self._files = kind(self._settings)

        DEFECTS[kind.__name__] = (test, Bad)
        return kind

    return make


def relayed(flow: Any, change: Callable[[Send], Send], heard: list[Response]) -> Any:
    """Run a flow, with its requests changed and its answers heard."""
    answer: Any = None
    while True:
        try:
            command = flow.send(answer)
        except StopIteration as stop:
            return stop.value
        is_send = isinstance(command, Send)
        answer = yield (change(command) if is_send else command)
        if is_send:
            heard.append(answer)


class Retold(ReplayQueue):
    """Tells every report in another way, asked for or streamed."""

    def retold(self, status: Status, said: str) -> Status:
        raise NotImplementedError

    def status(self, ticket: Ticket) -> Any:
        return self.retold((yield from super().status(ticket)), ticket.id)

    def watch(self, ticket: Ticket) -> Any:
        request, decoder = super().watch(ticket)

        class Decoder:
            def feed(_, data: bytes) -> list[Status]:
                return [self.retold(status, ticket.id) for status in decoder.feed(data)]

        return request, Decoder()


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


@fails("test_repeated_events_do_no_harm")
class StartlesEasily(ReplayQueue):
    """Takes an event that comes again for a job that begins again."""

    def watch(self, ticket: Ticket) -> Any:
        request, decoder = super().watch(ticket)
        seen: list[Status] = []

        class Decoder:
            def feed(_, data: bytes) -> list[Status]:
                found = decoder.feed(data)
                told = [Status(Phase.QUEUED) if each in seen else each for each in found]
                seen.extend(found)
                return told

        return request, Decoder()


@fails("test_a_broken_stream_loses_nothing")
class ExpectsEvents(ReplayQueue):
    """Has never seen the page of a proxy."""

    def watch(self, ticket: Ticket) -> Any:
        request, decoder = super().watch(ticket)

        class Decoder:
            def feed(_, data: bytes) -> list[Status]:
                if data.startswith(b"<html"):
                    raise ValueError("This is no event.")
                return decoder.feed(data)

        return request, Decoder()


@fails("test_a_forged_notification_is_refused")
class BelievesEverybody(ReplayQueue):
    """Does not look at signatures."""

    def verify(self, headers: Any, body: bytes, now: Any) -> Any:
        yield from ()
        try:
            return str(json.loads(body)["id"]), Status(Phase.RUNNING)
        except ValueError:
            raise ReplyError("This is no notification.", status=400) from None


@fails("test_a_ticket_holds_no_secret")
class SecretInTicket(ReplayQueue):
    """Wants to be able to ask from anywhere."""

    def accepted(self, call: Submission, reply: Response) -> Any:
        answer = super().accepted(call, reply)
        if isinstance(answer, Accepted):
            state = {"token": self._settings.token()}
            return answer._replace(ticket=replace(answer.ticket, state=state))
        return answer


@fails("test_the_secret_is_never_told")
class SecretInRepr(ReplayStudio):
    """Shows what it is made of."""

    def __repr__(self) -> str:
        return f"SecretInRepr(token={self._settings.given_token!r})"


@fails("test_the_secret_is_never_told")
class SecretInErrors(ReplayQueue):
    """Tells with which token it was not successful."""

    def status(self, ticket: Ticket) -> Any:
        try:
            return (yield from super().status(ticket))
        except ReplyError as exc:
            words = f"{exc.message} The token was {self._settings.token()}."
            raise ReplyError(words, status=exc.status, retryable=exc.retryable) from exc


@fails("test_the_secret_goes_to_own_hosts_only")
class SecretForEveryFile(ReplayFiles):
    """Shows the token wherever a file is."""

    def fetch(self, url: str) -> Any:
        request = yield from super().fetch(url)
        return request.with_headers(("authorization", f"Bearer {self._settings.token()}"))


@fails("test_an_upload_shows_no_secret")
class SecretForTheBucket(ReplayFiles):
    """Shows the token to whoever takes a file."""

    def place(self, data: Any, path: str) -> Any:
        mark = ("authorization", f"Bearer {self._settings.token()}")

        def show(send: Send) -> Send:
            request = send.request
            return Send(request.with_headers(mark)) if request.method == "PUT" else send

        return (yield from relayed(super().place(data, path), show, []))


@fails("test_a_forged_ticket_leads_nowhere_else")
class TrustsTickets(ReplayQueue):
    """Keeps the addresses that it was given."""

    def accepted(self, call: Submission, reply: Response) -> Any:
        answer = super().accepted(call, reply)
        if isinstance(answer, Accepted):
            state = {"get": reply.json()["urls"]["get"]}
            return answer._replace(ticket=replace(answer.ticket, state=state))
        return answer

    def _url(self, ticket: Ticket) -> str:
        return str(ticket.state.get("get") or super()._url(ticket))


@fails("test_a_foreign_url_in_an_answer_gets_no_secret")
class TrustsAnswers(ReplayQueue):
    """Asks again where the answer says, with the token in the hand."""

    def status(self, ticket: Ticket) -> Any:
        heard: list[Response] = []
        status = yield from relayed(super().status(ticket), lambda send: send, heard)
        mark = (("authorization", f"Bearer {self._settings.token()}"),)
        yield from Send(Request("GET", heard[-1].json()["urls"]["get"], mark))
        return status


@fails("test_an_upload_streams")
class ReadsWholeFiles(ReplayFiles):
    """Takes the file into its hand."""

    def place(self, data: Any, path: str) -> Any:
        whole = b"".join(data.source.open())
        url = f"{self._settings.api}/v1/files"
        wish = {"name": data.source.name, "content_type": data.media_type}
        reply = yield from Send(Request.with_json("POST", url, wish, repeatable=True))
        said = reply.json() if reply.is_success and reply.body.endswith(b"}") else {}
        if "upload_url" not in said:
            return (yield from super().place(data, path))
        yield from Send(Request("PUT", said["upload_url"], body=whole, signed=False))
        return Placed(said["url"])


class Quiet:
    """An asynchronous transport that leaves the logs out."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.schemes, self.close = inner.schemes, inner.close

    async def send(self, request: Request, timeout: float) -> Response:
        reply = await self.inner.send(request, timeout)
        return reply._replace(body=reply.body.replace(b'"logs"', b'"lost"'))

    async def open(self, request: Request, timeout: float) -> Any:
        url = request.url.replace("/stream", "/none")
        return await self.inner.open(replace(request, url=url), timeout)


@fails("test_both_colours_tell_the_same")
class TwoFaced(ReplayStudio):
    """Is quieter in one colour than in the other."""

    def transports(self) -> Any:
        blocking, asynchronous = httpx(Timeouts())
        return blocking, lambda: Quiet(asynchronous())


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
