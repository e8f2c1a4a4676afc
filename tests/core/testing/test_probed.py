"""Made media, as the prober sees them: both sides are ours, and a decoder agrees."""

from __future__ import annotations

import pytest

from framehook.probe import probe_bytes
from framehook.testing import make_gif, make_jpeg, make_mp4, make_png, make_wav


def differences(arguments: dict[str, object]) -> dict[str, object]:
    """Return the facts of a made file that are not those of the plain one."""
    plain, facts = probe_bytes(make_mp4()), probe_bytes(make_mp4(**arguments))
    names = type(facts).__slots__
    found = {name: getattr(facts, name) for name in names if name != "bytes"}
    return {name: value for name, value in found.items() if value != getattr(plain, name)}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"layout": "moov-last"}, {}),
        ({"layout": "fragmented"}, {}),
        ({"frames": 30}, {"frames": 30, "duration": 1.25}),
        ({"fps": 12}, {"fps": 12.0, "duration": 2.0}),
        ({"skip": 6}, {"frames": 18, "duration": 0.75}),
        ({"skip": 6, "keyframe_every": 4}, {"frames": 18, "duration": 0.75}),
        ({"rotation": 90}, {"size": (48, 64), "rotation": 90}),
        ({"rotation": 180}, {"rotation": 180}),
        ({"sample_aspect": (4, 3)}, {"size": (85, 48), "sample_aspect": (4, 3)}),
        ({"variable_rate": True}, {"fps": 18.0, "variable_rate": True, "duration": 4 / 3}),
        ({"flat": True, "width": 8192}, {"coded_size": (8192, 48), "size": (8192, 48)}),
    ],
)
def test_options_change_what_they_name_and_nothing_else(arguments, expected):
    """Each option shows in its own facts alone."""
    assert differences(arguments) == expected


@pytest.mark.parametrize("layout", ["moov-first", "moov-last", "fragmented"])
@pytest.mark.parametrize(("audio", "codec"), [("pcm", "pcm_s16le"), ("aac", "aac")])
def test_sound_is_found(layout, audio, codec):
    """The prober finds the sound with its rate and channels, wherever the index is."""
    facts = probe_bytes(make_mp4(layout=layout, audio=audio, channels=1))
    assert facts.audio is not None
    assert (facts.frames, facts.has_audio) == (24, True)
    assert (facts.audio.codec, facts.audio.channels, facts.audio.sample_rate) == (codec, 1, 48000)


@pytest.mark.parametrize("layout", ["moov-first", "moov-last", "fragmented"])
def test_a_cut_file_is_known_to_be_cut(layout):
    """Whatever is left of a file, the prober says that something is missing."""
    facts = probe_bytes(make_mp4(layout=layout, kept=0.6))
    assert (facts.truncated, facts.exact, bool(facts.why_unknown)) == (True, False, True)


def test_pictures_and_sounds_are_found():
    """Stills, GIFs and sounds have the facts they were made with."""
    stills = [probe_bytes(make(50, 30)) for make in (make_png, make_jpeg)]
    assert [(still.container, still.size) for still in stills] == [
        ("png", (50, 30)),
        ("jpeg", (50, 30)),
    ]
    moving = probe_bytes(make_gif(50, 30, frames=4, delays=(10, 30)))
    assert (moving.kind, moving.frames, moving.duration) == ("video", 4, 0.8)
    sound = probe_bytes(make_wav(0.5, rate=44100, channels=2)).audio
    assert sound is not None
    assert (sound.channels, sound.sample_rate, sound.duration) == (2, 44100, 0.5)
