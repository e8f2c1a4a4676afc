"""fal's servers on this machine, each answering from a script."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from face import make_client

from framehook.testing import LoopbackServer
from framehook.testing._server import reply
from framehook_fal import FalService, Hosts

__all__ = ("make_client",)

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
