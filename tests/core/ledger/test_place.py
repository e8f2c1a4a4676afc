"""The file of a ledger: where it may be."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from framehook.errors import LedgerError
from framehook.ledger._place import file_of, kind_of, refuse_network

MOUNTS = """\
/dev/vda / ext4 rw 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb /home/me/fast\\040disk xfs rw 0 0
server:/x /mnt/both nfs rw 0 0
/dev/vdc /mnt/both ext4 rw 0 0

odd
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/", "ext4"),
        ("/home/me", "nfs4"),
        ("/homely", "ext4"),
        ("/home/me/fast disk/jobs", "xfs"),
        ("/mnt/both", "ext4"),
    ],
)
def test_the_innermost_and_latest_mount_counts(folder, kind):
    """Blanks in names are understood, and a name's beginning is no folder."""
    assert kind_of(Path(folder), MOUNTS) == kind


def test_nothing_is_known_without_mounts():
    """No line, no answer."""
    assert kind_of(Path("/var"), "") is None


@pytest.mark.parametrize("kind", ["nfs", "cifs", "smb3", "fuse.sshfs"])
def test_network_file_systems_are_refused(tmp_path, kind):
    """The error says which one it is."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x / {kind} rw 0 0\n")
    with pytest.raises(LedgerError, match=rf"network file system \({kind}\)"):
        refuse_network(tmp_path / "jobs.db", mounts)


def test_local_disks_are_fine_and_ignorance_is_told(tmp_path, caplog):
    """Where nothing says what is mounted, the log says that nothing was checked."""
    mounts = tmp_path / "mounts"
    mounts.write_text("x / ext4 rw 0 0\n")
    with caplog.at_level(logging.INFO, "framehook.ledger"):
        refuse_network(tmp_path / "jobs.db", mounts)
        assert caplog.messages == []
        refuse_network(tmp_path / "jobs.db", tmp_path / "none")
    assert ["cannot be checked" in message for message in caplog.messages] == [True]


def test_a_path_or_a_url_names_the_file(tmp_path, monkeypatch):
    """All of these are the same file, also after the program goes elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    expected = Path(tmp_path.resolve(), "my jobs.db")
    for place in (
        "my jobs.db",
        Path("my jobs.db"),
        "~/my jobs.db",
        "sqlite:my%20jobs.db",
        f"sqlite:{tmp_path}/my%20jobs.db",
        f"sqlite://{tmp_path}/my%20jobs.db",
    ):
        assert file_of(place) == expected


@pytest.mark.parametrize("place", ["", ":memory:", "sqlite:", "sqlite::memory:"])
def test_what_would_not_last_is_refused(place):
    """A ledger in memory is asked for by name."""
    with pytest.raises(LedgerError, match=r"names no file") as caught:
        file_of(place)
    assert "MemoryLedger()" in caught.value.hint


@pytest.mark.parametrize("place", ["sqlite://host/jobs.db", "sqlite:jobs.db?mode=ro"])
def test_a_url_has_nothing_but_a_path(place):
    """What would be ignored is refused."""
    with pytest.raises(LedgerError, match="more in it than a path"):
        file_of(place)
