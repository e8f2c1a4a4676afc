"""An answer that is being read."""

from __future__ import annotations

__all__ = ("Answer", "head_of")

import asyncio
from collections.abc import Callable
from contextlib import nullcontext

import aiohttp

from framehook.errors import ClosedError
from framehook.spi import Request, Response
from framehook.transports import Verdict


def head_of(reply: aiohttp.ClientResponse, request: Request, *, is_decoded: bool) -> Response:
    """Return status and headers, with repeated headers joined."""
    headers: dict[str, str] = {}
    for key, value in reply.headers.items():
        name = key.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if is_decoded and "content-encoding" in headers:
        # They describe what came over the wire, which the caller does not see.
        del headers["content-encoding"]
        headers.pop("content-length", None)
    return Response(reply.status, headers, b"", request.url)


class Answer:
    """
    An open answer, which occupies a connection until it is closed.

    Args:
        reply: The answer in the type of aiohttp.
        head: Status and headers.
        verdict: Words its failures.
        leave: Called once, when the connection is let go of.
    """

    def __init__(
        self,
        reply: aiohttp.ClientResponse,
        head: Response,
        verdict: Verdict,
        leave: Callable[[Answer], None],
    ) -> None:
        self._reply = reply
        self._head = head
        self._verdict = verdict
        self._leave: Callable[[Answer], None] | None = leave

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        return self._head

    async def read(self, timeout: float) -> bytes:
        """
        Return the next bytes, and nothing at the end.

        Raises:
            TransportError: if the connection broke.
            DeadlineError: if nothing came in time.
            ClosedError: after `close`.
        """
        if self._leave is None:
            raise ClosedError("This answer has been closed.", hint="Send the request again.")
        content = self._reply.content
        try:
            # What has arrived needs no limit to wait for it.
            if piece := content.read_nowait():
                return piece
            async with asyncio.timeout(timeout):
                while not content.at_eof():
                    if piece := await content.readany():
                        return piece
        except TimeoutError as exc:
            raise self._verdict.unanswered(timeout) from exc
        except (aiohttp.ClientError, OSError) as exc:
            if piece := self._rest():
                return piece
            raise self._verdict.broken(exc) from exc
        return b""

    async def whole(self, timeout: float, end: float | None) -> Response:
        """
        Return the answer with its body.

        Args:
            timeout: The limit: for each piece, if there is no end.
            end: When the whole answer is to be there, by the clock of the event loop.
        """
        if end is None:
            pieces: list[bytes] = []
            while piece := await self.read(timeout):
                pieces.append(piece)
            return self._head._replace(body=b"".join(pieces))
        try:
            # A short answer came with its head: a limit would have nothing to wait for.
            async with nullcontext() if self._reply.content.is_eof() else asyncio.timeout_at(end):
                body = await self._reply.read()
        except TimeoutError as exc:
            raise self._verdict.unanswered(timeout) from exc
        except (aiohttp.ClientError, OSError) as exc:
            raise self._verdict.broken(exc) from exc
        return self._head._replace(body=body)

    def _rest(self) -> bytes:
        # aiohttp keeps from us what arrived before the connection broke, once it has broken.
        arrived = getattr(self._reply.content, "_buffer", None)
        if not arrived:
            return b""
        piece = b"".join(arrived)
        arrived.clear()
        return piece

    def cut(self) -> None:
        """Tell whoever reads that there is no more to come."""
        # aiohttp closes the connection under a reader, and lets it wait for ever.
        self._reply.content.set_exception(aiohttp.ClientConnectionError("The client was closed."))

    async def close(self) -> None:
        """Let go of the connection. Closing twice has no effect."""
        leave, self._leave = self._leave, None
        if leave is not None:
            self._reply.close()
            leave(self)
