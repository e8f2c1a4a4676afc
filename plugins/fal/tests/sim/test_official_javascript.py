"""The official JavaScript client, as it is, in conversation with the simulation."""

from __future__ import annotations

import dataclasses
import json
import subprocess

import pytest


@pytest.mark.parametrize("way", ["proxy", "middleware"])
def test_every_call_but_realtime(conversation, spoken_to, way):
    """The client sees what the documents say, through the proxy route and directly."""
    node, script = conversation
    fal = spoken_to
    urls = dataclasses.asdict(fal.base_urls) | {"webhook": "http://127.0.0.1:9/hook"}
    given = json.dumps({"key": fal.key, "urls": urls, "way": way})
    run = subprocess.run(
        [node, str(script), given], capture_output=True, text=True, timeout=50, check=False
    )
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    uploads = {name: fal.read(seen.pop(name)) for name in ("uploaded", "named", "automatic")}
    assert uploads == {"uploaded": b"hello", "named": b"named", "automatic": b"hello"}
    large = fal.read(seen.pop("large"))
    assert len(large) == seen.pop("largeSize")
    assert set(large) == {7}
    for mode in ("polling", "streaming"):
        assert seen.pop(mode) == {
            "data": {"seed": 7},
            "sameId": True,
            "states": ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"],
            "lines": ["a", "b"],
        }
    _check_failures(seen)
    assert seen == {
        "run": {"n": 3},
        "runHasId": True,
        "runWithGet": {"echo": {"a": "1 2"}},
        "submitted": "IN_QUEUE",
        "streamed": ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"],
        "status": "COMPLETED",
        "result": {"seed": 7},
        "stream": [{"n": 1}, {"n": 2}, {"n": 3}],
        "streamDone": {"n": 3},
        "streamOfBrowsers": [{"n": 1}, {"n": 2}, {"n": 3}],
    }
    assert fal.truth.leaks == []
    streams = [one.request_id for one in fal.truth.paid if one.route == "stream"]
    assert len(streams) == 2


def _check_failures(seen):
    kinds = {
        name: (one["kind"], one["status"], one["hasId"])
        for name in ("cancelled", "cancelledTwice", "unknown", "early", "refused", "broken")
        for one in [seen[name]]
    }
    assert kinds == {
        "cancelled": ("api", 499, True),
        "cancelledTwice": ("api", 400, True),
        "unknown": ("api", 404, True),
        "early": ("api", 400, True),
        "refused": ("validation", 422, True),
        "broken": ("api", 500, True),
    }
    assert seen["refused"]["fields"] == ["greater_than"]
    assert seen["broken"]["body"]["error_type"] == "runner_server_error"
    assert seen["cancelledTwice"]["body"] == {"status": "ALREADY_COMPLETED"}
    for name in kinds:
        del seen[name]
