"""Where the secret of a service must not be."""

from __future__ import annotations

__all__ = ("SecretTests",)

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ..errors import FramehookError
from ..spi import Json, Request, Ticket
from ._claim import claim
from ._service_fault import altered, answering
from ._service_setting import ServiceSetting
from ._service_tap import ELSEWHERE, Exchange
from ._service_trial import Trial

FORGED_IDS = ("../../v1/keys?x=", "a/b", "https://elsewhere.invalid/x", "x y\n", "..")


class SecretTests(ServiceSetting):
    """The secret goes to the service's own hosts, and nowhere else."""

    @claim(
        "required",
        why="Tickets and ledgers are stored, mailed and shown.",
        mend="Keep in the ticket what finds the job, and nothing that opens it.",
    )
    def test_a_ticket_holds_no_secret(self, trial: Trial) -> Iterator[str]:
        """Neither the ticket nor the ledger has the secret in it."""
        secret = self._secret(trial)
        job = trial.submit(self.arguments)
        if secret in json.dumps(job.ticket):
            yield f"It stands in the ticket: {list(job.ticket['state'])}"
        elif secret in " ".join(repr(line) for line in trial.ledger.events(limit=1000)):
            yield "It stands in the ledger."

    @claim(
        "required",
        why="What can be printed ends in logs, in reports of faults and on screens.",
        mend="Give the service a __repr__ without it, and keep it out of sentences.",
    )
    def test_the_secret_is_never_told(
        self, asking: Trial, caplog: pytest.LogCaptureFixture
    ) -> Iterator[str]:
        """The secret stands in no repr, no error, no event and no line of log."""
        secret = self._secret(asking)
        service, found = asking.service, {}
        with caplog.at_level(logging.DEBUG, logger="framehook"):
            found["an error"] = _whole(asking.attempt(self.arguments))
            asking.wire.fail("status", *[answering("500", 500, b"{}")] * 20)
            found["an error after a failed question"] = _whole(asking.attempt(self.arguments))
            asking.wire.fail("submit", answering("403", 403, b'{"detail": "No."}'))
            found["an error after a refusal"] = _whole(asking.attempt(self.arguments))
        inner = service._inner  # noqa: SLF001 - the service itself is meant, not its witness.
        for thing in (inner, inner.queue, inner.files):
            found[f"the repr of {type(thing).__name__}"] = f"{thing!r} {thing}"
        found["an event"] = " ".join(map(repr, asking.events))
        found["the log"] = caplog.text
        yield from (f"It stands in {place}." for place, text in found.items() if secret in text)

    @claim(
        "required",
        why="Whoever owns another host owns the account, from then on.",
        mend="Add the secret in `authorize` alone: core asks it for the service's hosts only.",
    )
    def test_the_secret_goes_to_own_hosts_only(self, trial: Trial, tmp_path: Path) -> Iterator[str]:
        """No other host sees the secret: not for a file, and not for a URL in an answer."""
        secret = self._secret(trial)
        end = trial.attempt(self.arguments)
        if not isinstance(end, FramehookError):
            trial.done(end.save, tmp_path / "made")
        seen = [each.request for each in trial.wire.exchanges if each.visit != "place"]
        request = trial.flow(trial.service.files.fetch(f"https://{ELSEWHERE}/film.mp4"))
        seen.append(trial.signed(request))
        yield from _leaks(seen, trial, secret)

    @claim(
        "required",
        why="An upload goes to a bucket that keeps what it is sent, headers included.",
        mend="Put files with Request(…, signed=False), and let the address alone give leave.",
    )
    def test_an_upload_shows_no_secret(self, trial: Trial) -> Iterator[str]:
        """The place that takes a file does not see the secret."""
        secret = self._secret(trial)
        trial.done(trial.client.upload, b"RIFF\x04\x00\x00\x00WAVE")
        yield from _leaks([each.request for each in trial.wire.of("place")], trial, secret)

    @claim(
        "required",
        why="Tickets come back from outside: whoever changes one must not lead the secret away.",
        mend="Make URLs of your own host and the quoted id; take none from a ticket unchecked.",
    )
    def test_a_forged_ticket_leads_nowhere_else(self, asking: Trial) -> Iterator[str]:
        """A ticket that was tampered with leads to no other host and to no other path."""
        ticket = Ticket.from_json(asking.submit(self.arguments).ticket)
        asking.done(asking.client.resume(ticket, self.endpoint).status)
        known = {each.request.host for each in asking.wire.exchanges}
        honest = len(asking.wire.exchanges)
        away = f"https://{ELSEWHERE}/x"
        state: dict[str, Json] = dict.fromkeys(("url", "get", "cancel", *ticket.state), away)
        state["urls"] = {"get": away, "cancel": away, "stream": away}
        forged = [replace(ticket, state=state), *(replace(ticket, id=each) for each in FORGED_IDS)]
        for each in forged:
            self._ask_all(asking, each)
        for exchange in asking.wire.exchanges[honest:]:
            if exchange.request.host not in known:
                yield f"It led to {exchange.request.host}."
            elif _climbs(exchange):
                yield f"It led to {exchange.request.url}."

    @claim(
        "required",
        why="An answer may be made by someone in between, or by a vendor that was broken into.",
        mend="Follow a URL of an answer only to your own hosts, or with signed=False.",
    )
    def test_a_foreign_url_in_an_answer_gets_no_secret(self, asking: Trial) -> Iterator[str]:
        """An answer that names URLs on another host does not lead the secret there."""
        secret = self._secret(asking)
        own = {host.encode() for host in asking.service.hosts}

        def lead_away(body: bytes) -> bytes:
            for host in own:
                body = body.replace(host, ELSEWHERE.encode())
            return body

        away = altered("leads away", lead_away)
        for visit in ("submit", "status", "result", "place"):
            asking.wire.fail(visit, *[away] * 20)
        asking.attempt(self.arguments)
        yield from _leaks([each.request for each in asking.wire.exchanges], asking, secret)

    def _secret(self, trial: Trial) -> str:
        secret = trial.secret()
        if not secret:
            pytest.skip("The service has no secret.")
        return secret

    def _ask_all(self, trial: Trial, ticket: Ticket) -> None:
        job = trial.client.resume(ticket, self.endpoint)
        for method in (job.status, job.cancel):
            try:
                trial.done(method)
            except Exception:  # noqa: BLE001, S112 - where it led is the question, not how it ended.
                continue


def _climbs(exchange: Exchange) -> bool:
    path = exchange.request.url.partition("?")[0]
    steps = path.split("/")
    return ".." in steps or "\n" in exchange.request.url or " " in exchange.request.url


def _whole(error: object) -> str:
    said = []
    while isinstance(error, BaseException):
        said += [str(error), repr(error), str(getattr(error, "hint", ""))]
        error = error.__cause__ or error.__context__
    return " ".join(said)


def _leaks(requests: list[Request], trial: Trial, secret: str) -> Iterator[str]:
    for request in requests:
        body = request.body if isinstance(request.body, bytes) else b""
        told = f"{request.url} {request.headers}"
        is_there = secret in told or secret.encode() in body
        if is_there and request.host not in trial.service.hosts:
            yield f"{request.method} to {request.host} has it."
