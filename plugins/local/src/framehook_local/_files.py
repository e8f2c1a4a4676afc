"""How the local service takes files in and gives them out."""

from __future__ import annotations

__all__ = ("LocalFiles",)

from datetime import timedelta

from framehook.errors import FileNotReadableError
from framehook.spi import Flow, Now, Placed, Request, Send, Slice


class LocalFiles:
    """
    How the local service takes files in and gives them out.

    It reads nothing but what it stores: core brings everything else to it, so that no
    worker ever uses the network.

    Example:
        ```python
        assert LocalFiles().reads == {"local"}
        ```
    """

    @property
    def reads(self) -> frozenset[str]:
        """URL schemes that the service reads by itself."""
        return frozenset({"local"})

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """
        Copy a file to where workers can read it.

        Raises:
            FileNotReadableError: if it cannot be stored.
        """
        reply = yield from Send(Request("PUT", "local://files", body=data, budget="transfer"))
        told = reply.json()
        if not reply.is_success:
            raise FileNotReadableError(
                f"The file {data.source.name!r} cannot be stored. {told['failure']['words']}",
                hint="Free some disk, or set FRAMEHOOK_LOCAL_DIR to another folder.",
            )
        now = yield from Now()
        return Placed(told["url"], expires=now + timedelta(seconds=told["keep"]))

    def fetch(self, url: str) -> Flow[Request]:
        """Return the request that downloads one file of a result."""
        yield from ()
        return Request("GET", url, budget="transfer")
