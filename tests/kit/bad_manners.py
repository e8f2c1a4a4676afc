"""Services that believe, show or hold too much, with one defect each."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from defect import fails, relayed
from framehook_replay_studio import ReplayStudio
from framehook_replay_studio._files import ReplayFiles
from framehook_replay_studio._queue import ReplayQueue

from framehook.spi import (
    Accepted,
    Phase,
    Placed,
    ReplyError,
    Request,
    Response,
    Send,
    Status,
    Submission,
    Ticket,
    Timeouts,
)
from framehook.transports._pair import httpx


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
