"""Drafts made on this machine have the motion's frames and the size that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import pytest

from framehook.errors import Cancelled
from framehook.probe import probe_bytes
from framehook.spi import Expected, Fidelity
from framehook.testing import make_mp4, make_png
from framehook_magic_animate import animate_image, local


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


def far(one, other):
    """Return how much two frames differ on average, badge aside."""
    top = len(one) * 4 // 5
    return sum(abs(a - b) for a, b in zip(one[:top], other[:top], strict=True)) / top


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    made = {
        "picture": make_png(96, 128, seed=1),
        "motion": make_mp4(96, 96, frames=10, fps=12),
        "other": make_mp4(96, 96, frames=10, fps=12, seed=2),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return {name: folder / name for name in made}


@pytest.mark.parametrize("is_probed", [True, False])
@pytest.mark.parametrize(("size", "side"), [(64, 64), (97, 96)])
def test_motion_and_size_decide_about_the_result(run, files, is_probed, size, side):
    """Ten frames, twelve a second, square, beginning with the picture."""
    done = run(
        local.animate_image,
        animate_image,
        is_probed=is_probed,
        image_url=files["picture"],
        motion_sequence_url=files["motion"],
        size=size,
        seed=3,
        steps=9,
    )
    assert (len(done.frames), done.fps, done.size) == (10, 12, (side, side))
    assert done.output.seed == 3
    assert done.work.ticks[-1] == (10, 10)
    assert "'steps' changes nothing in a draft." in done.work.assumed
    if is_probed:
        expected = done.work.expected
        assert (expected.frames, expected.fps, expected.size) == (10, 12.0, (side, side))


def test_another_motion_moves_the_picture_in_another_way(run, files):
    """And the same one in the same way; an open seed is chosen, and said."""

    def draft(motion):
        return run(
            local.animate_image,
            animate_image,
            image_url=files["picture"],
            motion_sequence_url=files[motion],
            size=96,
            seed=3,
        )

    first, again, other = (draft(name) for name in ("motion", "motion", "other"))
    assert first.frames == again.frames
    assert first.frames[-1] != other.frames[-1]
    assert far(first.frames[0], other.frames[0]) < 1
    left_open = run(
        local.animate_image,
        animate_image,
        image_url=files["picture"],
        motion_sequence_url=files["motion"],
        size=32,
    )
    seed = left_open.output.seed
    assert any(f"No seed was given: {seed}" in text for text in left_open.work.assumed)


def test_it_is_a_draft_that_needs_av_and_a_cancelled_one_leaves_no_file(run, files, tmp_path):
    """The service reads the first before it runs anything."""
    runner = local.animate_image
    assert (runner.fidelity, runner.requires) == (Fidelity.DRAFT, ("av",))
    media = {"image_url": files["picture"], "motion_sequence_url": files["motion"]}
    with pytest.raises(Cancelled):
        run(runner, animate_image, cancel_at=5, **media)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
