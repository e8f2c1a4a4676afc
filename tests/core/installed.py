"""Installed distributions, made of files as an installer makes them."""

from __future__ import annotations

__all__ = ("ENDPOINTS", "FAMILY", "Site")

import importlib
import json
from pathlib import Path

from framehook.registry import Registry, Settings

ENDPOINTS = "framehook.endpoints.v1"

FAMILY = """
from framehook.spi import Endpoint, File, Input, Output

class Made(Output):
    video: File

class Asked(Input):
    prompt: str

def make(name, **more):
    return Endpoint(id=name, input=Asked, output=Made, service="s", **more)
"""


class Site:
    """A directory of installed distributions, made of files as an installer makes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def install(
        self,
        name: str,
        points: dict[str, dict[str, str]] | str,
        *,
        version: str = "1.0",
        modules: dict[str, str] | None = None,
        metadata: str | None = "",
        extra: dict[str, str] | None = None,
    ) -> Path:
        info = self.root / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        if isinstance(points, dict):
            points = "".join(
                f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in table.items())
                for group, table in points.items()
            )
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        if metadata is not None:
            head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nAbout.\n"
            (info / "METADATA").write_text(metadata or head, encoding="utf-8")
        for file, text in (extra or {}).items():
            (info / file).write_text(text, encoding="utf-8")
        for file, text in (modules or {}).items():
            place = self.root / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        return info

    def family(self, name: str, ids: dict[str, str], *, body: str = "", version: str = "1.0"):
        """Install a family with one module, whose endpoints are made by `FAMILY`."""
        package = name.replace("-", "_")
        lines = "".join(f"{attr} = make({each!r})\n" for each, attr in ids.items())
        table = {
            each: {"title": f"The {attr}", "task": "text-to-video"} for each, attr in ids.items()
        }
        return self.install(
            name,
            {ENDPOINTS: {each: f"{package}.all:{attr}" for each, attr in ids.items()}},
            version=version,
            modules={
                f"{package}/__init__.py": "",
                f"{package}/all.py": FAMILY + body + lines,
                f"{package}/endpoints.json": json.dumps({"v": 1, "endpoints": table}),
            },
        )

    def registry(self, **settings) -> Registry:
        return Registry(Settings.read(environment={}, **settings), path=[str(self.root)])
