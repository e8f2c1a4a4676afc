"""Bringing the files of a result home, and looking at whether they are what was expected."""

from __future__ import annotations

__all__ = ("Fetched", "fetch", "unexpected", "write_down")

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field as made
from datetime import datetime

from ..errors import LedgerError
from ..spi._command import Flow
from ..spi._expected import Expected
from ..spi._facts import Facts
from ..spi._file import File
from ..spi._intent import StoredFile
from ..spi._issue import Issue
from ..spi._job import Ticket
from ..spi._json import Json
from ..spi._ledger import Ledger
from ..spi._media import Media
from ..spi._record import record
from ._commands import Record
from ._download import download
from ._look import look
from ._outcome import is_its_own
from ._sink import Received, Sink
from ._terms import Terms
from ._warning import warn


@record(frozen=True, slots=True, kw_only=True)
class Fetched:
    """
    A file of a result that is safe on this side.

    Attributes:
        field: JSON pointer into the result.
        path: Where the file is.
        bytes: Its size.
        sha256: Its digest, in hexadecimal.
        facts: What its headers say.
        issues: Where it is not what was expected.

    Example:
        ```python
        fetched = Fetched(field="/video", path="longer.mp4", bytes=1024, sha256="ab12…")
        assert fetched.issues == ()
        ```
    """

    field: str
    path: str
    bytes: int
    sha256: str
    facts: Facts = made(default_factory=Facts)
    issues: Sequence[Issue] = ()


def fetch(
    files: Sequence[tuple[str, File]],
    sink: Callable[[str], Sink],
    terms: Terms,
    ticket: Ticket,
    expected: Expected | None,
) -> Flow[list[Fetched]]:
    """
    Download files of a result, one after the other, and write that into the ledger.

    Args:
        files: JSON pointer and file.
        sink: Makes the place for one file, by its JSON pointer.
        terms: What is known of the client.
        ticket: The job they come from.
        expected: What the first file must be.
    """
    fetched: list[Fetched] = []
    for number, (pointer, file) in enumerate(files):
        place = sink(pointer)
        received = yield from download(file, place, terms)
        facts = yield from look(Media(None, source=place.source()), terms)
        issues = tuple(unexpected(facts, expected, pointer)) if not number and expected else ()
        fetched.append(_fetched(pointer, received, facts, issues))
    if fetched:
        stored = [StoredFile(item.field, item.path, item.bytes, item.sha256) for item in fetched]
        yield from write_down(ticket, stored)
    return fetched


def write_down(ticket: Ticket, files: Sequence[StoredFile]) -> Flow[None]:
    """
    Write into the ledger that the files of a result are safe here.

    They are, whether or not that can be written down: then the entry stays as it is, and
    the next one who fetches them tries again.
    """
    if ticket.intent is None:
        return
    try:
        yield from Record(lambda ledger, now: _note(ledger, ticket, files, now))
    except LedgerError as exc:
        places = ", ".join(repr(file.path) for file in files) or "nothing"
        yield from warn(
            f"The result of the job {ticket.id} is here ({places}), but that could not be written "
            f"down: {exc.message} The ledger has it as not yet fetched."
        )


def _note(ledger: Ledger, ticket: Ticket, files: Sequence[StoredFile], now: datetime) -> None:
    intent = ledger.get(ticket.intent or "")
    if intent is not None and is_its_own(ledger, intent, ticket):
        ledger.fetched(intent.key, files, now)


def unexpected(facts: Facts, expected: Expected, pointer: str) -> Iterator[Issue]:
    """Yield where a video differs from what the arithmetic of its family promised."""
    if facts.kind != "video":
        return
    if expected.frames is not None and facts.exact and facts.frames != expected.frames:
        yield _differs("frames", pointer, facts.frames, expected.frames)
    if expected.size is not None and facts.size is not None and facts.size != expected.size:
        yield _differs("size", pointer, list(facts.size), list(expected.size))
    if expected.fps and facts.fps and abs(facts.fps - expected.fps) > 0.02 * expected.fps:
        yield _differs("fps", pointer, facts.fps, expected.fps)


def _fetched(pointer: str, received: Received, facts: Facts, issues: tuple[Issue, ...]) -> Fetched:
    return Fetched(
        field=pointer,
        path=received.name,
        bytes=received.bytes,
        sha256=received.sha256,
        facts=facts,
        issues=issues,
    )


def _differs(what: str, pointer: str, got: Json, wanted: Json) -> Issue:
    return Issue(
        code=f"result.{what}",
        level="warn",
        path=pointer,
        message=f"The result has {what} {got}; {wanted} were expected.",
        got=got,
        allowed=wanted,
        basis="implied",
        source="the family's own arithmetic",
    )
