"""Bodies of requests, read piece by piece."""

from __future__ import annotations

__all__ = ("AsyncOutgoing", "BrokenSourceError", "Outgoing", "Plan", "plan")

import secrets
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from typing import TypeAlias

from ..errors import FileNotReadableError
from ..spi import Form, Slice, Source
from ..spi._record import record

Part: TypeAlias = bytes | Slice


class BrokenSourceError(Exception):
    """A source could not be read to its end. The cause says why."""


@record(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Plan:
    """
    What a body is made of.

    Attributes:
        parts: Bytes and parts of sources, in this order.
        length: Number of bytes; `None` if a source does not know its size.
        media_type: What the body is, where its form says so.
    """

    parts: Sequence[Part]
    length: int | None
    media_type: str | None = None

    def pieces(self) -> Generator[tuple[bool, bytes], None, None]:
        """Yield whether a piece comes from a source, and the piece."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield False, part
            else:
                for piece in _read(part):
                    yield True, piece


def plan(body: bytes | Slice | Form) -> Plan:
    """
    Return what a body is made of, without reading it.

    Raises:
        BrokenSourceError: if a source knows already that it cannot be read.
    """
    if isinstance(body, bytes):
        return Plan(parts=(body,), length=len(body))
    if isinstance(body, Slice):
        return Plan(parts=(body,), length=_length(body), media_type=body.media_type)
    # A boundary must not occur in what it separates: nobody can guess this one.
    boundary = secrets.token_hex(16)
    parts = list(_form_parts(body, boundary))
    lengths = [_length(part) for part in parts]
    known = [length for length in lengths if length is not None]
    return Plan(
        parts=parts,
        length=sum(known) if len(known) == len(lengths) else None,
        media_type=f"multipart/form-data; boundary={boundary}",
    )


def _form_parts(form: Form, boundary: str) -> Iterator[Part]:
    for name, value in form.fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
        if isinstance(value, str):
            yield f"{head}\r\n\r\n{value}\r\n".encode()
        else:
            file = f'; filename="{_quoted(value.source.name)}"\r\nContent-Type: {value.media_type}'
            yield f"{head}{file}\r\n\r\n".encode()
            yield value
            yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _quoted(text: str) -> str:
    # As browsers do it.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _length(part: Part) -> int | None:
    if isinstance(part, bytes):
        return len(part)
    if part.length is not None:
        return part.length
    try:
        size = part.source.size
    except Exception as exc:
        raise BrokenSourceError from exc
    return None if size is None else max(0, size - part.start)


def _read(part: Slice) -> Iterator[bytes]:
    """Yield exactly as many bytes as were announced."""
    announced = _length(part)
    rest = announced
    try:
        for piece in part.source.open(part.start):
            if rest is None:
                yield piece
                continue
            if not rest:
                break
            yield piece[:rest]
            rest -= min(rest, len(piece))
        if rest:
            raise FileNotReadableError(
                f"The file {part.source.name!r} is {rest} bytes shorter than the {announced} bytes "
                f"from {part.start} on that were announced.",
                hint="Leave a file alone while it is sent.",
            )
    except Exception as exc:
        raise BrokenSourceError from exc


class Outgoing:
    """
    A body on its way.

    What can be known before the request leaves is found out by `prime`: that the first
    source can be opened and read.
    """

    def __init__(self, body: Plan) -> None:
        self._pieces = body.pieces()
        self._head: list[bytes] = []

    def prime(self) -> None:
        """
        Read up to the first piece that comes from a source.

        Raises:
            BrokenSourceError: if that is impossible. Nothing has been sent.
        """
        for is_from_source, piece in self._pieces:
            self._head.append(piece)
            if is_from_source:
                break

    @property
    def has_head(self) -> bool:
        """Whether the next piece has been read already."""
        return bool(self._head)

    def __iter__(self) -> Iterator[bytes]:
        while self._head:
            yield self._head.pop(0)
        for _, piece in self._pieces:
            yield piece

    def close(self) -> None:
        """Close what is open."""
        try:
            self._pieces.close()
        except ValueError:
            # A thread is just reading; what it holds is closed when it is done.
            return


class AsyncOutgoing:
    """The asynchronous twin of `Outgoing`: files are read on a thread."""

    def __init__(self, body: Plan) -> None:
        self._inner = Outgoing(body)
        self._length = body.length
        self._is_in_memory = all(
            isinstance(part, bytes) or _is_in_memory(part.source) for part in body.parts
        )

    async def prime(self) -> None:
        """Read up to the first piece that comes from a source."""
        if self._is_in_memory:
            self._inner.prime()
        else:
            from asyncio import to_thread  # The blocking client does without it.

            await to_thread(self._inner.prime)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from asyncio import to_thread  # Likewise.

        pieces, sent = iter(self._inner), 0
        while sent != self._length:
            # No thread is needed for what has been read already, nor for the end.
            if self._is_in_memory or self._inner.has_head:
                piece = next(pieces, None)
            else:
                piece = await to_thread(next, pieces, None)
            if piece is None:
                return
            sent += len(piece)
            yield piece

    def close(self) -> None:
        """Close what is open."""
        self._inner.close()


def _is_in_memory(source: Source) -> bool:
    from ..spi import BytesSource  # Few bodies have files.

    return isinstance(source, BytesSource)
