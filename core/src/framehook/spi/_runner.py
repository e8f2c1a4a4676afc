"""What executes an endpoint on this machine."""

from __future__ import annotations

__all__ = ("Runner", "Work")

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from ._expected import Expected
from ._job import Fidelity
from ._json import Obj
from ._view import View

In_contra = TypeVar("In_contra", contravariant=True)


class Work(Protocol):
    """One execution, as its runner sees it."""

    @property
    def folder(self) -> Path:
        """An empty folder for this execution alone; gone afterwards."""
        ...

    @property
    def expected(self) -> Expected | None:
        """What the endpoint's `expect` says the call must yield."""
        ...

    def progress(self, done: int, total: int | None, text: str = "") -> None:
        """
        Report progress; call it for every frame.

        Raises:
            Cancelled: if nobody wants the result any more.
        """
        ...

    def log(self, text: str) -> None:
        """Add a line to the job's log."""
        ...

    def assume(self, text: str) -> None:
        """Record something that was assumed, or an argument that was not honoured."""
        ...

    def keep(self, path: Path, media_type: str) -> Obj:
        """Hand over a finished file. Returns the object that stands for it in the result."""
        ...


class Runner(Protocol[In_contra]):
    """
    Executes an endpoint on this machine.

    Attributes are read-only. `run` raises `ValueError` with a sentence where the
    arguments or the media are at fault.
    """

    @property
    def fidelity(self) -> Fidelity:
        """How good its results are."""
        ...

    @property
    def requires(self) -> Sequence[str]:
        """Modules it cannot do without, as import names."""
        ...

    def run(self, work: Work, view: View[In_contra], media: Mapping[str, Path]) -> Obj:
        """
        Do the work.

        Args:
            work: Where to report to.
            view: The input and what is known of its media.
            media: The media arguments as files, by JSON pointer.

        Returns:
            The result as the endpoint's output model reads it.
        """
        ...
