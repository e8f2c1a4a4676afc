"""The application that receives notifications, and calls that it finds again."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from dream import dream
from fal_notice import NOW, OK, packed, verifier

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import TransportError
from framehook.testing._server import Act
from framehook_fal import Hosts, webhooks
from framehook_fal._correlation import attempt_in
from framehook_fal.webhooks import Receiver, Verifier


class Application:
    """An ASGI server for one application and one request at a time."""

    def __init__(self, application):
        self.application = application

    def post(self, headers, body, query="", method="POST", pieces=2):
        size = max(1, -(-len(body) // pieces))
        parts = [body[n : n + size] for n in range(0, len(body), size)] or [b""]
        messages = [
            {"type": "http.request", "body": part, "more_body": n < len(parts) - 1}
            for n, part in enumerate(parts)
        ]
        scope = {
            "type": "http",
            "method": method,
            "path": "/",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        return self.run(scope, messages)[0]["status"]

    def run(self, scope, messages):
        sent = []

        async def receive():
            return messages.pop(0)

        async def send(message):
            sent.append(message)

        asyncio.run(self.application(scope, receive, send))
        return sent


@pytest.fixture
def lost(make_client, world):
    """A call whose answer was lost, and its webhook's query."""
    ledger = MemoryLedger()
    world.api.play(world.submit, [Act.TAKE, Act.RESET])
    client = make_client(service=world.service(webhook_secret="s"), ledger=ledger)
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        client.submit(dream(prompt="x"), webhook_url="https://hooks.example/")
    (paid,) = world.sent(world.submit)
    hook = parse_qs(urlsplit(paid.target).query)["fal_webhook"][0]
    return ledger, caught.value.intent, urlsplit(hook).query


def receiver(ledger, signer, **more):
    told = []
    made = Receiver(
        ledger=ledger, verifier=verifier(signer), secret="s", on_delivery=told.append, **more
    )
    return Application(made), told


def test_a_lost_call_is_adopted(lost, signer):
    """The label leads back to it; a repetition is thanked for and not told again."""
    ledger, key, query = lost
    application, told = receiver(ledger, signer)
    body = packed(OK)
    for _ in range(2):
        assert application.post(signer.headers(body, "r1", now=NOW), body, query) == 200
    (delivery,) = told
    assert (delivery.intent, delivery.is_adopted, delivery.is_double) == (key, True, False)
    intent = ledger.get(key)
    assert (intent.state.value, intent.ticket.id) == ("submitted", "r1")
    # By it the result finds its entry.
    assert intent.ticket.intent == key
    (kept,) = ledger.notices(key)
    assert (kept["job"], kept["result"]) == ("r1", OK["payload"])
    other = packed({**OK, "request_id": "r2", "gateway_request_id": "r2"})
    assert application.post(signer.headers(other, "r2", now=NOW), other, query) == 200
    assert told[-1].is_double
    (stray,) = [line for line in ledger.events(key=key) if line.kind == "stray"]
    assert stray.data["ticket"]["id"] == "r2"
    assert ledger.get(key).ticket.id == "r1"


def test_a_forged_label_leads_nowhere(lost, signer):
    """Somebody else's request does not become ours."""
    ledger, key, _ = lost
    application, told = receiver(ledger, signer)
    body = packed(OK)
    headers = signer.headers(body, "r1", now=NOW)
    assert application.post(headers, body, f"framehook={key}-1.{'0' * 32}") == 200
    assert told[0].intent is None
    assert ledger.get(key).state.value == "unknown"
    assert application.post(headers, body) == 200
    assert len(told) == 1


def test_a_known_job_is_found_by_its_id(make_client, world, signer):
    """Without a label, the id of the request is enough."""
    ledger = MemoryLedger()
    job = make_client(service=world.service(), ledger=ledger).submit(dream(prompt="x"))
    application, told = receiver(ledger, signer)
    body = packed({**OK, "request_id": job.id})
    assert application.post(signer.headers(body, job.id, now=NOW), body) == 200
    assert told[0].intent == job.ticket["intent"]
    assert not told[0].is_double


def test_what_is_not_a_notification_is_refused(signer):
    """Nothing is told, and the status says why."""
    application, told = receiver(None, signer)
    body = packed(OK)
    assert application.post({}, body) == 401
    assert application.post(signer.headers(b"[]", "r1", now=NOW), b"[]") == 400
    assert application.post({}, b"", method="GET") == 405
    assert application.post({}, b"x" * (33 << 20)) == 413
    assert told == []


def test_a_notification_that_cannot_be_taken_comes_again(signer):
    """Without keys or a ledger the answer is 503, so that fal tries again."""

    class Broken:
        def send(self, request, timeout):
            raise TransportError("No way.")

        def close(self):
            pass

    naps = []
    checker = Verifier(transport=Broken, now=lambda: NOW, hosts=Hosts(), sleep=naps.append)
    body = packed(OK)
    application = Application(Receiver(verifier=checker))
    assert application.post(signer.headers(body, "r1", now=NOW), body) == 503
    assert len(naps) == 2


def test_a_callback_may_wait(signer):
    """A coroutine function is awaited."""
    told = []

    async def on_delivery(delivery):
        await asyncio.sleep(0)
        told.append(delivery.notice.request_id)

    application = Application(Receiver(verifier=verifier(signer), on_delivery=on_delivery))
    body = packed(OK)
    assert application.post(signer.headers(body, "r1", now=NOW), body) == 200
    assert told == ["r1"]


def test_it_lives_as_an_application_does(signer):
    """Start and end of a server are answered; other protocols are not spoken."""
    application = Application(Receiver(verifier=verifier(signer)))
    sent = application.run(
        {"type": "lifespan"}, [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    )
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    with pytest.raises(ValueError, match="websocket"):
        application.run({"type": "websocket"}, [])


def test_the_names_are_public():
    """What applications need stands in one module."""
    assert all(hasattr(webhooks, name) for name in webhooks.__all__)


def test_the_environment_says_what_labels_are_signed_with(make_client, world, monkeypatch):
    """A receiver with the same secret trusts the label; one with another does not."""
    monkeypatch.setenv("FRAMEHOOK_FAL_WEBHOOK_SECRET", "of the environment")
    world.api.play(world.submit, [Act.TAKE, Act.RESET])
    client = make_client(service=world.service(), ledger=MemoryLedger())
    with pytest.raises(errors.SubmissionUnknownError) as caught:
        client.submit(dream(prompt="x"), webhook_url="https://hooks.example/")
    (paid,) = world.sent(world.submit)
    query = urlsplit(parse_qs(urlsplit(paid.target).query)["fal_webhook"][0]).query
    attempt = attempt_in(query, "of the environment")
    assert attempt is not None
    assert attempt.startswith(caught.value.intent)
    assert attempt_in(query, "another") is None
