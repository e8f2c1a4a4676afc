"""The files of the content delivery network."""

from __future__ import annotations

__all__ = ("Shelf", "Stored", "Upload")

import asyncio
import contextlib
import hashlib
import json
import mimetypes
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ._job import Order
from ._outcome import Media
from ._time import Time
from ._truth import Truth

_LIFETIME = "expiration_duration_seconds"


@dataclass(slots=True, kw_only=True)
class Stored:
    """A file, or the place where one will be."""

    key: str
    name: str
    kind: str
    path: Path
    owner: str
    size: int = 0
    etag: str = ""
    is_whole: bool = False
    expires: float | None = None
    acl: Mapping[str, Any] | None = None
    signature: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def route(self) -> str:
        """The path of its URL."""
        return f"/files/b/{self.key}/{quote(self.name)}"


@dataclass(slots=True, kw_only=True)
class Upload:
    """An upload in parts."""

    file: Stored
    parts: dict[int, tuple[Path, str]] = field(default_factory=dict[int, tuple[Path, str]])
    id: str = field(default_factory=lambda: secrets.token_urlsafe(8))


class Shelf:
    """
    The files of the content delivery network, in one folder.

    Args:
        folder: Where they lie.
        time: When they expire.
        truth: Where whole files are counted.
        url: Returns the URL of the file host.
    """

    def __init__(self, folder: Path, time: Time, truth: Truth) -> None:
        self.folder = folder
        self.url = ""
        self.uploads: dict[str, Upload] = {}
        self._files: dict[str, Stored] = {}
        self._time = time
        self._truth = truth

    def reserve(self, *, name: str, kind: str, owner: str, lifecycle: str = "") -> Stored:
        """Return a place for a file."""
        key = secrets.token_hex(8)
        last = re.split(r"[/\\]", name)[-1]
        safe = re.sub(r"[^\w.\-+() ]", "_", last)[-100:].strip(". ") or "upload.bin"
        rules = _rules(lifecycle)
        lifetime = rules.get(_LIFETIME)
        file = Stored(
            key=key,
            name=safe,
            kind=kind or mimetypes.guess_type(safe)[0] or "application/octet-stream",
            path=self.folder / key,
            owner=owner,
            expires=self._time.now() + lifetime if lifetime else None,
            acl=rules.get("initial_acl"),
        )
        self._files[key] = file
        return file

    def begin(self, file: Stored) -> Upload:
        """Begin an upload in parts."""
        upload = Upload(file=file)
        self.uploads[upload.id] = upload
        return upload

    def upload_of(self, key: str) -> Upload | None:
        """Return the upload in parts of a file."""
        return next((one for one in self.uploads.values() if one.file.key == key), None)

    def find(self, key: str, name: str | None = None) -> Stored | None:
        """Return a file that has not expired, whole or not."""
        file = self._files.get(key)
        if file is None or (name is not None and file.name != name):
            return None
        is_over = file.expires is not None and self._time.now() >= file.expires
        return None if is_over else file

    def delete(self, url: str) -> bool:
        """Delete a file by its URL; return whether there was one."""
        key = url.removeprefix(f"{self.url}/files/b/").partition("/")[0]
        file = self._files.pop(key, None)
        if file is not None:
            file.path.unlink(missing_ok=True)
        return file is not None

    def by_url(self, url: str) -> Stored | None:
        """Return the whole file behind a URL of ours."""
        if not url.startswith(f"{self.url}/files/b/"):
            return None
        file = self.find(url.removeprefix(f"{self.url}/files/b/").partition("/")[0])
        return file if file is not None and file.is_whole else None

    async def fill(self, file: Stored, pieces: AsyncIterator[bytes]) -> None:
        """Take a whole file in; nothing is left of it if the pieces end early."""
        path, digest, size = await self._copy(pieces)
        path.replace(file.path)
        self.close(file, size, digest)

    async def fill_part(self, upload: Upload, number: int, pieces: AsyncIterator[bytes]) -> str:
        """Take one part in and return its ETag."""
        path, digest, _ = await self._copy(pieces)
        upload.parts[number] = path, digest[:32]
        return f'"{digest[:32]}"'

    async def join(self, upload: Upload, numbers: list[int]) -> None:
        """Make a file of its parts."""

        def write() -> tuple[int, str]:
            digest, size = hashlib.sha256(), 0
            with upload.file.path.open("wb") as whole:
                for number in numbers:
                    data = upload.parts[number][0].read_bytes()
                    whole.write(data)
                    digest.update(data)
                    size += len(data)
            return size, digest.hexdigest()

        size, digest = await asyncio.to_thread(write)
        for path, _ in upload.parts.values():
            path.unlink(missing_ok=True)
        upload.parts.clear()
        self.close(upload.file, size, digest)

    def close(self, file: Stored, size: int, digest: str) -> None:
        """Take note that a file is whole."""
        file.size, file.etag, file.is_whole = size, f'"{digest[:32]}"', True
        self._truth.uploads += 1

    def shelve(self, media: Media, order: Order) -> dict[str, Any]:
        """Store a file of a result and return the object that describes it."""
        lifecycle = order.headers.get("x-fal-object-lifecycle-preference", "")
        file = self.reserve(
            name=media.name, kind=media.kind, owner=order.account, lifecycle=lifecycle
        )
        file.path.write_bytes(media.data)
        file.size, file.is_whole = len(media.data), True
        file.etag = f'"{hashlib.sha256(media.data).hexdigest()[:32]}"'
        return self.describe(file)

    def describe(self, file: Stored) -> dict[str, Any]:
        """Return the object that describes a file."""
        return {
            "url": f"{self.url}{file.route}",
            "content_type": file.kind,
            "file_name": file.name,
            "file_size": file.size,
        }

    async def _copy(self, pieces: AsyncIterator[bytes]) -> tuple[Path, str, int]:
        path = self.folder / f"{secrets.token_hex(8)}.part"
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("wb") as file:
                async for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path, digest.hexdigest(), size


def _rules(lifecycle: str) -> Mapping[str, Any]:
    with contextlib.suppress(ValueError):
        rules = json.loads(lifecycle) if lifecycle else {}
        if isinstance(rules, dict):
            return rules
    return {}
