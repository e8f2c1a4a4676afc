"""Drafts of endpoints that have no runner of their own."""

from __future__ import annotations

import pytest

from framehook.spi import Failure, Fidelity, Payload
from framehook.testing import make_jpeg, make_mp4, make_png, make_wav
from framehook_local._examination import look
from framehook_local._seed import seed_of

CLIP = make_mp4(64, 48, 20, 24)


def draft(bench, endpoint="test/draft", **arguments):
    payload = bench.run(endpoint, frames=12, **arguments)
    assert isinstance(payload, Payload), payload
    assert payload.fidelity is Fidelity.DRAFT
    return payload, look(bench.spool.locate(payload.value["video"]["url"]))


def test_words_alone_make_a_video(bench):
    """Of the frames that are expected, at the usual rate and size, which is said."""
    payload, facts = draft(bench, prompt="a tide", mode="slow")
    assert (facts.frames, facts.fps, facts.size) == (12, 24.0, (1280, 720))
    said = " ".join(payload.assumptions)
    assert "frame rate is not said" in said
    assert "size is not said" in said
    assert "'mode' changes nothing" in said
    assert f"{payload.value['seed']} follows from" in said


def test_a_picture_makes_a_video_with_the_sound_that_was_given(bench):
    """At the rate that was asked for."""
    sound = bench.place(make_wav(), "sound.wav")
    image = bench.place(make_png(64, 48), "picture.png")
    payload, facts = draft(bench, image_url=image, audio_url=sound, fps=12.0, seed=7)
    assert (facts.frames, facts.fps, facts.size, facts.has_audio) == (12, 12.0, (64, 48), True)
    assert payload.value["seed"] == 7
    assert not any("seed" in text for text in payload.assumptions)


def test_two_pictures_are_the_ends_of_a_draft(bench):
    """Turned round they make another video; a last picture alone is named as not shown."""
    one = bench.place(make_png(64, 48), "one.png")
    other = bench.place(make_jpeg(64, 48), "other.jpg")
    made, facts = draft(bench, image_url=one, end_url=other, seed=7)
    turned, _ = draft(bench, image_url=other, end_url=one, seed=7)
    alone, _ = draft(bench, image_url=one, seed=7)
    assert (facts.frames, facts.size) == (12, (64, 48))
    files = [
        bench.spool.locate(payload.value["video"]["url"]).read_bytes()
        for payload in (made, turned, alone)
    ]
    assert len(set(files)) == 3
    assert not any("end_url" in text for text in made.assumptions)
    unused, _ = draft(bench, end_url=one)
    assert "'end_url' is not shown in a draft." in unused.assumptions


def test_a_source_is_the_start_of_a_draft(bench):
    """Where its rate is the wanted one; otherwise that it is not shown is said."""
    clip = bench.place(CLIP)
    payload, facts = draft(bench, video_url=clip)
    assert (facts.frames, facts.fps, facts.size) == (12, 24.0, (64, 48))
    payload, facts = draft(bench, video_url=clip, fps=12.0)
    assert (facts.frames, facts.fps) == (12, 12.0)
    assert any("another frame rate" in text for text in payload.assumptions)


@pytest.mark.parametrize("start", [None, 8])
def test_what_lies_before_the_start_is_kept(bench, start):
    """The rest of the expected frames is drafted."""
    given = {} if start is None else {"start": start}
    payload, facts = draft(bench, "test/longer", video_url=bench.place(CLIP), **given)
    assert (facts.frames, facts.size) == (12, (64, 48))
    assert f"All {start or 5} kept frames are the source's own, bit by bit." in payload.assumptions


def test_a_start_past_the_end_is_the_callers_fault(bench):
    """With the range that is right."""
    failure = bench.run("test/longer", video_url=bench.place(CLIP), frames=40, start=25)
    assert isinstance(failure, Failure)
    assert failure.kind == "input"
    assert "0 to 19" in failure.words


def test_media_that_have_no_role_are_named(bench):
    """Nothing that was given is dropped without a word."""
    image = bench.place(make_png(64, 48), "picture.png")
    payload, _ = draft(bench, "test/longer", video_url=bench.place(CLIP), image_url=image)
    assert any("'image_url' is not shown" in text for text in payload.assumptions)


def test_without_a_number_of_frames_there_is_no_draft(bench):
    """That is the family's fault, not the caller's."""
    failure = bench.run("test/draft", prompt="a tide")
    assert (failure.kind, failure.code) == ("service", "local.plugin-contract")


def test_a_seed_follows_from_the_arguments(site, monkeypatch):
    """From all but the names of files, and from nothing else."""
    monkeypatch.syspath_prepend(str(site))
    import fh_family

    def seed(field="seed", **arguments):
        return seed_of(fh_family.draft.parse(arguments).view(), field)

    url = f"local://files/{'a' * 64}/"
    assert seed(video_url=url + "a.mp4") == seed(video_url=url + "b.mp4")
    assert seed(video_url=url + "a.mp4") != seed(video_url=url.replace("aa", "bb") + "a.mp4")
    assert seed(prompt="a") != seed(prompt="b")
    assert seed(prompt="a", seed=3) == 3
    assert seed(None, prompt="a", seed=3) != 3
    assert 0 <= seed() < 2**31
