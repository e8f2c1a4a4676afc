"""`framehook proxy`, and the proxy as an application."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest
from blocks import Place, blocks_of

from framehook.ledger import SqliteLedger
from framehook.registry import default_registry
from framehook_fal.proxy import Proxy
from framehook_fal.proxy._command import main

WORDS = "from framehook.cli._main import main; raise SystemExit(main())"


def test_it_serves_until_it_is_told_to_end(fal, tmp_path):
    """It prints its address, forwards with the key of the environment, and ends well."""
    order = [sys.executable, "-c", WORDS, "proxy", "--port", "0", "--endpoint", "a/*"]
    order += ["--ledger", str(tmp_path / "l.sqlite"), "--daily-limit", "1", "--assume-cost", "0.6"]
    order += ["--token-env", "PROXY_TOKEN"]
    env = {**os.environ, **fal.environment, "PROXY_TOKEN": "a-long-shared-secret"}
    with subprocess.Popen(order, stdout=subprocess.PIPE, env=env, text=True) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        headers = {
            "x-fal-target-url": "https://queue.fal.run/a/b",
            "authorization": "Bearer a-long-shared-secret",
        }
        codes = [httpx.post(url, json={}, headers=headers).status_code for _ in range(2)]
        assert codes == [200, 402]
        assert httpx.post(url, json={}).status_code == 401
        os.kill(run.pid, signal.SIGTERM)
        assert run.wait(20) == 0
    assert fal.key not in (tmp_path / "l.sqlite").read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "spend your money"),
        (["--host", "::"], "spend your money"),
        (["--token-env", "NO_SUCH_TOKEN"], "is not set"),
        (["--daily-limit", "1"], "no ledger"),
        (["--port", "99999"], "99999"),
        (["--colour"], "--colour"),
    ],
)
def test_what_makes_no_sense_is_said(words, said, capsys, monkeypatch):
    """Above all it does not listen to other machines without a secret."""
    monkeypatch.setenv("FAL_KEY", "id:secret")
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken(capsys, monkeypatch):
    """It is said, without a traceback."""
    monkeypatch.setenv("FAL_KEY", "id:secret")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])]) == 2
    assert "cannot start" in capsys.readouterr().err


def test_it_is_a_command_of_framehook():
    """The registry finds it."""
    assert default_registry().command("proxy") is main


def test_the_end_of_an_application(tmp_path):
    """When the server it is mounted in ends, so do its connections and its ledger."""
    proxy = Proxy("id:secret", token="long enough", ledger=tmp_path / "l.sqlite")
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent = []

    async def receive():
        return next(asked)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(proxy({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    SqliteLedger(tmp_path / "l.sqlite").close()
    with pytest.raises(ValueError, match="websocket"):
        asyncio.run(proxy({"type": "websocket"}, receive, send))
    assert "secret" not in repr(proxy)


def test_examples_run(tmp_path, monkeypatch):
    """The example of the class runs."""
    place = Place(tmp_path, monkeypatch)
    module = importlib.import_module("framehook_fal.proxy")
    for block in blocks_of(inspect.getdoc(module.Proxy) or ""):
        place.python(block, "proxy")
