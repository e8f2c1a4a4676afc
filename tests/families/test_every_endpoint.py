"""What every endpoint of every family keeps to beyond the conformance kit, seen from core."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from framehook import Registry
from framehook.cli._main import main
from framehook.cli._schema import schemas
from framehook.cli._show import example
from framehook.testing import VirtualClock, make_mp4, make_png, make_wav

IDS = (Path(__file__).parent / "endpoint_ids.txt").read_text(encoding="utf-8").split()
NAMES = {"sample:video": "clip.mp4", "sample:image": "picture.png", "sample:audio": "sound.wav"}

# What the codes of a family's rules begin with.
WORDS = {
    "framehook-amt-interpolation": {"amt"},
    "framehook-animatediff": {"ad", "adv2v", "sparse"},
    "framehook-ffmpeg-api": {"ff"},
    "framehook-ltx": {"ltx"},
    "framehook-luma": {"luma"},
    "framehook-magi": {"magi"},
    "framehook-magic-animate": {"ma"},
    "framehook-pixverse": {"px"},
    "framehook-video-upscaler": {"up"},
    "framehook-wan-vace": {"vace"},
}

every = pytest.mark.parametrize("name", IDS)


@pytest.fixture(scope="module")
def registry():
    return Registry()


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """A folder with one clip, one picture and one sound."""
    folder = tmp_path_factory.mktemp("media")
    (folder / "clip.mp4").write_bytes(make_mp4(640, 480, frames=96, audio="aac"))
    (folder / "picture.png").write_bytes(make_png(640, 480))
    (folder / "sound.wav").write_bytes(make_wav(2.0))
    return folder


def with_media(value, stands_for):
    """Return arguments in which every sample is what stands for it."""
    if isinstance(value, dict):
        return {name: with_media(item, stands_for) for name, item in value.items()}
    if isinstance(value, list):
        return [with_media(item, stands_for) for item in value]
    return stands_for(value) if value in NAMES else value


def _files(arguments):
    """Return how many files there are in arguments."""
    return len(re.findall("'(?:sample|data):", str(arguments)))


def test_every_endpoint_is_there(registry):
    """The list is that of the vendors' catalogues, 118 of them, and nothing is on it twice."""
    assert len(IDS) == len(set(IDS)) == 118
    families = [model for model in registry.models() if model.distribution]
    assert {model.id for model in families} >= set(IDS)
    assert not [model for model in families if model.id in IDS and model.state.value != "ready"]


@every
def test_its_schema_is_one_and_accepts_what_is_sent(name, registry):
    """Draft 2020-12, and the body of each example fits it; a field that is nobody's does not."""
    endpoint = registry.endpoint(name)
    shown = json.loads(json.dumps(schemas(endpoint)))
    for schema in (shown["input"], shown["output"]):
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    validator = Draft202012Validator(shown["input"])
    for arguments in endpoint.examples:
        body = endpoint.parse(
            with_media(arguments, lambda _: "https://media.example/it")
        ).arguments()
        assert [error.message for error in validator.iter_errors(body)] == []
        assert not validator.is_valid({**body, "nobodys_field": 1})
    assert not validator.is_valid([])


@every
def test_it_says_who_it_is(name, registry):
    """A title, a task, a sentence; a successor only for what is retired."""
    endpoint = registry.endpoint(name)
    assert endpoint.service == "fal"
    assert endpoint.title
    assert endpoint.task
    assert endpoint.about.endswith(".")
    if endpoint.replacement is not None:
        assert endpoint.retired
        assert endpoint.replacement in IDS


def test_the_codes_of_rules_begin_with_a_word_of_the_family(registry):
    """Whoever switches one off sees whose it is."""
    found = {}
    for model in registry.models():
        if model.id in IDS:
            codes = {rule.code for rule in registry.endpoint(model.id).rules}
            found.setdefault(model.distribution, set()).update(c.partition(".")[0] for c in codes)
    assert found == WORDS


@every
def test_the_command_that_it_shows_passes(name, registry, media):
    """`framehook show` prints a command; with files of those names, `check` lets it through."""
    words = shlex.split(example(registry.endpoint(name)))
    assert words[:3] == ["framehook", "run", name]
    assert words[-2:] == ["-o", "result"]
    assert not [word for word in words if "sample:" in word]
    out, err = io.StringIO(), io.StringIO()
    code = main(
        ["check", *words[2:-2], "--json"],
        registry=registry,
        clock=VirtualClock(),
        stdin=io.StringIO(),
        stdout=out,
        stderr=err,
        environment={"HOME": str(media), "FRAMEHOOK_CONFIG": "none"},
        directory=media,
    )
    assert code == 0, out.getvalue() + err.getvalue()
    answer = json.loads(out.getvalue())
    assert len(answer["media"]) == _files(registry.endpoint(name).examples[0])
