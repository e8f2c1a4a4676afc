"""Small installed distributions: a good one, and the same with one defect."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

GOOD = {
    "PKG/__init__.py": '"""A family for tests."""\n',
    "PKG/py.typed": "",
    "PKG/dream.py": '''\
"""One endpoint."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from framehook.spi import (
    Endpoint,
    Expected,
    Facts,
    File,
    FrameCount,
    FrameIndex,
    Input,
    Output,
    Price,
    Problem,
    VideoInput,
    probe_less_than,
    rule,
)


class Dream(Input):
    prompt: str = Field(max_length=500, description="What to see.")
    video_url: VideoInput = Field(description="Where it begins.")
    num_frames: FrameCount = Field(default=24, ge=8, le=96, description="How many to make.")
    start_frame: Annotated[FrameIndex | None, Field(ge=0, description="Where.")] = None
    shape: Literal["wide", "tall"] = Field(default="wide", description="Which way up.")


class Dreamt(Output):
    video: File = Field(description="The video.")
    seed: int | None = Field(default=None, description="The seed that was used.")


@rule("DIST.even", level="error", basis="vendor", source="page of 2026", text="Frames are even.")
def even(view):
    if view.input.num_frames % 2:
        yield Problem("/num_frames", "'num_frames' is odd.", view.input.num_frames)


def expect(view):
    return Expected(frames=view.input.num_frames, fps=24.0)


def units(view, expected):
    frames = Decimal(view.input.num_frames)
    return frames / 24, frames / 12


dream = Endpoint(
    id="DIST/dream",
    input=Dream,
    output=Dreamt,
    service="DIST",
    rules=(
        even,
        probe_less_than("DIST.start", "start_frame", "video_url", "frames", source="its name"),
    ),
    expect=expect,
    price=Price.per_unit("0.1", "second", units, basis="page of 2026", as_of=date(2026, 1, 1)),
    examples=({"prompt": "a tide", "video_url": "sample:video"},),
    title="Dream",
    task="video-to-video",
)
''',
    "PKG/vendor.py": '''\
"""A service."""

from __future__ import annotations


class Vendor:
    name = "DIST"
    hosts = frozenset({"api.example"})
    queue = None
    files = None

    def secret(self):
        return (yield from ())

    def authorize(self, request, secret):
        return request.with_headers(("authorization", f"Bearer {secret}"))

    def transports(self):
        return None


service = Vendor()
''',
    "PKG/hook.py": '''\
"""A hook."""

from __future__ import annotations

from framehook.spi import hookimpl


@hookimpl()
def framehook_event(event):
    pass
''',
    "PKG/endpoints.json": json.dumps(
        {
            "v": 1,
            "endpoints": {
                "DIST/dream": {
                    "title": "Dream",
                    "task": "video-to-video",
                    "retired": None,
                    "replacement": None,
                }
            },
        }
    ),
    "INFO/METADATA": """\
Metadata-Version: 2.4
Name: framehook-DIST
Version: 1.0
Summary: Dreams.
License-Expression: Apache-2.0
Requires-Dist: framehook<1,>=0.1

See the project.
""",
    "INFO/entry_points.txt": """\
[framehook.endpoints.v1]
DIST/dream = PKG.dream:dream

[framehook.services.v1]
DIST = PKG.vendor:service

[framehook.hooks.v1]
DIST = PKG.hook
""",
    "HOME/README.md": "# DIST\n\n`DIST/dream` of the service `DIST`, and a hook.\n",
    "HOME/CHANGELOG.md": "# Changelog\n",
    "HOME/tests/wire/dream.json": json.dumps(
        {
            "v": 1,
            "replies": [
                {
                    "endpoint": "DIST/dream",
                    "source": "made up",
                    "synthetic": True,
                    "result": {"video": {"url": "https://media.example/a.mp4"}, "seed": 7},
                }
            ],
        }
    ),
}
TEST = """
class Test{name}(PluginConformance):
    distribution = "framehook-{dist}"
{body}
"""


@dataclass
class Plant:
    """A folder of installed distributions, and one test module for all of them."""

    folder: Path
    tests: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def install(self, name: str, *changes: tuple[str, str, str | None], body: str = "") -> None:
        """Install the good plugin under a name of its own, with changes: file, old, new text."""
        texts: dict[str, str] = dict(GOOD)
        for file, old, new in changes:
            if new is None:
                del texts[file]
                continue
            assert old in texts.get(file, ""), (name, file, old)
            texts[file] = texts[file].replace(old, new) if old else texts.get(file, "") + new
        dist, package = name.replace("_", "-"), f"framehook_{name}"
        places = {
            "PKG": self.site / package,
            "INFO": self.site / f"{package}-1.0.dist-info",
            "HOME": self.folder / "projects" / dist,
        }
        url = {"url": places["HOME"].as_uri(), "dir_info": {"editable": True}}
        texts.setdefault("INFO/direct_url.json", json.dumps(url))
        for file, text in texts.items():
            top, _, rest = file.partition("/")
            place = places[top] / rest
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text.replace("DIST", dist).replace("PKG", package))
        title = name.title().replace("_", "")
        self.tests.append(TEST.format(name=title, dist=dist, body=body.replace("DIST", dist)))


@pytest.fixture(scope="session")
def make_plant(tmp_path_factory):
    """Make an empty folder to install plugins in."""
    return lambda: Plant(tmp_path_factory.mktemp("plant"))
