"""`framehook jobs fetch`: the files of a job that is done."""

from __future__ import annotations

__all__ = ("configure", "perform")

from typing import TYPE_CHECKING

from ._jobs_wait import configure as configure_wait
from ._jobs_wait import resume
from ._run import destination_from
from ._usage import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    configure_wait(parser)


def perform(given: Namespace, invocation: Invocation) -> int:
    """Fetch the files."""
    destination = destination_from(given, invocation)
    if destination is None:
        raise UsageError("It is not said where the files go.", hint="Add -o OUT.")
    return resume(given, invocation, destination)
