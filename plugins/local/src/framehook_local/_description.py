"""What the local service has to work with, for `framehook doctor`."""

from __future__ import annotations

__all__ = ("describe",)

from typing import Any

from ._settings import Settings
from ._spool import Spool


def describe(settings: Settings | None = None) -> dict[str, Any]:
    """
    Return folder, slots, limits and codecs as JSON.

    Example:
        ```python
        assert describe()["slots"] >= 1
        ```
    """
    import av  # Only who asks for the codecs pays for them.

    settings = settings or Settings.read()
    spool = Spool(settings.folder)
    states = [record.state()["state"] for record in spool.records()]
    return {
        "folder": str(settings.folder),
        "slots": settings.slots,
        "keep_days": settings.keep / 86400,
        "keep_bytes": settings.keep_bytes,
        "memory_bytes": settings.memory,
        "cpu_seconds": settings.cpu,
        "run_seconds": settings.seconds,
        "jobs": {state: states.count(state) for state in sorted(set(states))},
        "codecs": {
            "pyav": av.__version__,
            "h264": "libx264" if "libx264" in av.codecs_available else None,
            "licence": "The wheels of PyAV contain FFmpeg with parts under the GPL, libx264 "
            "among them. See the README of framehook-local.",
        },
    }
