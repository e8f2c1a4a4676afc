"""A runner at work without the service that usually calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from footage import frames_of

from framehook.errors import Cancelled
from framehook.probe import probe_bytes
from framehook.spi import Call, Endpoint, Expected, Obj, Output, Runner, View


@dataclass
class Work:
    """An execution that remembers what it was told, and can be cancelled at a frame."""

    folder: Path
    expected: Expected | None = None
    cancel_at: int | None = None
    ticks: list[tuple[int, int | None]] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    def progress(self, done: int, total: int | None, text: str = "") -> None:
        self.ticks.append((done, total))
        # Without a total it is the source that is being looked at.
        if self.cancel_at is not None and total is not None and done >= self.cancel_at:
            raise Cancelled("Nobody wants it any more.")

    def log(self, text: str) -> None:
        self.logs.append(text)

    def assume(self, text: str) -> None:
        self.assumed.append(text)

    def keep(self, path: Path, media_type: str) -> dict[str, Any]:
        assert path.parent == self.folder
        assert path.is_file()
        self.kept[path.name] = media_type
        return {"url": f"local:{path.name}", "content_type": media_type}

    def file(self, url: str) -> Path:
        """Return the file that was kept under an address."""
        name = url.removeprefix("local:")
        assert name in self.kept
        return self.folder / name


@dataclass
class Done:
    """A finished execution: its work, its output as the model reads it, and its frames."""

    work: Work
    output: Any
    size: tuple[int, int]
    fps: Fraction
    frames: Sequence[bytes]


def prepared(
    call: Call[Output],
    folder: Path,
    media: Mapping[str, Path] | None = None,
    *,
    is_probed: bool = True,
    cancel_at: int | None = None,
) -> tuple[Work, View[Any], Mapping[str, Path]]:
    """Return what a runner is given; media are the call's own paths if none are named."""
    if media is None:
        media = {pointer: item.source.path for pointer, item in call.media().items()}
    facts = {pointer: probe_bytes(path.read_bytes()) for pointer, path in media.items()}
    view = call.view(facts if is_probed else {})
    expect = call.endpoint.expect if is_probed else None
    return Work(folder, expect(view) if expect else None, cancel_at), view, media


def made(
    runner: Runner[Any],
    call: Call[Output],
    folder: Path,
    media: Mapping[str, Path] | None = None,
    **told: Any,
) -> tuple[Work, Obj]:
    """Run a call that makes a video; return the work, and a result that the model can read."""
    folder.mkdir(exist_ok=True)
    work, view, media = prepared(call, folder, media, **told)
    result = runner.run(work, view, media)
    output: Any = call.endpoint.result_model.model_validate(result)
    assert output.video.content_type == "video/mp4"
    return work, result


def run_at(
    root: Path, runner: Runner[Any], endpoint: Endpoint[..., Any, Any], **arguments: Any
) -> Done:
    """Run a call that makes a video, in a new folder; paths among the arguments are its media."""
    told = {name: arguments.pop(name) for name in ("is_probed", "cancel_at") if name in arguments}
    folder = root / f"work{len(list(root.iterdir()))}"
    work, result = made(runner, endpoint.parse(arguments), folder, **told)
    output = endpoint.result_model.model_validate(result)
    return Done(work, output, *frames_of(work.file(output.video.url)))
