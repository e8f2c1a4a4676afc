"""Files that lie where the service cannot read them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.clients._path_sink import scratch
from framehook.flows._commands import Open
from framehook.flows._follow import follow
from framehook.flows._terms import Terms
from framehook.spi import Request, Response
from framehook.testing import ScriptedService, acts, make_mp4
from framehook.testing._server import LoopbackServer, reply


class Picky(ScriptedService):
    """Reads no URL but those of its own store, and takes files of any kind."""

    reads = frozenset({"scripted"})

    @property
    def files(self) -> Any:
        inner = super().files

        class Files:
            reads = self.reads
            place = staticmethod(inner.place)
            fetch = staticmethod(inner.fetch)

        return Files()


class Stranger(Picky):
    reads = frozenset({"https"})


def test_a_url_that_the_service_cannot_read_is_relayed(
    make_client: Any, framehook_clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of another store goes through this machine, and nothing of it is left behind."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    service = Stranger(clock=framehook_clock)
    client = make_client(service=service)
    clip = make_mp4()
    client.run(dream(prompt="y", video_url=client.upload(clip)))
    assert service.count("upload") == 2
    assert set(service.stored.values()) == {clip}
    with pytest.raises(errors.FileNotReadableError, match="not sent: The answer has status 404"):
        client.run(dream(prompt="y", video_url=f"{acts.BASE}/files/nothing.mp4"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["127.0.0.1:9", "10.0.0.7", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_a_private_url_is_not_relayed_unasked(
    make_client: Any, framehook_clock: Any, host: str
) -> None:
    """This machine's neighbours are asked for nothing on behalf of a service."""
    service = Picky(clock=framehook_clock)
    with pytest.raises(errors.FileNotReadableError, match="on a private address") as caught:
        make_client(service=service).run(dream(prompt="y", video_url=f"http://{host}/a.mp4"))
    assert "probe_private=True" in str(caught.value.hint)
    assert service.paid == service.count("upload") == 0


def test_a_relayed_url_may_have_moved(
    make_client: Any, framehook_clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the caller allows private addresses, redirects between them are followed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    service = Picky(clock=framehook_clock)
    clip = make_mp4()
    with LoopbackServer() as server:
        server.play("/old.mp4", [reply(302, headers=[("location", "/new.mp4")])])
        server.play("/new.mp4", [reply(200, clip)])
        client = make_client(service=service, probe_private=True)
        client.run(dream(prompt="y", video_url=f"{server.url}/old.mp4"))
    assert set(service.stored.values()) == {clip}
    assert list(tmp_path.iterdir()) == []


def test_a_relayed_url_has_an_end(
    make_client: Any, framehook_clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More bytes than any service takes do not fill this machine's disk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("framehook.flows._place.MOST_BYTES", 1000)
    with LoopbackServer() as server:
        server.play("/a.mp4", [reply(200, bytes(5000))])
        client = make_client(service=Picky(clock=framehook_clock), probe_private=True)
        with pytest.raises(errors.FileNotReadableError, match="more than 1,000 bytes"):
            client.run(dream(prompt="y", video_url=f"{server.url}/a.mp4"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "location", ["https://10.0.0.7/x", "https://localhost/x", "https://127.1/"]
)
def test_the_internet_does_not_lead_inside(location: str) -> None:
    """An answer from outside that points at a private address is not followed."""
    terms = Terms(service=ScriptedService(), scratch=scratch)
    going = follow(Request("GET", "https://cdn.example/a", signed=False), terms)
    assert isinstance(next(going), Open)
    moved = SimpleNamespace(
        head=Response(302, {"location": location}, b"", "https://cdn.example/a")
    )
    with pytest.raises(StopIteration) as stop:
        going.send(moved)
    assert stop.value.value is moved
