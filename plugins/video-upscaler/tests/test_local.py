"""Scaling on this machine is real, and says what it is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import pytest

from framehook.errors import Cancelled
from framehook.probe import probe_bytes
from framehook.spi import Expected, Fidelity
from framehook.testing import make_mp4
from framehook_video_upscaler import local, upscale_video


@dataclass
class Work:
    """An execution that remembers what it was told."""

    folder: Path
    expected: Expected | None = None
    cancel_at: int | None = None
    ticks: list = field(default_factory=list)
    logs: list = field(default_factory=list)
    assumed: list = field(default_factory=list)

    def progress(self, done, total, text=""):
        self.ticks.append((done, total))
        if total is not None and done == self.cancel_at:
            raise Cancelled("Nobody wants it any more.")

    def log(self, text):
        self.logs.append(text)

    def assume(self, text):
        self.assumed.append(text)

    def keep(self, path, media_type):
        assert path.is_file()
        return {"url": f"local:{path.name}", "content_type": media_type}


@dataclass
class Done:
    """A finished execution: its work, its output as the model reads it, and its frames."""

    work: Work
    output: object
    frames: list
    fps: Fraction
    size: tuple


@pytest.fixture
def run(tmp_path):
    """Run a call; paths among the arguments are its media."""

    def perform(runner, endpoint, *, is_probed=True, cancel_at=None, **arguments):
        call = endpoint.parse(arguments)
        media = {pointer: item.source.path for pointer, item in call.media().items()}
        facts = {pointer: probe_bytes(path.read_bytes()) for pointer, path in media.items()}
        view = call.view(facts if is_probed else {})
        folder = tmp_path / f"work{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        work = Work(folder, endpoint.expect(view) if is_probed else None, cancel_at)
        output = endpoint.result_model.model_validate(runner.run(work, view, media))
        return Done(work, output, *read(folder / output.video.url.removeprefix("local:")))

    return perform


def read(path):
    """Return the brightness of all frames, the rate and the size."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        size = (stream.width, stream.height)
        return [values(frame) for frame in container.decode(stream)], stream.average_rate, size


def values(frame):
    plane = frame.planes[0]
    data = bytes(plane)
    return b"".join(data[row * plane.line_size :][: frame.width] for row in range(frame.height))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "shore.mp4"
    path.write_bytes(make_mp4(128, 96, frames=9, fps=12, audio="aac"))
    return path


def sound_packets(path):
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


@pytest.mark.parametrize(("scale", "size"), [(1.5, (192, 144)), (2, (256, 192)), (1, (128, 96))])
def test_width_and_height_are_multiplied_exactly(run, clip, scale, size):
    """Frames and rate stay."""
    done = run(local.upscale_video, upscale_video, video_url=clip, scale=scale)
    assert (len(done.frames), done.fps, done.size) == (9, 12, size)
    expected = done.work.expected
    assert (expected.frames, expected.fps, expected.size) == (9, 12.0, size)
    assert done.work.ticks[-1] == (9, 9)


def test_without_a_look_at_the_source_the_size_is_found_out(run, clip):
    """Whoever asks need not have probed it."""
    done = run(local.upscale_video, upscale_video, video_url=clip, is_probed=False)
    assert done.size == (256, 192)


def test_sound_is_copied_and_what_it_is_not_is_told(run, clip):
    """Lanczos' filter is no model, so that it is a draft."""
    done = run(local.upscale_video, upscale_video, video_url=clip)
    path = done.work.folder / "upscaled.mp4"
    kept, source = sound_packets(path), sound_packets(clip)
    assert kept == source[: len(kept)]
    assert len(kept) >= len(source) - 2
    assert any("Lanczos" in text for text in done.work.assumed)
    assert any("packet by packet" in text for text in done.work.assumed)
    runner = local.upscale_video
    assert (runner.fidelity, runner.requires) == (Fidelity.DRAFT, ("av",))


def test_edges_are_sharper_than_pixels_made_larger(run, clip):
    """Lanczos' filter overshoots at edges, which repeating or averaging pixels never does."""
    done = run(local.upscale_video, upscale_video, video_url=clip, scale=4)
    source = read(clip)[0]
    assert max(done.frames[4]) > max(source[4]) + 3
    assert min(done.frames[4]) < min(source[4]) - 3


def test_a_result_that_is_too_large_is_refused_and_a_cancelled_one_leaves_no_file(
    run, tmp_path, clip
):
    """A sentence, and no file."""
    large = tmp_path / "large.mp4"
    large.write_bytes(make_mp4(1536, 16, frames=1, flat=True))
    with pytest.raises(ValueError, match="smaller scale"):
        run(local.upscale_video, upscale_video, video_url=large, scale=8)
    with pytest.raises(Cancelled):
        run(local.upscale_video, upscale_video, video_url=clip, cancel_at=5)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [large]
