"""Uploads to the storage, in one piece, or to a signed URL."""

from __future__ import annotations

__all__ = ("Upload", "send_signed", "send_whole")

from collections.abc import Callable
from dataclasses import dataclass

from framehook.spi import Flow, Json, Placed, ReplyError, Request, Response, Send, Slice

from ._asking import ask, document
from ._errors import trouble
from ._hosts import Hosts
from ._token import Token, Tokens

_DOING = "storing a file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """
    A file on its way to the storage.

    Attributes:
        data: The bytes.
        name: Its name, fit for a header.
        headers: How long it lives, and who may read it.
        hosts: Where the servers are.
        tokens: Leave to store it.
    """

    data: Slice
    name: str
    headers: tuple[tuple[str, str], ...]
    hosts: Hosts
    tokens: Tokens

    def send(self, make: Callable[[Token], Request], token: Token) -> Flow[tuple[Response, Token]]:
        """
        Send what `make` makes of a token, once more with a new token if the old one ended.

        Returns:
            The answer, and the token to go on with.
        """
        reply = yield from Send(make(token))
        if reply.status == 401:
            token = yield from self.tokens.get(fresh=True)
            reply = yield from Send(make(token))
        if not reply.is_success:
            raise trouble(reply, _DOING)
        return reply, token


def send_whole(upload: Upload) -> Flow[Placed]:
    """
    Store a file in one piece.

    Raises:
        ReplyError: if the storage refuses it.
    """
    headers = (
        ("content-type", upload.data.media_type),
        ("x-fal-file-name", upload.name),
        *upload.headers,
    )

    def request(token: Token) -> Request:
        return Request(
            "POST",
            f"{token.base}/files/upload",
            (token.header, *headers),
            upload.data,
            budget="transfer",
            signed=False,
            repeatable=True,
        )

    token = yield from upload.tokens.get()
    reply, _ = yield from upload.send(request, token)
    return Placed(_text(reply, "access_url"))


def send_signed(upload: Upload) -> Flow[Placed]:
    """
    Put a file to a signed URL, which neither the key nor a token goes to.

    Raises:
        ReplyError: if the URL is not encrypted, or the storage refuses the file.
    """
    url = f"{upload.hosts.rest}/storage/upload/initiate?storage_type=gcs"
    body: dict[str, Json] = {"content_type": upload.data.media_type, "file_name": upload.name}
    request = Request.with_json("POST", url, body, headers=upload.headers, repeatable=True)
    said, reply = yield from ask(request, "asking where to store a file")
    target, access = said.get("upload_url"), said.get("file_url")
    if not isinstance(target, str) or not isinstance(access, str):
        raise trouble(reply, "asking where to store a file, with an object that does not say it")
    if not upload.hosts.takes(target):
        raise ReplyError(
            "fal named a place for the file that is not encrypted, so nothing was sent there.",
            status=reply.status,
            url=url.partition("?")[0],
        )
    put = Request(
        "PUT",
        target,
        (("content-type", upload.data.media_type),),
        upload.data,
        budget="transfer",
        signed=False,
    )
    answer = yield from Send(put)
    if not answer.is_success:
        raise trouble(answer, _DOING)
    return Placed(access)


def _text(reply: Response, name: str) -> str:
    value = (document(reply) or {}).get(name)
    if not isinstance(value, str) or not value:
        raise trouble(reply, f"{_DOING}, without saying where it is")
    return value
