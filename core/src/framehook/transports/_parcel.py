"""A request made ready for the wire, whatever library carries it."""

from __future__ import annotations

__all__ = ("Parcel", "pack")

from ..spi import Request
from ._body import AsyncOutgoing, BrokenSourceError, plan
from ._head import checked, headers_of
from ._verdict import Verdict


class Parcel:
    """
    The headers and the body to send.

    Attributes:
        headers: All that the request needs but `host`: names in lower case, with length and
            type of the body where they are known.
        body: Nothing, bytes, or pieces to iterate over once, which raise
            `BrokenSourceError` where they break off.
    """

    __slots__ = ("body", "headers")

    def __init__(
        self, *, headers: list[tuple[str, str]], body: bytes | AsyncOutgoing | None
    ) -> None:
        self.headers = headers
        self.body = body

    def close(self) -> None:
        """Close what is open."""
        if isinstance(self.body, AsyncOutgoing):
            self.body.close()


async def pack(request: Request) -> Parcel:
    """
    Make a request ready; what can be known before it leaves is found out here.

    The first piece of a streamed body is read, so wait for a connection first.

    Raises:
        TransportError: with `sent="no"`, if a header cannot be put on the wire, or what is
            to be sent cannot be read.
    """
    given = checked(request)
    if request.body is None or isinstance(request.body, bytes):
        return Parcel(headers=headers_of(request, given, None), body=request.body)
    try:
        body = plan(request.body)
        headers = headers_of(request, given, body)
        outgoing = AsyncOutgoing(body)
        try:
            await outgoing.prime()
        except BaseException:
            outgoing.close()
            raise
    except BrokenSourceError as exc:
        raise Verdict(request).unreadable(exc, is_started=False) from exc.__cause__
    return Parcel(headers=headers, body=outgoing)
