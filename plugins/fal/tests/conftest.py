"""fal's servers on this machine, each answering from a script."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from face import make_client

from framehook.testing import LoopbackServer
from framehook.testing._server import reply
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Outcome, SimulatedFal, VirtualTime, broken, refused
from framehook_fal.webhooks import Signer

__all__ = ("make_client",)

_JS = Path(__file__).parent / "js"
KEY = "0f1e2d3c-1111-2222-3333-444455556666:verysecretverysecret"
ID = "764cabcf-b745-4b3e-ae38-1200304cf45b"
SUBMIT = "/queue/my-team/dream"
REQUEST = f"/queue/my-team/dream/requests/{ID}"


def _said(status=200, headers=(), /, **value):
    body = json.dumps(value).encode()
    return [reply(status, body, [("Content-Type", "application/json"), *headers])]


def _report(word, status=None, /, **more):
    code = status or (200 if word == "COMPLETED" else 202)
    return _said(code, status=word, request_id=ID, **more)


def _events(*objects, cut=b""):
    body = b": keep-alive\n\n" + b"".join(b"data: %s\n\n" % json.dumps(o).encode() for o in objects)
    return [reply(200, body + cut, [("Content-Type", "text/event-stream")])]


@pytest.fixture
def said():
    """Make an answer in JSON, as a script."""
    return _said


@pytest.fixture
def report():
    """Make a report about the one job, as a script."""
    return _report


@pytest.fixture
def events():
    """Make a stream of events, as a script."""
    return _events


@pytest.fixture
def world(monkeypatch):
    """The interface, the storage and a foreign server; one job with the id `ID`."""
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with LoopbackServer() as api, LoopbackServer() as cdn, LoopbackServer() as bucket:
        hosts = Hosts(
            run=f"{api.url}/run",
            queue=f"{api.url}/queue",
            rest=f"{api.url}/rest",
            cdn=cdn.url,
            platform=f"{api.url}/v1",
        )
        urls = {
            "status_url": f"{api.url}{REQUEST}/status",
            "response_url": f"{api.url}{REQUEST}",
            "cancel_url": f"{api.url}{REQUEST}/cancel",
        }
        accepted = {"status": "IN_QUEUE", "request_id": ID, "queue_position": 1, **urls}
        api.play(SUBMIT, _said(**accepted))
        api.play(f"{REQUEST}/status/stream", _said(404, detail="no stream"))
        api.play(f"{REQUEST}/status", _report("COMPLETED"))
        api.play(REQUEST, _said(video={"url": f"{cdn.url}/out/film.mp4"}))

        def service(**options):
            return FalService(options.pop("key", KEY), hosts=options.pop("hosts", hosts), **options)

        def sent(path):
            return [got for got in api.received if got.target.partition("?")[0] == path]

        yield SimpleNamespace(
            api=api,
            cdn=cdn,
            bucket=bucket,
            hosts=hosts,
            accepted=accepted,
            service=service,
            sent=sent,
            key=KEY,
            id=ID,
            submit=SUBMIT,
            request=REQUEST,
        )


@pytest.fixture(scope="session")
def conversation(request):
    """A folder with the script and the client; made once for all runs of the tests."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are needed for the official JavaScript client")
    text = (_JS / "package.json").read_bytes()
    name = f"fal-js-{hashlib.sha256(text).hexdigest()[:12]}"
    cache = getattr(request.config, "cache", None)
    folder = Path(cache.mkdir(name) if cache is not None else tempfile.mkdtemp(prefix=name))
    (folder / "package.json").write_bytes(text)
    if not (folder / "installed").exists():
        order = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        try:
            run = subprocess.run(
                order, cwd=folder, capture_output=True, text=True, timeout=50, check=False
            )
        except subprocess.TimeoutExpired:
            pytest.skip("npm did not install the official JavaScript client within 50 seconds")
        if run.returncode != 0:
            pytest.skip(f"npm cannot install the official JavaScript client: {run.stderr[-200:]}")
        (folder / "installed").touch()
    shutil.copy(_JS / "conversation.mjs", folder / "conversation.mjs")
    return node, folder / "conversation.mjs"


@pytest.fixture
def spoken_to():
    """A simulation that has an answer to everything the conversation says."""
    with SimulatedFal(time=VirtualTime(step=0.1)) as fal:
        fal.answer("fal-ai/any/llm", Outcome(value={"n": 3}, events=[{"n": 1}, {"n": 2}]))
        fal.answer(
            "fal-ai/flux/dev", Outcome(value={"seed": 7}, wait=0.4, seconds=1, logs=["a", "b"])
        )
        fal.answer("fal-ai/slow", Outcome(wait=1e6))
        fal.answer("fal-ai/refused", refused("greater_than", "no", loc=["body", "n"]))
        fal.answer("fal-ai/broken", broken("runner_server_error"))
        yield fal


@pytest.fixture(scope="module")
def signer():
    return Signer(bytes(range(32)))


@pytest.fixture
def fal():
    with SimulatedFal() as fal:
        fal.answer("*", Outcome(value={}, seconds=3600.0))
        yield fal
