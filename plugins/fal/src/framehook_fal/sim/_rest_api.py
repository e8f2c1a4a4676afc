"""Tokens, the beginnings of uploads, public keys and access rules."""

from __future__ import annotations

__all__ = ("RestApi",)

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ._wire import Incoming, Reply, json_reply
from ._world import World


class RestApi:
    """Answers what is asked for around requests."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def token(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give a token for the file host."""
        await incoming.body()
        account = incoming.account
        token, ends = self._world.new_token(account)
        told = {
            "token": token,
            "token_type": "Bearer",
            "base_url": self._world.urls.cdn,
            "expires_at": datetime.fromtimestamp(ends, UTC).isoformat(),
        }
        return json_reply(200, told)

    async def passport(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give a token for browsers, as a bare text where the path is the old one."""
        await incoming.body()
        token, _ = self._world.new_token(incoming.account)
        return json_reply(200, {"token": token} if given.get("object") else token)

    async def initiate(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give a signed URL to upload to, in one piece or in parts."""
        told: Any = await incoming.json()
        wanted = told if isinstance(told, dict) else {}
        lifecycle = incoming.header("x-fal-object-lifecycle") or incoming.header(
            "x-fal-object-lifecycle-preference"
        )
        file = self._world.shelf.reserve(
            name=str(wanted.get("file_name") or "upload.bin"),
            kind=str(wanted.get("content_type") or ""),
            owner=incoming.account,
            lifecycle=lifecycle,
        )
        if given.get("parts"):
            self._world.shelf.begin(file)
        url = f"{self._world.urls.cdn}{file.route}"
        signed = f"{url}?signature={file.signature}"
        return json_reply(200, {"upload_url": signed, "file_url": url})

    async def jwks(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give the keys that webhooks are signed with."""
        return json_reply(
            200, self._world.signer.jwks(), {"cache-control": "public, max-age=86400"}
        )

    async def acl(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Read or write who may read a file."""
        told: Any = await incoming.json()
        file = self._world.shelf.by_url(incoming.query.get("url", ""))
        account = incoming.account
        if file is None or file.owner != account:
            return json_reply(404, {"detail": "File not found"})
        if incoming.method == "PUT" and isinstance(told, dict):
            file.acl = {"default": told.get("default", "allow"), "rules": told.get("rules", [])}
        return json_reply(200, file.acl or {"default": "allow", "rules": []})
