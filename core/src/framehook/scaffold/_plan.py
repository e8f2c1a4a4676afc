"""What is going to be written, before it is."""

from __future__ import annotations

__all__ = ("Plan", "check", "write")

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What is going to be written.

    Attributes:
        distribution: The name of the distribution.
        files: Contents by path in the new folder, with `/` between its parts.
        understood: What was read from the documents, as sentences.
        guesses: What is guessed, as sentences.
        todo: What is left to the author, as sentences.
        doubts: What could not be understood, as sentences.

    Example:
        ```python
        plan = Plan(distribution="framehook-acme", files={"README.md": "# Acme"})
        assert plan.todo == ()
        ```
    """

    distribution: str
    files: Mapping[str, str]
    understood: Sequence[str] = ()
    guesses: Sequence[str] = ()
    todo: Sequence[str] = ()
    doubts: Sequence[str] = ()


def write(plan: Plan, folder: Path, *, force: bool = False) -> None:
    """
    Write all files.

    Args:
        plan: What to write.
        folder: Where to, a new or empty folder.
        force: Whether a folder that is not empty is fine; its files of the same names are
            replaced, and all others stay.

    Raises:
        OutputRefusedError: if the folder is not empty, or cannot be written to.
    """
    check(folder, force=force)
    try:
        for name, content in plan.files.items():
            target = folder.joinpath(*name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.parent.resolve().is_relative_to(folder.resolve()):
                raise OutputRefusedError(
                    f"{str(target.parent)!r} is a link that leads out of {str(folder)!r}.",
                    hint="Choose another folder with --into.",
                )
            _replace(target, content)
    except OSError as exc:
        raise OutputRefusedError(
            f"{str(exc.filename or folder)!r} could not be written: {exc.strerror}.",
            hint="Choose another folder with --into.",
        ) from exc


def check(folder: Path, *, force: bool) -> None:
    """
    Look whether the folder may be written to.

    Raises:
        OutputRefusedError: if it may not.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputRefusedError(
            f"{str(folder)!r} is a file.", hint="Choose another folder with --into."
        )
    if folder.is_dir() and not force and any(folder.iterdir()):
        raise OutputRefusedError(
            f"The folder {str(folder)!r} is not empty.",
            hint="Choose another with --into, or replace its files of the same names with --force.",
        )


def _replace(target: Path, content: str) -> None:
    # Through a new file, so that a link is replaced and not followed.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        Path(name).chmod(0o666 & ~_mask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
