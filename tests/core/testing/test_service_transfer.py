"""Files and streams of the scripted service."""

from __future__ import annotations

from typing import Any

import pytest
from sides import Awaiting, Blocking, finish, perform, signed, statuses, ticket_of

from framehook.errors import DeadlineError, ReplyError, TransportError
from framehook.spi import (
    BytesSource,
    Phase,
    Request,
    Slice,
    Status,
    Watches,
)
from framehook.testing import ScriptedService, VirtualClock, acts


@pytest.mark.parametrize("part", [slice(None), slice(2, 5)])
def test_uploads_are_stored_under_their_content(colour, part):
    """A file, or a part of it, is stored; the same content is stored once."""
    service = ScriptedService(uploads=[acts.unavailable()])
    side = colour(service)
    source = BytesSource(b"shore", name="a b.mp4")
    start, length = part.start or 0, None if part.stop is None else part.stop - part.start
    data = Slice(source, "video/mp4", start, length)
    with pytest.raises(ReplyError):
        perform(side, service.files.place(data, "/video_url"))
    placed = [perform(side, service.files.place(data, "/video_url")) for _ in range(2)]
    assert placed[0] == placed[1]
    assert list(service.stored.values()) == [b"shore"[part]]
    assert str(placed[0].value).startswith(acts.file_url(""))


def test_downloads_break_off_and_can_be_resumed(colour):
    """A cut download gives its first bytes; the rest can be asked for."""
    files = {"v.mp4": bytes(range(256)) * 1000}
    service = ScriptedService(
        [acts.succeeded(files=files)], downloads=[acts.cut(100_000), acts.garbled(502)]
    )
    side = colour(service)
    statuses(side, ticket_of(side), 1)
    request = finish(service.files.fetch(acts.file_url("v.mp4")))
    with pytest.raises(TransportError, match="broke off"):
        side.read_all(request)
    assert side.read_all(request)[0] == 502
    whole = side.send(request)
    tag = whole.headers["etag"]
    rest = request.with_headers(("Range", "bytes=100000-"), ("If-Range", tag))
    assert side.read_all(rest) == (206, files["v.mp4"][100_000:])
    few = side.send(request.with_headers(("Range", "bytes=1-3")))
    assert (few.body, few.headers["content-range"]) == (b"\1\2\3", "bytes 1-3/256000")
    changed = side.send(request.with_headers(("Range", "bytes=5-"), ("If-Range", '"other"')))
    assert (changed.status, len(changed.body)) == (200, 256000)
    assert side.send(request.with_headers(("Range", "bytes=256000-"))).status == 416
    assert side.send(finish(service.files.fetch(acts.file_url("no.mp4")))).status == 404


def test_a_service_may_know_no_ranges():
    """Then every download is the whole file."""
    service = ScriptedService([acts.succeeded(files={"v.mp4": b"film"})], ranges=False)
    side = Blocking(service)
    statuses(side, ticket_of(side), 1)
    request = finish(service.files.fetch(acts.file_url("v.mp4")))
    assert side.send(request.with_headers(("Range", "bytes=2-"))).status == 200


def watched(side: Blocking | Awaiting, ticket: Any) -> list[Status]:
    queue: Any = side.service.queue
    request, decoder = queue.watch(ticket)
    _, data = side.read_all(signed(side.service, request))
    halves = data[: len(data) // 2], data[len(data) // 2 :]
    return [status for half in halves for status in decoder.feed(half)]


def test_a_stream_tells_the_same_story(colour):
    """Reports come line by line until the job has ended, however the bytes are cut."""
    service = ScriptedService(
        [acts.queued(1), acts.garbled(), acts.running(0.5, "a"), acts.succeeded()],
        powers=["watch"],
    )
    assert isinstance(service.queue, Watches)
    side = colour(service)
    told = watched(side, ticket_of(side))
    assert [status.phase for status in told] == [Phase.QUEUED, Phase.RUNNING, Phase.ENDED]
    assert service.count("status") == 0


def test_a_stream_that_breaks_goes_on_where_it_was(colour):
    """Faults break a stream, an error ends it, and the next one tells the rest."""
    service = ScriptedService(
        [acts.queued(1), acts.lost(acts.running()), acts.missing(), acts.succeeded()],
        powers=["watch"],
        watches=[acts.unreachable()],
    )
    side = colour(service)
    ticket = ticket_of(side)
    for _ in range(2):
        with pytest.raises(TransportError):
            watched(side, ticket)
    assert watched(side, ticket) == []
    assert [status.phase for status in watched(side, ticket)] == [Phase.ENDED]
    assert service.open_streams == 0


def test_a_stream_without_end_lets_time_pass(colour):
    """Reports of a job that never ends come so slowly that a deadline is reached."""
    clock = VirtualClock()
    service = ScriptedService([acts.running()], powers=["watch"], clock=clock)
    side = colour(service)
    queue: Any = service.queue
    request, _ = queue.watch(ticket_of(side))
    with pytest.raises(DeadlineError):
        side.read_all(request, timeout=5)
    assert clock.monotonic() == 5


def test_no_stream_about_an_unknown_job(colour):
    """A stream about nothing is a 404 with its words."""
    side = colour(ScriptedService(powers=["watch"]))
    status, data = side.read_all(Request("GET", f"{acts.BASE}/jobs/job-1/watch"))
    assert (status, b"nothing here" in data) == (404, True)
