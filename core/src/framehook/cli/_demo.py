"""`framehook demo`: a clip is extended on this machine, one plain command after the other."""

from __future__ import annotations

__all__ = ("configure", "perform")

import io
import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from ..errors import (
    EndpointNotFoundError,
    FileNotReadableError,
    FramehookError,
    OutputRefusedError,
)
from ..registry import State
from ._exit import DONE, REFUSED
from ._output import emit
from ._terminal import Terminal

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ._invocation import Invocation
    from ._usage import Parser

ENDPOINT = "fal-ai/magi/extend-video"
SERVICE = "local"
# Frames of the source from start_frame on guide the model best if there are so many.
CONTEXT = 32


@runtime_checkable
class Samples(Protocol):
    """A service that can make a clip to try things out with."""

    def sample(self, target: Path) -> None:
        """Write a short clip that moves."""
        ...


class _Step(NamedTuple):
    title: str
    words: list[str]
    code: int


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("clip", nargs="?", help="a clip of your own; otherwise one is made")
    parser.add_argument(
        "-o", "--output", default="framehook-demo", metavar="DIR", help="where the videos go"
    )
    parser.add_argument(
        "--progress", choices=("auto", "rich", "plain", "none"), help="how progress is shown"
    )


def perform(given: Namespace, invocation: Invocation) -> int:
    """Show a refused call, a quote and a result."""
    _demand(invocation)
    terminal = invocation.terminal
    folder = Path(given.output)
    try:
        (terminal.directory / folder).mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputRefusedError(
            f"The folder {str(folder)!r} cannot be made: {exc.strerror}.",
            hint="Choose another one with -o.",
        ) from exc
    clip = Path(given.clip) if given.clip else _made(folder / "clip.mp4", invocation)
    frames = _frames(clip, invocation)
    longer = folder / "longer.mp4"
    progress = ["--progress", given.progress] if given.progress else []
    answers: list[dict[str, Any]] = []
    for step in _steps(clip, longer, frames, progress):
        answer, code = _played(step, invocation)
        answers.append(answer)
        if code != step.code:
            if invocation.json:
                terminal.out(json.dumps(answer["answer"]))
            return code or REFUSED
    if invocation.json:
        found = {"ok": True, "clip": str(clip), "result": str(longer), "steps": answers}
        emit(terminal, found)
    else:
        start = _start(frames)
        terminal.out(
            f"\nThe first {start} frames of {longer} are those of {clip}; the rest is a draft, "
            "because no model runs on this machine.\nPlay it, or try the commands above yourself."
        )
    return DONE


def _demand(invocation: Invocation) -> None:
    """Say in one line what is missing, if anything is."""
    ready = {
        (entry.kind, entry.name)
        for entry in invocation.registry.entries()
        if entry.state is State.READY
    }
    missing: list[str] = []
    if ("services", SERVICE) not in ready:
        missing.append("framehook-local")
    if ("endpoints", ENDPOINT) not in ready:
        missing.append("framehook-magi")
    if missing:
        raise EndpointNotFoundError(
            f"The demo needs {' and '.join(missing)}.",
            hint=f"Install what is missing with: pip install {' '.join(missing)}",
        )


def _made(target: Path, invocation: Invocation) -> Path:
    service: object = invocation.registry.service(SERVICE)
    if not isinstance(service, Samples):
        raise FramehookError(
            "The installed local service makes no clips.",
            hint="Upgrade it with pip install -U framehook-local, or name a clip of your own.",
        )
    invocation.say(f"Making a clip to work with: {target}")
    service.sample(invocation.terminal.directory / target)
    return target


def _frames(clip: Path, invocation: Invocation) -> int:
    words = ["check", ENDPOINT, "-a", "prompt=", "-a", f"video_url={clip}", "--service", SERVICE]
    answer, _ = _captured([*words, "--json"], invocation)
    frames = answer.get("media", {}).get("/video_url", {}).get("frames")
    if not isinstance(frames, int) or frames < 2:
        issues = answer.get("issues") or [{"message": "its frames cannot be counted"}]
        raise FileNotReadableError(
            f"The demo cannot use {str(clip)!r}: {issues[0]['message']}",
            hint="Name another clip, or none.",
        )
    return frames


def _start(frames: int) -> int:
    return frames - CONTEXT if frames > CONTEXT else frames - 1


def _steps(clip: Path, longer: Path, frames: int, progress: Sequence[str]) -> list[_Step]:
    def words(verb: str, start: int) -> list[str]:
        arguments = ("prompt=the tide comes in", f"video_url={clip}", f"start_frame={start}")
        flags = [word for argument in arguments for word in ("-a", argument)]
        return [verb, ENDPOINT, *flags, "--service", SERVICE]

    start = _start(frames)
    return [
        _Step(
            f"A call that cannot work is refused before it is sent: the clip has {frames} frames.",
            words("check", frames),
            REFUSED,
        ),
        _Step("What the call would cost at its own service:", words("quote", start), DONE),
        _Step(
            "The call, on this machine:",
            [*words("run", start), *progress, "--force", "-o", str(longer)],
            DONE,
        ),
    ]


def _played(step: _Step, invocation: Invocation) -> tuple[dict[str, Any], int]:
    line = shlex.join(["framehook", *step.words])
    if not invocation.json:
        invocation.terminal.out(f"\n# {step.title}\n$ {line}")
        assert invocation.repeat is not None
        quiet = ["-q"] if invocation.quiet else []
        code = invocation.repeat([*step.words, *quiet], invocation.terminal)
        return {"command": line}, code
    answer, code = _captured([*step.words, "--json"], invocation)
    return {"command": line, "exit": code, "answer": answer}, code


def _captured(words: Sequence[str], invocation: Invocation) -> tuple[dict[str, Any], int]:
    terminal = invocation.terminal
    caught = io.StringIO()
    inner = Terminal(
        stdin=terminal.stdin,
        stdout=caught,
        stderr=terminal.stderr,
        environment=terminal.environment,
        directory=terminal.directory,
    )
    assert invocation.repeat is not None
    quiet = ["-q"] if invocation.quiet or words[0] == "check" else []
    code = invocation.repeat([*words, *quiet], inner)
    return json.loads(caught.getvalue()), code
