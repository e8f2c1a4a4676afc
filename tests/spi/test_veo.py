"""Core and a service that inlines files and asks by POST, with a secret that runs out."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest
from _veo import MODELS, Veo
from dream import dream

from framehook import errors
from framehook.spi import BytesSource, Endpoint, ImageInput, Input
from framehook.testing import LoopbackServer, make_mp4, make_png
from framehook.testing._server import reply


class Veined(Input):
    prompt: str
    image: ImageInput | None = None
    durationSeconds: int = 8


dreamt = Endpoint(id="my-team/veined", input=Veined, output=dream.output, service="veo")
MODEL = f"/{MODELS.format(project='p')}/my-team/veined"
MAKE = f"{MODEL}:predictLongRunning"
ASK = f"{MODEL}:fetchPredictOperation"
NAME = "projects/p/operations/7"


def said(code=200, /, **value):
    """Return an answer in JSON, as one step of a script."""
    return [reply(code, json.dumps(value).encode(), [("Content-Type", "application/json")])]


@pytest.fixture
def world():
    """Hosts for tokens, for operations, and for buckets."""
    with LoopbackServer() as tokens, LoopbackServer() as api, LoopbackServer() as storage:
        grants = [said(access_token=f"ya29.{number}", expires_in=3600) for number in (1, 2)]
        tokens.play("/token", *grants)
        api.play(MAKE, said(name=NAME))
        urls = {"api": api.url, "tokens": tokens.url, "storage": storage.url}
        service = Veo("p", "1//refresh", "gs://mine", **urls)
        yield SimpleNamespace(tokens=tokens, api=api, storage=storage, service=service)


def bearers(server):
    """Return the authorization of everything that arrived."""
    return [received.header("authorization") for received in server.received]


def test_a_picture_travels_as_text_and_the_film_lies_in_a_bucket(make_client, world, tmp_path):
    """The bytes are read without blocking the loop, and `gs://` is read through the storage API."""
    picture, film = make_png(width=8, height=6), make_mp4(frames=24)
    video = {"gcsUri": "gs://mine/7/sample 0.mp4", "mimeType": "video/mp4"}
    end = said(name=NAME, done=True, response={"videos": [video]})
    world.api.play(ASK, said(name=NAME), end)
    world.storage.play("/storage/v1/b/mine/o/7%2Fsample%200.mp4", [reply(200, film)])

    call = dreamt(prompt="x", image=picture, durationSeconds=4)
    result = make_client(service=world.service).run(call)
    result.save(tmp_path / "out.mp4")

    assert (tmp_path / "out.mp4").read_bytes() == film
    make, *asked = world.api.received
    text = base64.b64encode(picture).decode()
    assert json.loads(make.body) == {
        "instances": [
            {"prompt": "x", "image": {"bytesBase64Encoded": text, "mimeType": "image/png"}}
        ],
        "parameters": {"storageUri": "gs://mine", "durationSeconds": 4},
    }
    assert [json.loads(got.body) for got in asked] == [{"operationName": NAME}] * 2
    assert set(bearers(world.api)) == set(bearers(world.storage)) == {"Bearer ya29.1"}
    assert bearers(world.tokens) == [None]
    assert text[:20] not in json.dumps(result.ticket.to_json())


def test_a_secret_is_asked_for_again_before_it_runs_out(make_client, world, framehook_clock):
    """A token for an hour serves for 59 minutes, and is then replaced."""
    world.api.play(ASK, said(name=NAME))
    job = make_client(service=world.service).submit(dreamt(prompt="x"))
    framehook_clock.advance(3539)
    job.status()
    framehook_clock.advance(2)
    job.status()
    assert bearers(world.api) == ["Bearer ya29.1", "Bearer ya29.1", "Bearer ya29.2"]
    assert len(world.tokens.received) == 2


def test_a_film_may_come_inlined(make_client, world, tmp_path):
    """A result that is text itself is saved like any other, and nothing else is fetched."""
    film = make_mp4(frames=24)
    video = {"bytesBase64Encoded": base64.b64encode(film).decode(), "mimeType": "video/mp4"}
    world.api.play(ASK, said(name=NAME, done=True, response={"videos": [video]}))
    make_client(service=world.service).run(dreamt(prompt="x")).save(tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").read_bytes() == film
    assert world.storage.received == []


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ({"error": {"code": 3, "message": "Bad prompt"}}, "input", "Bad prompt"),
        ({"error": {"code": 13, "message": "Oops"}}, "service", "Oops"),
        ({"response": {"raiMediaFilteredReasons": ["Faces."]}}, "policy", "Faces"),
    ],
)
def test_an_operation_can_end_badly(make_client, world, answer, kind, words):
    """Errors and filtered films become failures of their kind."""
    world.api.play(ASK, said(name=NAME, done=True, **answer))
    with pytest.raises(errors.JobFailedError, match=words) as caught:
        make_client(service=world.service).run(dreamt(prompt="x"))
    assert caught.value.failure.kind == kind


def test_a_file_that_is_too_large_for_text_is_refused(make_client, world):
    """Nothing is read beyond the limit, and nothing is sent."""
    huge = BytesSource(make_png(width=8, height=6) + bytes(14 << 20), "huge.png")
    call = dreamt(prompt="x", image=huge.data)
    with pytest.raises(errors.FileNotReadableError, match="more than the 14,680,064 bytes"):
        make_client(service=world.service, probe="never").submit(call)
    assert world.api.received == []


def test_text_of_a_file_is_not_kept(make_client, world):
    """What was inlined once is read again, so that memory stays flat; it is sent each time."""
    client = make_client(service=world.service)
    for _ in range(2):
        client.submit(dreamt(prompt="x", image=make_png(width=8, height=6)))
    first, second = world.api.received
    assert json.loads(first.body) == json.loads(second.body)
    assert client.inner._outfit.terms().uploads == {}
