"""What does not pass the proxy."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from framehook.errors import ConfigurationError, SecretMissingError
from framehook.testing import LoopbackServer
from framehook.testing._server import reply as scripted
from framehook_fal import Hosts
from framehook_fal.proxy import Proxy

GOOD = "https://queue.fal.run/a/b"

BAD_TARGETS = [
    "",
    "nonsense",
    "http://queue.fal.run/a/b",
    "ftp://queue.fal.run/a/b",
    "file:///etc/passwd",
    "https://evil.example/a/b",
    "https://queue.fal.run.evil.example/a/b",
    "https://evil.example/queue.fal.run/a/b",
    "https://queue.fal.run@evil.example/a/b",
    "https://user:pass@queue.fal.run/a/b",
    "https://queue.fal.run:pass@evil.example/a/b",
    "https://evil.example\\@queue.fal.run/a/b",
    "https://queue.fal.run\\.evil.example/a/b",
    "https://queue.fal.run:444/a/b",
    "https://queue.fal.run:x/a/b",
    "https://queue.fal.run./a/b",
    "https://127.0.0.1/a/b",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/queue/a/b",
    "http://[::1/queue/a/b",
    "https://api.fal.ai/v1/models/usage",
    "https://v3.fal.media/files/b/x/y",
    "//queue.fal.run/a/b",
    "https://queue.fal.run/a/b#fragment",
    "https://queue.fal.run/a/../c/d",
    "https://queue.fal.run/a/./b",
    "https://queue.fal.run/a//b",
    "https://queue.fal.run/a/%2e%2e/b",
    "https://queue.fal.run/a%2Fb",
    "https://queue.fal.run/a/b c",
    "https://queue.fal.run/a",
    "https://queue.fal.run/",
    "https://queue.fal.run/a/b/requests",
    "https://queue.fal.run/a/b/requests/r/other",
    "https://queue.fal.run/a/b/requests/r;x",
    "https://fal.run/a/b/realtime",
    "https://fal.run/a/b/requests/r/status",
    "https://rest.fal.ai/users/me",
    "https://rest.fal.ai/tokens/",
    "https://queue.fal.run/other/b",
    "https://queue.fal.run/other/b/requests/r",
]


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_other_targets(fal, serve, ask, target):
    """Other schemes, hosts, ports, users, paths and endpoints are refused, whatever the method."""
    base = serve(endpoints=["a/b"])
    for method in ("POST", "GET", "PUT"):
        assert ask(base, method, target).status_code in {400, 405}
    assert ask(base, "POST", target).status_code in {400, 405}
    assert sum(fal.truth.requests.values()) == 0


@pytest.mark.parametrize("webhook", ["http%3A%2F%2Fevil.example%2F", "nonsense", ""])
def test_reports_in_the_clear(fal, serve, ask, webhook):
    """A webhook is held to what our own client holds it to."""
    base = serve(endpoints=["a/b"])
    reply = ask(base, "POST", f"{GOOD}?fal_webhook={webhook}", json={})
    assert (reply.status_code, "webhook" in reply.text) == (400, True)
    assert sum(fal.truth.requests.values()) == 0
    safe = f"{GOOD}?fal_webhook=https%3A%2F%2Fapp.example%2Fdone"
    assert ask(base, "POST", safe, json={}).status_code == 200


def test_names_in_capitals_are_the_same_names(fal, serve, ask):
    """Scheme and host have no case, and go to the configured server all the same."""
    base = serve(endpoints=["a/b"])
    assert ask(base, "POST", "HTTPS://QUEUE.FAL.RUN/a/b", json={}).status_code == 200
    assert ask(base, "POST", "https://queue.fal.run/A/B", json={}).status_code == 400


def test_no_target(serve, ask):
    """Without the header, and on no path of its own, there is nothing to forward."""
    reply = ask(serve(endpoints=["**"]), "POST", None, json={})
    assert (reply.status_code, reply.json()["error_type"]) == (400, "bad_request")


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "HEAD", "PUT"])
def test_other_methods(fal, serve, ask, method):
    """A method that the target does not have is refused, and it is said which it has."""
    reply = ask(serve(endpoints=["a/b"]), method, GOOD)
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET, POST")
    assert sum(fal.truth.requests.values()) == 0


def test_a_link_pays_nothing(fal, serve, ask, token):
    """Without the header, which no link has, a paid call is a POST of JSON."""
    base, headers = serve(endpoints=["a/b"]), {"authorization": f"Bearer {token}"}
    assert httpx.get(f"{base}/run/a/b?n=1", headers=headers).status_code == 405
    plain = {**headers, "content-type": "text/plain"}
    assert httpx.post(f"{base}/run/a/b", content=b"{}", headers=plain).status_code == 415
    assert httpx.post(f"{base}/run/a/b", json={}, headers=headers).status_code == 200
    assert len(fal.truth.paid) == 1


@pytest.mark.parametrize("given", [None, "", "wrong", "a-long-shared-secret-and-more"])
def test_strangers(fal, serve, ask, given):
    """Who has not the secret gets nothing."""
    assert ask(serve(endpoints=["a/b"]), "POST", GOOD, token=given, json={}).status_code == 401
    assert sum(fal.truth.requests.values()) == 0


@pytest.mark.parametrize(
    "headers",
    [
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("host", "evil.example")],
        [("x-forwarded-for", "203.0.113.7")],
    ],
)
def test_pages_from_elsewhere(fal, serve, ask, headers):
    """Without a secret only this machine is served, and no page or proxy that came through it."""
    base = serve(token=None, endpoints=["a/b"])
    assert ask(base, "POST", GOOD, token=None, headers=headers, json={}).status_code == 401
    assert sum(fal.truth.requests.values()) == 0
    own = [("origin", "http://localhost:3000")]
    assert ask(base, "POST", GOOD, token=None, headers=own, json={}).status_code == 200


def test_a_function_says_who_asks(fal, serve, ask):
    """Its answer may be awaited; without a name nothing passes."""

    async def authenticate(scope):
        return dict(scope["headers"]).get(b"x-user", b"").decode() or None

    base = serve(token=None, authenticate=authenticate, endpoints=["a/b"])
    named = [("x-user", "ada")]
    assert ask(base, "POST", GOOD, token="x", json={}).status_code == 401
    assert ask(base, "POST", GOOD, token="x", headers=named, json={}).status_code == 200


def test_long_bodies(fal, serve, ask):
    """A long body is refused, with or without a length before it."""
    base = serve(endpoints=["a/b"], max_body=100)
    assert ask(base, "POST", GOOD, json={"q": "x" * 200}).status_code == 413
    kind = [("content-type", "application/json")]
    pieces = iter([b'{"q": "', b"x" * 200, b'"}'])
    assert ask(base, "POST", GOOD, headers=kind, content=pieces).status_code == 413
    assert fal.truth.paid == ()


@pytest.mark.parametrize(
    "line",
    [
        b"x-fal-hint: a\rx-evil: 1",
        b"x-fal-hint: a\nx-evil: 1",
        b"x-fal-hint: \x00",
        b"x-fal-hint: \xe9t\xe9",
        b"x-fal-h int: a",
        b"x-fal-target-url: https://evil.example/a/b",
    ],
)
def test_headers_cannot_be_smuggled(fal, serve, line, token):
    """A second target, a second line in a header, and bytes that none may have."""
    base = urlsplit(serve(endpoints=["a/b"]))
    head = (
        f"POST /p HTTP/1.1\r\nhost: {base.netloc}\r\nx-fal-target-url: {GOOD}\r\n"
        f"authorization: Key {token}\r\ncontent-length: 2\r\ncontent-type: application/json\r\n"
    )
    with socket.create_connection((base.hostname, base.port), timeout=10) as connection:
        connection.sendall(head.encode() + line + b"\r\nconnection: close\r\n\r\n{}")
        answer = connection.recv(1 << 16)
    assert answer.split(b" ", 2)[1] == b"400"
    assert sum(fal.truth.requests.values()) == 0


def test_what_an_upstream_may_not_do(serve, ask):
    """A redirect is not followed or handed on; cookies, leave and the key are not either."""
    headers = [
        ("Content-Type", "application/json"),
        ("Set-Cookie", "a=1"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Echo", "Key id:secret"),
        ("X-Fal-Request-Id", "r1"),
    ]
    with LoopbackServer() as api, LoopbackServer() as other:
        hosts = Hosts(run=api.url, queue=f"{api.url}/queue", rest=api.url)
        api.play("/a/b", [scripted(200, b"{}", headers)])
        api.play("/a/c", [scripted(307, b"", [("Location", f"{other.url}/a/c")])])
        base = serve(key="id:secret", hosts=hosts, endpoints=["a/*"])
        good = ask(base, "POST", "https://fal.run/a/b", json={}, headers=[("cookie", "b=2")])
        moved = ask(base, "POST", "https://fal.run/a/c", json={})
        sent = api.received
        assert other.received == []
    assert (good.status_code, good.headers["x-fal-request-id"]) == (200, "r1")
    assert not {"set-cookie", "access-control-allow-origin", "x-echo"} & set(good.headers)
    assert (moved.status_code, "location" in moved.headers) == (502, False)
    headers = {name.lower(): value for name, value in dict(sent[0].headers).items()}
    assert headers["authorization"] == "Key id:secret"
    assert "cookie" not in headers
    assert "x-fal-target-url" not in headers


def test_an_upstream_that_is_not_there(serve, ask):
    """It is said, and nothing about where it was looked for."""
    hosts = Hosts(run="http://127.0.0.1:9", queue="http://127.0.0.1:9", rest="http://127.0.0.1:9")
    reply = ask(serve(hosts=hosts, endpoints=["a/b"]), "POST", GOOD, json={})
    assert (reply.status_code, reply.json()["error_type"]) == (502, "proxy_error")
    assert ":9" not in reply.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"token": "long enough", "authenticate": lambda scope: "x"}, "both"),
        ({"token": "short"}, "5 characters"),
        ({"daily_limit": 5}, "no ledger"),
        ({"daily_limit": 5, "ledger": "l.sqlite", "allow_tokens": True}, "contradict"),
        ({"daily_limit": "much", "ledger": "l.sqlite"}, "no amount"),
        ({"key": "Key id:secret"}, "word of a header"),
    ],
)
def test_what_makes_no_sense(options, words, tmp_path, monkeypatch):
    """The proxy is not made of settings that contradict each other."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=words):
        Proxy(**{"key": "id:secret", **options})
    assert list(tmp_path.iterdir()) == []


def test_no_key(monkeypatch):
    """Without a key it is not made at all."""
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SecretMissingError):
        Proxy()
