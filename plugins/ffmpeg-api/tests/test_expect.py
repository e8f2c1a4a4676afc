"""What calls must yield."""

from __future__ import annotations

import pytest

import framehook_ffmpeg_api as family
from framehook.spi import AudioFacts, Expected, Facts

CLIP = "https://media.example/shore.mp4"
PARTS = {
    "/video_urls/0": Facts(fps=25.0, size=(1280, 720), duration=2.0),
    "/video_urls/1": Facts(fps=12.5, size=(640, 480), duration=3.5),
}


def expected(endpoint, facts=None, **arguments):
    return endpoint.expect(endpoint.parse(arguments).view(facts or {}))


def test_images_are_held_as_long_as_asked():
    """Ten frames at 12.5 a second."""
    images = [{"url": CLIP, "frames": 4}, {"url": CLIP, "frames": 6}]
    found = expected(family.images_to_video, images=images, fps=12.5)
    assert (found.frames, found.fps, found.duration) == (10, 12.5, 0.8)


def test_a_composition_ends_with_its_last_stretch():
    """Whatever track that is on; without one nothing is known."""
    frames = [{"timestamp": 0, "duration": 9000, "url": CLIP}]
    late = [{"timestamp": 8000, "duration": 2000, "url": CLIP}]
    tracks = [
        {"id": "a", "type": "video", "keyframes": frames},
        {"id": "b", "type": "audio", "keyframes": late},
    ]
    assert expected(family.compose, tracks=tracks).duration == 10
    assert expected(family.compose, tracks=[]).duration is None


def test_merged_sound_leaves_the_pictures_as_they_are():
    """Frames, rate, size and length are the video's."""
    facts = {"/video_url": Facts(frames=132, exact=True, fps=25.0, size=(1280, 720), duration=5.28)}
    found = expected(family.merge_audio_video, facts, video_url=CLIP, audio_url=CLIP)
    assert (found.frames, found.fps, found.size, found.duration) == (132, 25.0, (1280, 720), 5.28)
    assert found.notes


@pytest.mark.parametrize(
    ("arguments", "fps", "size"),
    [
        ({}, 12.5, (640, 480)),
        ({"target_fps": 30}, 30, (640, 480)),
        ({"resolution": "portrait_16_9"}, 12.5, (576, 1024)),
        ({"resolution": {"width": 601}}, 12.5, (600, 512)),
        ({"resolution_aspect_ratio_video_index": 0}, 12.5, None),
    ],
)
def test_joined_videos_have_the_lowest_rate_and_the_smallest_size(arguments, fps, size):
    """Unless others are asked for; a shape alone does not fix the size."""
    found = expected(family.merge_videos, PARTS, video_urls=[CLIP, CLIP], **arguments)
    assert (found.fps, found.size, found.duration) == (fps, size, 5.5)


def test_joined_videos_of_which_one_is_unknown_are_unknown():
    """The lowest of some is not the lowest of all."""
    assert expected(family.merge_videos, PARTS, video_urls=[CLIP] * 3) == Expected()


def test_sounds_keep_their_length():
    """One by one and joined; the sound's own length counts, not the file's."""
    sound = Facts(duration=9.0, audio=AudioFacts(duration=1.5))
    assert expected(family.loudnorm, {"/audio_url": sound}, audio_url=CLIP).duration == 1.5
    both = {"/audio_urls/0": sound, "/audio_urls/1": Facts(duration=2.0)}
    assert expected(family.merge_audios, both, audio_urls=[CLIP, CLIP]).duration == 3.5
    assert expected(family.merge_audios, both, audio_urls=[CLIP] * 3).duration is None
