"""What replies are read as, right or odd."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framehook_ffmpeg_api as family
from framehook_ffmpeg_api._result import AudioMedia, VideoMedia

FILE = {"url": "https://media.example/out"}
LEAST = {
    "compose": {"video_url": FILE["url"]},
    "extract_frame": {"images": [FILE]},
    "images_to_video": {"video": FILE},
    "loudnorm": {"audio": FILE},
    "merge_audio_video": {"video": FILE},
    "merge_audios": {"audio": FILE},
    "merge_videos": {"video": FILE},
    "metadata": {"media": {"media_type": "video"}},
    "waveform": {"waveform": [0, 0.5, -1]},
}
ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.none())


@pytest.mark.parametrize("name", LEAST)
@given(data=st.data())
def test_a_paid_result_is_read_as_long_as_its_main_part_is_there(name, data):
    """Anything else may be missing, null or of another shape."""
    model = getattr(family, name).result_model
    others = sorted(set(model.model_fields) - {model.primary} | {"new_key"})
    odd = data.draw(st.dictionaries(st.sampled_from(others), ODD))
    output = model.model_validate({**odd, **LEAST[name]})
    assert getattr(output, model.primary) is not None
    if name not in {"metadata", "waveform"}:
        assert output.files()[0][0].startswith(f"/{model.primary}")


def test_a_composition_gives_two_files_the_video_first():
    """Its outputs are plain addresses, and files all the same."""
    output = family.compose.result_model.model_validate(
        {"thumbnail_url": "https://media.example/t.png", "video_url": FILE["url"]}
    )
    assert [path for path, _ in output.files()] == ["/video_url", "/thumbnail_url"]


def test_metadata_of_a_video_are_read_with_a_fractional_rate():
    """The schema calls the rate an integer; real rates are not."""
    media = {
        "media_type": "video",
        "url": FILE["url"],
        "fps": 29.97,
        "frame_count": 132,
        "resolution": {"aspect_ratio": "16:9", "width": 1280, "height": 720},
        "format": {"video_codec": "h264", "level": 4.1},
        "audio": {"codec": "aac", "channels": 2},
        "start_frame_url": "https://media.example/first.png",
        "end_frame_url": "https://media.example/last.png",
    }
    output = family.metadata.result_model.model_validate({"media": media})
    assert isinstance(output.media, VideoMedia)
    assert (output.media.fps, output.media.resolution.width) == (29.97, 1280)
    assert [path for path, _ in output.files()] == [
        "/media/start_frame_url",
        "/media/end_frame_url",
    ]


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ({"media_type": "audio", "channels": 2}, AudioMedia),
        ({"channels": 2, "sample_rate": 48000}, AudioMedia),
        ({"frame_count": 10}, VideoMedia),
        ({"media_type": "hologram", "resolution": {"width": "wide"}}, VideoMedia),
    ],
)
def test_media_are_told_apart_even_without_their_tag(media, kind):
    """What only a video has makes it one."""
    output = family.metadata.result_model.model_validate({"media": media})
    assert isinstance(output.media, kind)
    again = family.metadata.result_model.model_validate({"media": output.media})
    assert again.media == output.media
