"""The service as core sees it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

import framehook_local
from framehook.registry import Registry
from framehook.spi import BytesSource, FileStore, Finds, Queue, Request, Service, Slice
from framehook_local import service, spi


def test_it_is_found_by_its_name():
    """The entry point leads to the object."""
    assert Registry().service("local") is service


def test_it_has_no_secret_and_no_hosts(bench):
    """So that no key of another service ever meets one of its requests."""
    given: Service = service
    queue: Queue = given.queue
    files: FileStore = given.files
    assert isinstance(queue, Finds)
    assert (given.name, given.hosts, files.reads) == ("local", frozenset(), {"local"})
    assert bench.drive(given.secret()) is None
    request = Request("GET", "local://about")
    assert given.authorize(request, "key") is request


def test_its_transports_understand_its_scheme(bench):
    """In both colours."""
    pair = service.transports()
    assert pair is not None
    assert [make().schemes for make in pair] == [{"local"}, {"local"}]


def test_a_placed_file_says_when_it_is_forgotten(bench):
    """So that core does not use it again too late."""
    piece = Slice(BytesSource(b"abc"), "video/mp4")
    placed = bench.drive(service.files.place(piece, "/video_url"))
    left = placed.expires - datetime.now(UTC)
    assert timedelta(days=6) < left <= timedelta(days=7)


def test_naming_it_loads_neither_codecs_nor_schemas():
    """A client of it starts quickly, and its worker alone pays for them."""
    program = (
        "import sys, framehook_local.spi, framehook_local._line, framehook_local._worker\n"
        "assert not {'av', 'pydantic', 'asyncio', 'framehook.spi'} & set(sys.modules)\n"
        "from framehook_local import service\n"
        "service.transports()[0]()\n"
        "assert not {'av', 'pydantic', 'httpx'} & set(sys.modules), set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=50)


@pytest.mark.parametrize("package", [framehook_local, spi])
def test_every_public_name_is_there(package):
    """And nothing else."""
    assert all(getattr(package, name) for name in package.__all__)
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="nonsense"):
        package.nonsense  # noqa: B018
