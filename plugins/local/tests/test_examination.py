"""Media that must not reach a decoder."""

from __future__ import annotations

import zlib

import pytest

from framehook.spi import Failure, Payload
from framehook.testing import make_gif, make_mp4, make_png, make_wav
from framehook_local._examination import examine
from framehook_local._failure import ArgumentRefusedError
from framehook_local.media import Limits


def huge_png():
    head = (15000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    chunk = b"IHDR" + head
    start = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + chunk
    return start + zlib.crc32(chunk).to_bytes(4, "big") + bytes(12)


HOSTILE = {
    "media.empty": ("clip.mp4", b"", "video"),
    "media.unreadable": ("clip.mp4", b"\x01\x02 nonsense " * 99, "video"),
    "media.disguised": ("clip.mp4", b"ffconcat version 1.0\nfile secret.mp4\n", "video"),
    "media.too_large": ("big.png", huge_png(), "image"),
    "media.wrong_kind": ("sound.wav", make_wav(), "image"),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_hostile_media_are_refused_with_a_code(tmp_path, code):
    """Before anything opens them, and with the argument at fault."""
    name, data, kind = HOSTILE[code]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ArgumentRefusedError, match=name) as caught:
        examine(path, "/video_url", kind, Limits())
    assert (caught.value.code, caught.value.path) == (code, "/video_url")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(bytes=100), "bytes"),
        (Limits(frames=9), "10 frames"),
        (Limits(seconds=0.1), "seconds"),
        (Limits(pixels=100), "pixels"),
    ],
)
def test_every_limit_is_held(tmp_path, limits, words):
    """Size, frames, time and pixels."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(make_mp4(frames=10))
    with pytest.raises(ArgumentRefusedError, match=words):
        examine(path, "/video_url", "video", limits)


def test_an_animation_can_stand_for_a_picture_and_a_video_for_its_sound(tmp_path):
    """What can be used is not refused."""
    path = tmp_path / "a.gif"
    path.write_bytes(make_gif())
    assert examine(path, "/image_url", "image", Limits()).container == "gif"
    path.write_bytes(make_png())
    assert examine(path, "/image_url", None, Limits()).kind == "image"
    path.write_bytes(make_mp4(frames=10))
    with pytest.raises(ArgumentRefusedError, match="audio is needed"):
        examine(path, "/audio_url", "audio", Limits())
    path.write_bytes(make_mp4(frames=10, audio="aac"))
    assert examine(path, "/audio_url", "audio", Limits()).has_audio is True


def test_a_job_with_hostile_media_fails_as_the_callers_fault(bench):
    """The runner never sees it."""
    ticket = bench.submit(act="write", video_url=bench.place(b"#EXTM3U\nhttp://x.example/a.ts\n"))
    failure = bench.result(ticket)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.code, failure.path) == ("input", "media.disguised", "/video_url")
    assert bench.status(ticket).logs == ()


def test_a_job_with_sound_media_sees_them_by_pointer(bench):
    """As files."""
    url = bench.place(make_mp4(frames=10))
    payload = bench.run(act="write", video_url=url)
    assert isinstance(payload, Payload)
    assert payload.value["seen"] == ["/video_url"]


@pytest.mark.parametrize(
    "url", ["local://files/" + "0" * 64 + "/a.mp4", "https://x.example/a.mp4", "local://jobs/1"]
)
def test_media_that_are_not_in_the_spool_are_missing(bench, url):
    """No URL of another kind is ever opened."""
    failure = bench.run(act="write", video_url=url)
    assert (failure.code, failure.path) == ("media.missing", "/video_url")


def test_a_result_of_another_length_is_a_failure(bench):
    """The words have both numbers."""
    failure = bench.run(act="copy", video_url=bench.place(make_mp4(frames=10)), frames=12)
    assert failure.code == "local.plugin-contract"
    assert "10 frames instead of 12" in failure.words
    assert isinstance(
        bench.run(act="copy", video_url=bench.place(make_mp4(frames=10)), frames=10), Payload
    )
