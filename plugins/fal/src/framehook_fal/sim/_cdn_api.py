"""The file host: uploads in one piece and in parts, and downloads."""

from __future__ import annotations

__all__ = ("CdnApi",)

import contextlib
import re
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

from ._shelf import Stored, Upload
from ._wire import Incoming, Reply, file_reply, json_reply, text_reply
from ._world import World

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_DECISIONS = {"allow": 200, "forbid": 403, "hide": 404}


class CdnApi:
    """Answers what the file host is asked for."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def upload(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Take a file in, in one piece, with a token."""
        owner = self._world.token_owner(incoming.header("authorization"))
        if owner is None:
            return json_reply(401, {"detail": "The token is missing, wrong or too old."})
        file = self._reserve(incoming, owner)
        await self._world.shelf.fill(file, incoming.pieces())
        return json_reply(200, {"access_url": f"{self._world.urls.cdn}{file.route}"})

    async def put(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Take a file in, in one piece, at a signed URL."""
        file = self._signed(incoming, given)
        if file is None:
            return json_reply(403, {"detail": "The signature is wrong."})
        await self._world.shelf.fill(file, incoming.pieces())
        return Reply(status=200, headers={"etag": file.etag})

    async def start(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Begin an upload in parts."""
        await incoming.body()
        owner = self._world.token_owner(incoming.header("authorization"))
        if owner is None:
            return json_reply(401, {"detail": "The token is missing, wrong or too old."})
        if not incoming.header("x-fal-file-name"):
            return json_reply(400, {"detail": "The header X-Fal-File-Name is missing."})
        upload = self._world.shelf.begin(self._reserve(incoming, owner))
        url = f"{self._world.urls.cdn}{upload.file.route}"
        return json_reply(200, {"access_url": url, "uploadId": upload.id})

    async def part(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Take one part in."""
        upload = self._upload(incoming, given)
        if isinstance(upload, Reply):
            return upload
        number = int(given["number"])
        if not 1 <= number <= 10_000:
            return json_reply(400, {"detail": "Parts have numbers from 1 to 10000."})
        etag = await self._world.shelf.fill_part(upload, number, incoming.pieces())
        return json_reply(200, {"partNumber": number, "etag": etag.strip('"')}, {"etag": etag})

    async def complete(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """End an upload in parts."""
        upload = self._upload(incoming, given)
        if isinstance(upload, Reply):
            return upload
        told: Any = await incoming.json()
        rows = told.get("parts", []) if isinstance(told, dict) else []
        claimed: dict[int, str] = {}
        for row in rows:
            number = row.get("partNumber", row.get("part_number"))
            claimed[int(number)] = str(row.get("etag", "")).strip('"')
        if upload.file.is_whole and not upload.parts:
            return json_reply(200, {"access_url": f"{self._world.urls.cdn}{upload.file.route}"})
        known = {number: etag for number, (_, etag) in upload.parts.items()}
        if not claimed or any(known.get(number) != etag for number, etag in claimed.items()):
            return json_reply(400, {"detail": "The parts are not those that were sent."})
        await self._world.shelf.join(upload, sorted(claimed))
        return json_reply(200, {"access_url": f"{self._world.urls.cdn}{upload.file.route}"})

    async def download(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give a file, or a range of it."""
        file = self._world.shelf.find(given["key"], given["name"])
        if file is None or not file.is_whole:
            return text_reply(404, "File not found")
        decision = self._decision(incoming, file)
        if decision != 200:
            return text_reply(decision, "File not found" if decision == 404 else "Forbidden")
        if incoming.header("if-none-match") == file.etag:
            return Reply(status=304, headers={"etag": file.etag})
        start, end, status = self._range(incoming, file)
        headers = {
            "content-type": file.kind,
            "etag": file.etag,
            "accept-ranges": "bytes",
            "cache-control": "public, max-age=31536000, immutable",
            "last-modified": formatdate(file.path.stat().st_mtime, usegmt=True),
        }
        if status == 416:
            return Reply(status=416, headers={"content-range": f"bytes */{file.size}"})
        if status == 206:
            headers["content-range"] = f"bytes {start}-{end - 1}/{file.size}"
        if incoming.method == "HEAD":
            return Reply(status=status, headers=headers | {"content-length": str(end - start)})
        return file_reply(status, file.path, start, end - start, headers)

    async def sign(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give a URL by which anybody can read a restricted file."""
        await incoming.body()
        owner = self._world.token_owner(incoming.header("authorization"))
        file = self._world.shelf.find(given["key"], given["name"])
        if file is None or owner != file.owner:
            return json_reply(404, {"detail": "File not found"})
        return text_reply(200, f"{self._world.urls.cdn}{file.route}?identity={file.signature}")

    def _reserve(self, incoming: Incoming, owner: str) -> Stored:
        lifecycle = incoming.header("x-fal-object-lifecycle") or incoming.header(
            "x-fal-object-lifecycle-preference"
        )
        return self._world.shelf.reserve(
            name=incoming.header("x-fal-file-name", "upload.bin"),
            kind=incoming.header("content-type"),
            owner=owner,
            lifecycle=lifecycle,
        )

    def _signed(self, incoming: Incoming, given: Mapping[str, str]) -> Stored | None:
        file = self._world.shelf.find(given["key"], given["name"])
        if file is None or incoming.query.get("signature") != file.signature:
            return None
        return file

    def _upload(self, incoming: Incoming, given: Mapping[str, str]) -> Upload | Reply:
        shelf = self._world.shelf
        if "upload" in given:
            owner = self._world.token_owner(incoming.header("authorization"))
            upload = shelf.uploads.get(given["upload"])
            if owner is None:
                return json_reply(401, {"detail": "The token is missing, wrong or too old."})
        else:
            file = self._signed(incoming, given)
            if file is None:
                return json_reply(403, {"detail": "The signature is wrong."})
            upload = shelf.upload_of(file.key)
        if upload is None or upload.file.key != given["key"]:
            return json_reply(404, {"detail": "There is no such upload."})
        return upload

    def _decision(self, incoming: Incoming, file: Stored) -> int:
        if not file.acl or incoming.query.get("identity") == file.signature:
            return 200
        reader = self._world.token_owner(incoming.header("authorization"))
        if reader == file.owner:
            return 200
        for rule in file.acl.get("rules", []):
            with contextlib.suppress(KeyError, TypeError):
                if reader is not None and rule["user"] == reader:
                    return _DECISIONS[rule["decision"]]
        return _DECISIONS.get(file.acl.get("default", "allow"), 200)

    def _range(self, incoming: Incoming, file: Stored) -> tuple[int, int, int]:
        match = _RANGE.fullmatch(incoming.header("range").strip())
        condition = incoming.header("if-range", file.etag)
        if match is None or not any(match.groups()) or condition != file.etag:
            return 0, file.size, 200
        first, last = match.groups()
        if first:
            start, end = int(first), min(file.size, int(last) + 1) if last else file.size
        else:
            start, end = max(0, file.size - int(last)), file.size
        return (start, end, 206) if start < end else (0, 0, 416)
