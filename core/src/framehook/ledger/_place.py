"""The file of a ledger: where it may be, how it is made, and what becomes of a damaged one."""

from __future__ import annotations

__all__ = ("create", "file_of", "kind_of", "refuse_network", "set_aside")

import logging
import os
import re
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..errors import LedgerError
from ._guard import sync_folder
from ._schema import APPLICATION

_log = logging.getLogger("framehook.ledger")

# How every SQLite file begins. The bytes from the 68th on say which program wrote it.
_MAGIC = b"SQLite format 3\0"
MOUNTS = Path("/proc/mounts")
# Their locks are promises between machines that not all of them keep, and the file of a
# running SQLite ledger is shared through memory, which none of them can do.
NETWORK = frozenset(
    {
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "fuse.ceph",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.gcsfuse",
        "fuse.glusterfs",
        "fuse.goofys",
        "fuse.juicefs",
        "fuse.mount-s3",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
    }
)


def file_of(place: str | os.PathLike[str]) -> Path:
    """
    Return the absolute path that a path or a URL such as `sqlite:///var/jobs.db` means.

    Raises:
        LedgerError: if it names no file.
    """
    text = os.fspath(place)
    scheme, mark, _ = text.partition("://")
    if mark and scheme != "sqlite":
        raise LedgerError(
            f"No ledger of this installation is reached by a URL with {scheme!r}.",
            hint="Give a path, or a URL such as sqlite:///var/lib/jobs.db.",
        )
    if text.startswith("sqlite:"):
        parts = urlsplit(text)
        if parts.netloc or parts.query or parts.fragment:
            raise LedgerError(
                f"The ledger's URL {text!r} has more in it than a path.",
                hint="Write sqlite:jobs.db, or sqlite:///var/lib/jobs.db for an absolute path.",
            )
        text = unquote(parts.path)
    if text in {"", ":memory:"}:
        raise LedgerError(
            f"{os.fspath(place)!r} names no file, so the ledger would not last.",
            hint="Give a path, or use MemoryLedger().",
        )
    try:
        return Path(os.path.realpath(Path(text).expanduser()))
    except (RuntimeError, ValueError) as exc:
        raise LedgerError(
            f"The ledger {text!r} has a path that makes no sense: {exc}",
            hint="Write the path out.",
        ) from exc


def kind_of(folder: Path, mounts: str) -> str | None:
    """Return the type of the file system a folder is on, given what /proc/mounts says."""
    longest, found = -1, None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # Blanks and the like are written as three octal digits.
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1]))
        # Of two at the same place the later one hides the earlier one.
        if folder.is_relative_to(point) and len(point.parts) >= longest:
            longest, found = len(point.parts), fields[2]
    return found


def refuse_network(path: Path, mounts: Path = MOUNTS) -> None:
    """
    Refuse a file on a network file system. Only Linux says which those are.

    Raises:
        LedgerError: if it is on one.
    """
    try:
        kind = kind_of(path.parent, mounts.read_text("utf-8", "surrogateescape"))
    except OSError:
        _log.info("Whether %s is on a network file system cannot be checked here.", path)
        return
    if kind in NETWORK:
        raise LedgerError(
            f"The ledger {str(path)!r} would be on a network file system ({kind}), where "
            "several processes could pay for the same call.",
            hint="Put it on a local disk, or use a ledger in a database server.",
        )


def create(path: Path) -> None:
    """
    Make an empty file that only its owner can read, if there is none.

    Raises:
        LedgerError: if there is something that never was a ledger.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _refuse_other(path)
        return
    sync_folder(path.parent)


def _refuse_other(path: Path) -> None:
    # SQLite would write beside any file, and a wrong path may name any file of the caller's.
    if not stat.S_ISREG(path.stat().st_mode):
        raise LedgerError(
            f"The ledger {str(path)!r} is no plain file.",
            hint="Give the ledger a file of its own.",
        )
    head = _head(path)
    if head and not head.startswith(_MAGIC):
        raise _not_one(path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(72)


def _not_one(path: Path) -> LedgerError:
    return LedgerError(
        f"The file {str(path)!r} is not a ledger, or its beginning is lost.",
        hint="Give the ledger a file of its own. If it was one, move it away first.",
    )


def set_aside(path: Path) -> Path:
    """
    Rename a damaged ledger, with the files that belong to it, and return its new path.

    Raises:
        LedgerError: if it is the damaged database of another program.
    """
    if _head(path)[68:] != APPLICATION.to_bytes(4, "big"):
        raise _not_one(path)
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for end in ("-wal", "-shm"):
        attached = path.with_name(path.name + end)
        if attached.exists():
            attached.rename(aside.with_name(aside.name + end))
    path.rename(aside)
    _log.warning(
        "The ledger %s is damaged. It is now %s, and a new one takes its place, which knows "
        "nothing of calls that were paid before. Look into the old one before you repeat any.",
        path,
        aside,
    )
    return aside
