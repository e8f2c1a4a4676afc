"""What the environment decides about the local service."""

from __future__ import annotations

__all__ = ("VARIABLES", "Settings")

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLES: Mapping[str, str] = {
    "FRAMEHOOK_LOCAL_DIR": "Folder of jobs and their files.",
    "FRAMEHOOK_LOCAL_SLOTS": "How many jobs run at the same time; half of the processors.",
    "FRAMEHOOK_LOCAL_KEEP_DAYS": "After how many days jobs and files are deleted; 7.",
    "FRAMEHOOK_LOCAL_KEEP_GB": "How much disk ended jobs and uploads may take; 20.",
    "FRAMEHOOK_LOCAL_MEMORY_MB": "Address space of one job that runs no model; 4096.",
    "FRAMEHOOK_LOCAL_CPU_SECONDS": "Processor time of one job; 14400.",
    "FRAMEHOOK_LOCAL_RUN_SECONDS": "Time of one job from its start; 14400.",
}
_DAY = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What the environment decides about the local service.

    Attributes:
        folder: Where jobs and their files lie.
        slots: How many jobs run at the same time.
        keep: Seconds after which jobs and files are deleted.
        keep_bytes: How much disk ended jobs and uploads may take.
        memory: Bytes of address space of one job that runs no model.
        cpu: Seconds of processor time of one job.
        seconds: Seconds that one job may run.

    Example:
        ```python
        settings = Settings.read({"FRAMEHOOK_LOCAL_DIR": "/var/spool/framehook"})
        assert settings.keep == 7 * 86400
        ```
    """

    folder: Path
    slots: int
    keep: float
    keep_bytes: int
    memory: int
    cpu: int
    seconds: float

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """
        Read the environment.

        Raises:
            ConfigurationError: if a variable has a value that makes no sense.
        """
        variables = os.environ if environment is None else environment
        chosen = variables.get("FRAMEHOOK_LOCAL_DIR", "").strip()
        folder = _expanded(chosen) if chosen else _usual_folder()
        processors = os.cpu_count() or 1
        return cls(
            folder=folder.absolute(),
            slots=int(_number(variables, "SLOTS", max(1, processors // 2), least=1, most=1024)),
            keep=_number(variables, "KEEP_DAYS", 7) * _DAY,
            keep_bytes=int(_number(variables, "KEEP_GB", 20) * 1e9),
            memory=int(_number(variables, "MEMORY_MB", 4096, least=256)) << 20,
            cpu=int(_number(variables, "CPU_SECONDS", 14400, least=1)),
            seconds=_number(variables, "RUN_SECONDS", 14400, least=1),
        )


def _usual_folder() -> Path:
    import platformdirs  # A worker is always told its folder and does without.

    return platformdirs.user_state_path("framehook") / "local"


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as exc:
        from framehook.errors import ConfigurationError  # Waiting workers do without.

        raise ConfigurationError(
            f"FRAMEHOOK_LOCAL_DIR is {text!r}, which begins with a home that nobody has.",
            hint="Write the folder out.",
        ) from exc


def _number(
    variables: Mapping[str, str], name: str, usual: float, *, least: float = 0, most: float = 1e9
) -> float:
    text = variables.get(f"FRAMEHOOK_LOCAL_{name}", "").strip()
    if not text:
        return usual
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if least <= value <= most:
        return value

    from framehook.errors import ConfigurationError  # Waiting workers do without.

    raise ConfigurationError(
        f"FRAMEHOOK_LOCAL_{name} is {text!r}, and a number from {least:g} to {most:g} is needed.",
        hint=f"Leave it out to use {usual:g}.",
    )
