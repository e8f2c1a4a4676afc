"""The webhooks of the simulation, with a real receiver."""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from framehook_fal.sim import Fault, Outcome, refused


class _Receiver:
    """Takes webhooks and answers with the statuses of a script, the last one for good."""

    def __init__(self, *statuses):
        self.got = queue.Queue()
        left = list(statuses)
        receiver = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.put(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.send_header("location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook?x=1"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc):
        self._server.shutdown()
        self._server.server_close()

    def next(self):
        return self.got.get(timeout=10)


def _submit(http, fal, receiver, name="fal-ai/x"):
    url = f"{fal.base_urls.queue}/{name}"
    return http.post(url, json={"n": 1}, params={"fal_webhook": receiver.url}).json()


def _verify(http, fal, headers, body):
    keys = http.get(f"{fal.base_urls.rest}/.well-known/jwks.json").json()["keys"]
    digest = hashlib.sha256(body).hexdigest()
    names = ("request-id", "user-id", "timestamp")
    message = "\n".join([*(headers[f"x-fal-webhook-{name}"] for name in names), digest])
    raw = base64.urlsafe_b64decode(keys[-1]["x"] + "=")
    signature = bytes.fromhex(headers["x-fal-webhook-signature"])
    Ed25519PublicKey.from_public_bytes(raw).verify(signature, message.encode())


def test_a_webhook_is_signed_and_comes_once(fal, http, time):
    """It names the request, has the payload, and its signature is good."""
    with _Receiver(200) as receiver:
        told = _submit(http, fal, receiver)
        time.advance(1)
        headers, body = receiver.next()
        _verify(http, fal, headers, body)
        assert json.loads(body) == {
            "request_id": told["request_id"],
            "gateway_request_id": told["request_id"],
            "status": "OK",
            "payload": {"echo": {"n": 1}},
        }
        assert abs(int(headers["x-fal-webhook-timestamp"]) - time.now()) < 2
    assert receiver.got.empty()


def test_a_failure_is_told_too(fal, http, time):
    """The status is ERROR, and the payload what the model said."""
    fal.answer("fal-ai/x", refused("one_of", "no"))
    fal.answer("fal-ai/raw", Outcome(raw=b"\x00"))
    with _Receiver(200) as receiver:
        _submit(http, fal, receiver)
        time.advance(1)
        told = json.loads(receiver.next()[1])
        assert (told["status"], told["error"]) == ("ERROR", "Invalid status code: 422")
        assert told["payload"]["detail"][0]["type"] == "one_of"
        _submit(http, fal, receiver, "fal-ai/raw")
        time.advance(1)
        told = json.loads(receiver.next()[1])
        assert (told["payload"], told["status"]) == (None, "OK")
        assert "not JSON serializable" in told["payload_error"]


def test_it_comes_again_until_somebody_takes_it(fal, http, time):
    """Anything but 2xx, redirects among it, is tried again later."""
    with _Receiver(500, 302, 204) as receiver:
        told = _submit(http, fal, receiver)
        time.advance(1)
        bodies = [receiver.next()[1]]
        for _ in range(2):
            while receiver.got.empty():
                time.advance(1)
            bodies.append(receiver.next()[1])
        assert len(set(bodies)) == 1
        while not fal.truth.webhooks:
            pass
    assert fal.truth.webhooks == {told["request_id"]: 1}


@pytest.mark.parametrize(
    ("kind", "count"), [("webhook-duplicated", 2), ("webhook-late", 1), ("webhook-forged", 2)]
)
def test_faults_of_webhooks(fal, http, time, kind, count):
    """They come twice, late, or after a forged one whose signature is false."""
    fal.faults.add(Fault(kind=kind, seconds=60))
    with _Receiver(200) as receiver:
        _submit(http, fal, receiver)
        time.advance(1)
        if kind == "webhook-late":
            assert receiver.got.empty()
            while receiver.got.empty():
                time.advance(60)
        got = [receiver.next() for _ in range(count)]
        _verify(http, fal, *got[-1])
        if kind == "webhook-forged":
            with pytest.raises(InvalidSignature):
                _verify(http, fal, *got[0])
    assert [one.kind for one in fal.truth.met] == [kind]


def test_a_lost_webhook_never_comes(fal, http, time):
    """Whoever relies on it alone waits for ever; the status says the truth."""
    fal.faults.add(Fault(kind="webhook-lost"))
    with _Receiver(200) as receiver:
        told = _submit(http, fal, receiver)
        time.advance(9999)
        assert http.get(told["status_url"]).status_code == 404
    assert (receiver.got.empty(), fal.truth.webhooks) == (True, {})


def test_keys_rotate(fal, http, time):
    """The new key signs, the old one stays published."""
    fal.signer.rotate()
    with _Receiver(200) as receiver:
        _submit(http, fal, receiver)
        time.advance(1)
        _verify(http, fal, *receiver.next())
    keys = http.get(f"{fal.base_urls.rest}/.well-known/jwks.json").json()["keys"]
    assert (len(keys), {key["crv"] for key in keys}) == (2, {"Ed25519"})


def test_nobody_there(fal, http, time):
    """A receiver that is not there, and a URL that is none, harm nobody."""
    for url in ("http://127.0.0.1:9/x", "ftp://x/y", "http://127.0.0.1:99999/"):
        http.post(f"{fal.base_urls.queue}/a/b", json={}, params={"fal_webhook": url})
    time.advance(100)
    assert fal.truth.webhooks == {}
