"""Things that can be read again and again."""

from __future__ import annotations

import io
import os
import pathlib
import tempfile

import pytest

from framehook.errors import FileNotReadableError
from framehook.spi import BytesSource, PathSource, Source, source_of
from framehook.spi._source import PIECE


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"0123456789")
    return path


def test_a_path_is_read_from_anywhere(path):
    """Size, name, the bytes from an offset on, and a part of them."""
    source = PathSource(path)
    assert (source.name, source.size) == ("clip.mp4", 10)
    assert b"".join(source.open()) == b"0123456789"
    assert b"".join(source.open(7)) == b"789"
    assert b"".join(source.open(99)) == b""
    assert source.read_at(8, 5) == b"89"
    assert isinstance(source, Source)


def test_large_files_come_in_pieces(tmp_path):
    """No piece is larger than a mebibyte, of a file or of a buffer."""
    data = bytes(PIECE) + b"x"
    (tmp_path / "a").write_bytes(data)
    for source in (PathSource(tmp_path / "a"), BytesSource(data)):
        assert [len(piece) for piece in source.open()] == [PIECE, 1]


def test_the_fingerprint_changes_with_the_file(path):
    """Other bytes or another time of change make another fingerprint."""
    source = PathSource(path)
    before = source.fingerprint
    assert source.fingerprint == before
    os.utime(path, ns=(1, 1))
    assert source.fingerprint != before
    assert BytesSource(b"a").fingerprint != BytesSource(b"b").fingerprint


@pytest.mark.parametrize(
    "ask",
    [
        lambda source: source.size,
        lambda source: source.fingerprint,
        lambda source: list(source.open()),
        lambda source: source.read_at(0, 1),
    ],
)
def test_what_cannot_be_read_is_told_by_name(tmp_path, ask):
    """A missing file is an error with its path, whatever is asked of it."""
    with pytest.raises(FileNotReadableError, match=r"gone\.mp4"):
        ask(PathSource(tmp_path / "gone.mp4"))


def test_what_is_no_file_is_told_apart(tmp_path):
    """A folder and a pipe are not files of no size, and neither is a path through a file."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileNotReadableError, match="is a folder"):
        PathSource(tmp_path).size  # noqa: B018
    with pytest.raises(FileNotReadableError, match="is no plain file"):
        PathSource(tmp_path / "pipe").size  # noqa: B018
    with pytest.raises(FileNotReadableError, match="does not exist"):
        PathSource(tmp_path / "file" / "x").size  # noqa: B018


def test_a_path_that_no_system_takes_is_told(tmp_path):
    """A name that is too long is a file that cannot be read."""
    with pytest.raises(FileNotReadableError):
        PathSource(tmp_path / ("x" * 5000)).size  # noqa: B018


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_buffers_are_copied(kind):
    """What happens to a buffer afterwards changes nothing."""
    data = bytearray(b"abc")
    source = source_of(kind(data))
    data[0] = 0
    assert b"".join(source.open()) == b"abc"
    assert (source.name, source.size) == ("data", 3)


def test_paths_of_any_kind_are_paths(path):
    """`Path` and anything else with `__fspath__`."""

    class Named:
        def __fspath__(self):
            return str(path)

    assert source_of(path) == source_of(Named()) == PathSource(pathlib.Path(path))


def test_file_objects_are_read_again_where_possible(path):
    """A plain file goes by its path; anything else is read once, from where it stands."""
    with path.open("rb") as file:
        assert source_of(file) == PathSource(path)
    with path.open("rb", buffering=0) as file:
        assert source_of(file) == PathSource(path)
    buffer = io.BytesIO(b"abc")
    buffer.seek(1)
    assert source_of(buffer) == BytesSource(b"bc")
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(b"abc")
        file.seek(0)
        assert source_of(file).name == pathlib.Path(file.name).name
    handle = os.open(path, os.O_RDONLY)
    with os.fdopen(handle, "rb") as file:
        assert source_of(file) == BytesSource(b"0123456789")


def test_text_files_are_refused(path):
    """A file that was opened for text is named as such."""
    with path.open() as file, pytest.raises(FileNotReadableError, match="mode 'rb'"):
        source_of(file)
