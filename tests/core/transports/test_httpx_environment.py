"""What the environment says about proxies and certificates."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading

import pytest
from httpx_once import send, send_async

from framehook.errors import TransportError
from framehook.spi import Request
from framehook.testing import LoopbackServer
from framehook.testing._server import reply
from framehook.transports._trust import Trust


def test_plain_http_reads_no_certificates(server, transport, monkeypatch):
    """Only the first request over TLS does, once."""
    loaded = []

    def load(trust):
        loaded.append(trust)

    monkeypatch.setattr(Trust, "load", load)
    transport.send(Request("GET", f"{server.url}/a"), 10)
    assert loaded == []
    with pytest.raises(TransportError) as caught:
        transport.send(Request("GET", "https://127.0.0.1:9/"), 10)
    assert (caught.value.sent, len(loaded)) == ("no", 1)


def test_certificates_come_from_where_httpx_takes_them(tmp_path, monkeypatch):
    """The package certifi, or what the environment names."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    trust = Trust()
    assert trust.context.verify_mode is ssl.CERT_REQUIRED
    assert trust.context.check_hostname
    assert trust.context.cert_store_stats()["x509_ca"] == 0
    trust.load()
    count = trust.context.cert_store_stats()["x509_ca"]
    trust.load()
    assert trust.context.cert_store_stats()["x509_ca"] == count > 50
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    trust = Trust()
    trust.load()
    assert trust.context.cert_store_stats()["x509_ca"] == 0


def test_a_failed_handshake_proves_that_nothing_was_sent():
    """A server that does not speak TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        request = Request("POST", f"https://127.0.0.1:{listening.getsockname()[1]}/", body=b"{}")
        for get in (send, lambda request: asyncio.run(send_async(request))):
            thread = threading.Thread(target=answer)
            thread.start()
            with pytest.raises(TransportError) as caught:
                get(request)
            thread.join()
            assert caught.value.sent == "no"


def test_a_proxy_for_tls_is_asked_to_connect(monkeypatch):
    """As `HTTPS_PROXY` says; what it refuses was not sent."""
    heads = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listening.getsockname()[1]}")
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)

        def refuse():
            connection, _ = listening.accept()
            with connection:
                heads.append(connection.recv(1000).splitlines()[0])
                connection.sendall(b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(TransportError) as caught:
            send(Request("GET", "https://api.example/a"))
        thread.join()
    assert heads == [b"CONNECT api.example:443 HTTP/1.1"]
    assert caught.value.sent == "no"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_tls_trusts_whom_the_environment_names(tmp_path, monkeypatch):
    """Both colours reach a server whose certificate is named, and no other one."""
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with LoopbackServer(tls=context) as server:
        request = Request("GET", f"{server.url}/a")
        for get in (send, lambda request: asyncio.run(send_async(request))):
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            assert get(request).status == 200
            monkeypatch.delenv("SSL_CERT_FILE")
            with pytest.raises(TransportError) as caught:
                get(request)
            assert (caught.value.sent, "SSL_CERT_FILE" in caught.value.hint) == ("no", True)


def test_the_environment_names_a_proxy(server, monkeypatch):
    """As always with httpx, in both colours; what says so is not remembered as a cookie."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    server.play("http://api.example/a", [reply(200, b"via", [("Set-Cookie", "a=1")])])
    request = Request("GET", "http://api.example/a")
    assert send(request).body == b"via"
    assert asyncio.run(send_async(request)).body == b"via"
    assert [received.target for received in server.received] == ["http://api.example/a"] * 2
