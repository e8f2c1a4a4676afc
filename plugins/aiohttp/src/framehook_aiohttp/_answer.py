"""An answer that is being read."""

from __future__ import annotations

__all__ = ("Answer", "response_of")

import aiohttp

from framehook.errors import ClosedError
from framehook.spi import Request, Response
from framehook.transports import Turn, Verdict

from ._deadline import Deadline
from ._floor import Floor


def response_of(
    reply: aiohttp.ClientResponse, request: Request, body: bytes, *, is_decoded: bool
) -> Response:
    """Return an answer with this body, and with repeated headers joined."""
    arrived = reply.headers
    headers: dict[str, str] = {}
    for name, value in arrived.items():
        headers[name.lower()] = value
    if len(headers) < len(arrived):
        headers = {name: ", ".join(arrived.getall(name)) for name in headers}
    if is_decoded and "content-encoding" in headers:
        # They describe what came over the wire, which the caller does not see.
        del headers["content-encoding"]
        headers.pop("content-length", None)
    return Response(reply.status, headers, body, request.url)


class Answer:
    """
    An open answer, which occupies a connection until it is closed.

    Args:
        reply: The answer in the type of aiohttp.
        request: What it answers.
        floor: Where its connection is.
        turn: Its place there.
    """

    __slots__ = ("_floor", "_head", "_reply", "_request", "_turn")

    def __init__(
        self, reply: aiohttp.ClientResponse, request: Request, floor: Floor, turn: Turn
    ) -> None:
        self._reply = reply
        self._request = request
        self._floor = floor
        self._turn: Turn | None = turn
        self._head: Response | None = None
        floor.answers.add(self)

    @property
    def head(self) -> Response:
        """Status and headers; the body is empty."""
        if self._head is None:
            self._head = response_of(self._reply, self._request, b"", is_decoded=False)
        return self._head

    async def read(self, timeout: float) -> bytes:
        """
        Return the next bytes, and nothing at the end.

        Raises:
            TransportError: if the connection broke.
            DeadlineError: if nothing came in time.
            ClosedError: after `close`.
        """
        if self._turn is None:
            raise ClosedError("This answer has been closed.", hint="Send the request again.")
        content = self._reply.content
        try:
            # What has arrived needs no limit to wait for it.
            if piece := content.read_nowait():
                return piece
            with Deadline(self._floor.watch, timeout) as deadline:
                deadline.start()
                while not content.at_eof():
                    if piece := await content.readany():
                        return piece
        except TimeoutError as exc:
            raise Verdict(self._request).unanswered(timeout) from exc
        except (aiohttp.ClientError, OSError) as exc:
            if piece := self._rest():
                return piece
            raise Verdict(self._request).broken(exc) from exc
        return b""

    def arrived(self) -> Response | None:
        """Return the answer with its body, decoded, if all of it is there."""
        content = self._reply.content
        # A short answer came with its head.
        if not content.is_eof() or content.exception() is not None:
            return None
        return response_of(self._reply, self._request, content.read_nowait(), is_decoded=True)

    async def whole(self, timeout: float, deadline: Deadline) -> Response:
        """
        Return the answer with its body, decoded.

        Args:
            timeout: The limit in seconds.
            deadline: The same, which goes on; for a transfer it starts anew with each piece.
        """
        content, request = self._reply.content, self._request
        pieces: list[bytes] = []
        try:
            with deadline:
                while not content.at_eof():
                    if request.budget == "transfer":
                        deadline.start()
                    pieces.append(await content.readany())
        except TimeoutError as exc:
            raise Verdict(request).unanswered(timeout) from exc
        except (aiohttp.ClientError, OSError) as exc:
            raise Verdict(request).broken(exc) from exc
        return response_of(self._reply, request, b"".join(pieces), is_decoded=True)

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
        self.leave()

    def leave(self) -> None:
        """Close it, which waits for nothing."""
        turn, self._turn = self._turn, None
        if turn is not None:
            # aiohttp has let go of an answer that came to its end.
            if not self._reply.closed:
                self._reply.close()
            self._floor.answers.discard(self)
            self._floor.gate.leave(turn)
