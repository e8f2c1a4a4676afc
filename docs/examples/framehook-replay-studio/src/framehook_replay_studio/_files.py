"""How Replay Studio takes files in and gives them out."""

from __future__ import annotations

__all__ = ("ReplayFiles",)

from framehook.spi import Flow, Placed, ReplyError, Request, Send, Slice

from ._reply import ask, trouble
from ._settings import Settings


class ReplayFiles:
    """
    Files are put to a pre-signed URL, on a host that must not see the token.

    Example:
        ```python
        from framehook_replay_studio import ReplayStudio

        assert "https" in ReplayStudio(token="t").files.reads
        ```
    """

    def __init__(self, settings: Settings) -> None:
        """Remember where."""
        self._settings = settings

    @property
    def reads(self) -> frozenset[str]:
        """The service fetches what is on the web by itself."""
        return frozenset({"https", "http"})

    def place(self, data: Slice, path: str) -> Flow[Placed]:
        """Ask for a place, and put the bytes there, straight from the disk."""
        wish = {"name": data.source.name, "content_type": data.media_type}
        # Asking twice makes two places, of which one stays empty: that may be repeated.
        url = f"{self._settings.api}/v1/files"
        given = yield from ask(
            Request.with_json("POST", url, wish, repeatable=True), "asking for a place"
        )
        target, address = given.get("upload_url"), given.get("url")
        if not isinstance(target, str) or not isinstance(address, str):
            raise ReplyError("Replay Studio gave no place for a file.", status=200, url=url)
        headers = (("content-type", data.media_type),)
        put = Request("PUT", target, headers, data, budget="transfer", signed=False)
        reply = yield from Send(put)
        if not reply.is_success:
            raise trouble(reply, "uploading a file")
        return Placed(address)

    def fetch(self, url: str) -> Flow[Request]:
        """Files of results are open to whoever has their URL."""
        yield from ()
        return Request("GET", url, budget="transfer", signed=False)
