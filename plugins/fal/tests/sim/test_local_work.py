"""The local service behind the protocol: real files from real requests."""

from __future__ import annotations

import base64
import time as clock

import httpx
import pytest

from framehook.testing import make_mp4
from framehook_fal.sim import Media, SimulatedFal, VirtualTime


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMEHOOK_LOCAL_DIR", str(tmp_path / "spool"))
    with SimulatedFal(is_local=True) as fal:
        yield fal


def _result(fal, name, body):
    headers = {"authorization": f"Key {fal.key}"}
    with httpx.Client(headers=headers, timeout=30) as http:
        told = http.post(f"{fal.base_urls.queue}/{name}", json=body)
        if told.status_code != 200:
            return told
        lines = http.get(f"{told.json()['status_url']}/stream?logs=1").text
        assert '"COMPLETED"' in lines
        return http.get(told.json()["response_url"])


def test_a_clip_is_measured_and_comes_back(local):
    """A stored file and a data URI reach the runner; the result names files of the file host."""
    data = make_mp4()
    stored = local.store(Media(data=data, name="clip.mp4", kind="video/mp4"))
    inline = f"data:video/mp4;base64,{base64.b64encode(data).decode()}"
    for url in (stored, inline):
        reply = _result(local, "fal-ai/ffmpeg-api/metadata", {"media_url": url})
        assert reply.status_code == 200, reply.text
        media = reply.json()["media"]
        assert (media["media_type"], media["file_size"]) == ("video", len(data))
        assert media["url"].startswith(local.base_urls.cdn)


def test_wrong_input_is_422_with_the_argument(local):
    """What the local service refuses has the form of the hosted one."""
    reply = _result(local, "fal-ai/ffmpeg-api/metadata", {"media_url": "local://files/0/x"})
    assert reply.status_code == 422, reply.text
    reply = _result(local, "fal-ai/ffmpeg-api/metadata", {})
    (finding,) = reply.json()["detail"]
    assert (reply.status_code, finding["loc"]) == (422, ["body", "media_url"])
    assert finding["type"] == "missing"
    reply = _result(local, "fal-ai/magi", {"prompt": "tide", "num_frames": 1})
    (finding,) = reply.json()["detail"]
    assert (finding["loc"], finding["type"]) == (["body", "num_frames"], "value_error")
    assert reply.headers["x-fal-billable-units"] == "0"
    assert _result(local, "fal-ai/nobody", {}).status_code == 404


def test_cancelling_reaches_the_worker(local):
    """A draft that runs is ended, and the result says so."""
    headers = {"authorization": f"Key {local.key}"}
    with httpx.Client(headers=headers, timeout=30) as http:
        body = {"prompt": "tide", "num_frames": 192}
        told = http.post(f"{local.base_urls.queue}/fal-ai/magi", json=body).json()
        assert http.put(told["cancel_url"]).status_code == 202
        end = clock.monotonic() + 30
        while http.get(told["status_url"]).status_code != 200:
            assert clock.monotonic() < end
        reply = http.get(told["response_url"])
    assert (reply.status_code, reply.json()["error_type"]) == (499, "client_cancelled")
    assert local.truth.units == 0


def test_real_work_takes_real_time():
    """Virtual time would run ahead of the worker."""
    with pytest.raises(ValueError, match="real time"):
        SimulatedFal(is_local=True, time=VirtualTime(step=1))
