"""Notifications: checked before they are read, taken once, and led back to their call."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from fal_notice import NOW, OK, packed, verifier

from framehook import errors
from framehook.spi import Failure, Payload, Phase, Response, Send
from framehook.testing import LoopbackServer
from framehook.testing._server import reply
from framehook_fal import Hosts
from framehook_fal._correlation import attempt_in, labelled
from framehook_fal._jwks import public_keys
from framehook_fal._queue import FalQueue
from framehook_fal.webhooks import Signer, Verifier, verify

JWKS = "/rest/.well-known/jwks.json"


def test_a_notification_of_fal_is_read(signer):
    """The signature fits: both ids, the user, the time and the payload are there."""
    body = packed(OK)
    notice = verifier(signer).verify(signer.headers(body, "r1", now=NOW), body)
    assert (notice.ids, notice.user_id, notice.ok) == ({"r1", "g1"}, "user", True)
    assert notice.sent == int(NOW.timestamp())
    assert notice.status.phase is Phase.ENDED
    assert notice.status.outcome == Payload(OK["payload"])
    upper = {name.upper(): value for name, value in signer.headers(body, "r1", now=NOW).items()}
    assert verifier(signer).verify(upper, body) == notice
    assert "x.example" not in repr(notice)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"x-fal-webhook-request-id": "r2"}, "signature"),
        ({"x-fal-webhook-user-id": "other"}, "signature"),
        ({"x-fal-webhook-timestamp": str(int(NOW.timestamp()) + 1)}, "signature"),
        ({"x-fal-webhook-timestamp": str(int(NOW.timestamp()) - 301)}, "300 seconds"),
        ({"x-fal-webhook-timestamp": str(int(NOW.timestamp()) + 301)}, "300 seconds"),
        ({"x-fal-webhook-timestamp": "now"}, "timestamp"),
        ({"x-fal-webhook-timestamp": "²"}, "timestamp"),
        ({"x-fal-webhook-signature": "00" * 64}, "signature"),
        ({"x-fal-webhook-signature": "00"}, "signature"),
        ({"x-fal-webhook-signature": "xyz"}, "signature"),
        ({"x-fal-webhook-signature": ""}, "x-fal-webhook-signature"),
        ({"x-fal-webhook-user-id": ""}, "x-fal-webhook-user-id"),
        ({"x-fal-webhook-request-id": ""}, "x-fal-webhook-request-id"),
        ({"x-fal-webhook-timestamp": ""}, "x-fal-webhook-timestamp"),
    ],
)
def test_what_was_changed_is_refused(signer, change, match):
    """Each header is signed or decides."""
    body = packed(OK)
    headers = {**signer.headers(body, "r1", now=NOW), **change}
    with pytest.raises(errors.ReplyError, match=match) as caught:
        verifier(signer).verify(headers, body)
    assert caught.value.status == 401


def test_a_changed_body_is_refused(signer):
    """The body counts byte for byte."""
    body = packed(OK)
    headers = signer.headers(body, "r1", now=NOW)
    with pytest.raises(errors.ReplyError, match="signature"):
        verifier(signer).verify(headers, body + b" ")
    with pytest.raises(errors.ReplyError, match="signature"):
        verifier(Signer()).verify(headers, body)


def test_a_notification_for_someone_else_is_refused(signer):
    """The signature says that fal sent it, not for whom."""
    body = packed(OK)
    headers = signer.headers(body, "r1", user_id="them", now=NOW)
    with pytest.raises(errors.ReplyError, match="another user"):
        verifier(signer, user_id="me").verify(headers, body)


def test_a_signed_body_that_is_no_object_is_refused(signer):
    """Only then it is read."""
    for body in (b"[]", b"{", b""):
        with pytest.raises(errors.ReplyError, match="no JSON object"):
            verifier(signer).verify(signer.headers(body, "r1", now=NOW), body)


@pytest.mark.parametrize(
    ("value", "kind", "code", "path"),
    [
        (
            {
                "status": "ERROR",
                "error": "Invalid status code: 422",
                "payload": {"detail": [{"loc": ["body", "p"], "msg": "no", "type": "missing"}]},
            },
            "input",
            "missing",
            "/p",
        ),
        ({"status": "ERROR", "error": "Invalid status code: 500"}, "service", "", ""),
        (
            {
                "status": "ERROR",
                "error": "x",
                "payload": {"detail": "gone", "error_type": "runner_disconnected"},
            },
            "service",
            "runner_disconnected",
            "",
        ),
    ],
)
def test_a_failure_is_told(signer, value, kind, code, path):
    """The error document of the payload, or the words beside it."""
    body = packed(value)
    notice = verifier(signer).verify(signer.headers(body, "r1", now=NOW), body)
    failure = notice.status.outcome
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.code, failure.path) == (kind, code, path)
    assert notice.request_id == "r1"


def test_a_payload_that_was_left_out_is_to_be_fetched(signer):
    """Without a payload the end is known, but not how."""
    body = packed({"request_id": "r1", "status": "OK", "payload": None, "payload_error": "large"})
    notice = verifier(signer).verify(signer.headers(body, "r1", now=NOW), body)
    assert (notice.status.outcome, notice.error) == (None, "large")


@pytest.mark.parametrize(
    "entry",
    [
        {"kty": "RSA", "crv": "Ed25519", "x": "A" * 43},
        {"kty": "OKP", "crv": "X25519", "x": "A" * 43},
        {"kty": "OKP", "crv": "Ed25519", "x": "short"},
        {"kty": "OKP", "crv": "Ed25519", "x": "!" * 43},
        {"kty": "OKP", "crv": "Ed25519"},
        "key",
    ],
)
def test_other_keys_are_left_out(signer, entry):
    """One bad key does not spoil the others; padding is welcome and not needed."""
    (good,) = signer.jwks["keys"]
    padded = {**good, "x": good["x"] + "="}
    assert len(public_keys({"keys": [entry, good, padded]})) == 2
    assert public_keys({"keys": None}) == []


def test_keys_are_fetched_once_a_day(signer):
    """And once more for a signature that does not fit, but not all the time."""
    with LoopbackServer() as server:
        other = Signer()
        headers = [("Content-Type", "application/json")]
        answers = [[reply(200, packed(each.jwks), headers)] for each in (other, signer)]
        server.play(JWKS, [reply(503)], *answers)
        time = [NOW]
        hosts, naps = Hosts(rest=f"{server.url}/rest"), []
        checker = Verifier(hosts=hosts, now=lambda: time[0], sleep=naps.append)
        body = packed(OK)
        with pytest.raises(errors.ReplyError, match="signature"):
            checker.verify(signer.headers(body, "r1", now=time[0]), body)
        assert len(server.received) == 2
        assert naps == [0.5]
        time[0] += timedelta(minutes=2)
        assert checker.verify(signer.headers(body, "r1", now=time[0]), body).ok
        time[0] += timedelta(hours=23)
        assert checker.verify(signer.headers(body, "r1", now=time[0]), body).ok
        assert len(server.received) == 3
        time[0] += timedelta(hours=2)
        assert checker.verify(signer.headers(body, "r1", now=time[0]), body).ok
        assert len(server.received) == 4
        server.play(JWKS, [reply(200, b'{"keys": []}', headers)])
        time[0] += timedelta(hours=25)
        with pytest.raises(errors.ReplyError, match="no key"):
            checker.verify(signer.headers(body, "r1", now=time[0]), body)
        assert {got.header("authorization") for got in server.received} == {None}


def test_a_forged_notification_asks_for_no_keys_without_end(signer):
    """What is refused for another reason than its signature costs no question."""
    queue = FalQueue(Hosts, service="fal")
    body = packed(OK)
    answer = Response(200, {}, packed(signer.jwks), "")
    flow = queue.verify({}, body, NOW)
    command = flow.send(None)
    assert isinstance(command, Send)
    assert command.request.url == "https://rest.fal.ai/.well-known/jwks.json"
    assert not command.request.signed
    with pytest.raises(errors.ReplyError):
        flow.send(answer)
    good = queue.verify(signer.headers(body, "r1", now=NOW), body, NOW)
    with pytest.raises(StopIteration) as stop:
        good.send(None)
    assert (stop.value.value[0], stop.value.value[1].phase) == ("r1", Phase.ENDED)


def test_the_shared_verifier_asks_fal(signer, monkeypatch):
    """`verify` needs nothing but the notification."""
    body = packed(OK)
    with LoopbackServer() as server:
        server.play(JWKS, [reply(200, packed(signer.jwks))])
        monkeypatch.setenv("FAL_REST_HOST", f"{server.url}/rest")
        for _ in range(2):
            assert verify(signer.headers(body, "r1"), body, user_id="user").ok
        assert len(server.received) == 1


def test_without_the_extra_there_is_a_way_out(signer, monkeypatch):
    """The error names the command."""
    body = packed(OK)
    headers = signer.headers(body, "r1", now=NOW)
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(errors.ConfigurationError, match="not installed") as caught:
        verifier(signer).verify(headers, body)
    assert "framehook-fal[webhooks]" in caught.value.hint


@pytest.mark.parametrize("secret", [None, "s"])
def test_the_label_leads_back(secret):
    """It stands in the query beside what is there, once."""
    url = labelled("https://x.example/hook?a=1&framehook=old#part", "key-1", secret)
    query = url.partition("?")[2]
    assert url.startswith("https://x.example/hook?a=1&framehook=key-1")
    assert query.count("framehook=") == 1
    assert attempt_in(query, secret) == "key-1"
    assert attempt_in("a=1", secret) is None


def test_a_label_cannot_be_forged():
    """With a secret, only our own labels count."""
    query = labelled("https://x.example/", "key-1", "s").partition("?")[2]
    assert attempt_in(query, "other") is None
    assert attempt_in("framehook=key-1", "s") is None
    assert attempt_in("framehook=key-1.ß", "s") is None
