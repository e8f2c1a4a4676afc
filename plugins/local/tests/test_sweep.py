"""What is deleted, and what is kept."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

from framehook.spi import Payload, Phase
from framehook_local._sweep import sweep

DAY = 86400.0


def test_old_jobs_and_files_are_deleted(bench):
    """With the note of their attempt; a result says when that will be."""
    url = bench.place(b"abc")
    ticket = bench.submit(act="write", attempt="old")
    payload = bench.result(ticket)
    sweep(bench.spool, bench.settings, now=time.time() + 6 * DAY)
    assert isinstance(bench.result(ticket), Payload)
    assert bench.get(url).status == 200
    # Its process may be about to end, and keeps its files until then.
    while isinstance(found := bench.result(ticket), Payload):
        sweep(bench.spool, bench.settings, now=time.time() + 8 * DAY)
    assert found.kind == "expired"
    assert bench.get(url).status == bench.get(payload.value["text"]["url"]).status == 404
    assert bench.get("local://attempts/old").status == 404
    assert bench.submit(act="write", attempt="old") != ticket


def test_what_a_living_job_needs_is_kept(make_bench):
    """However old it is: the job, its upload, and the result of another job."""
    bench = make_bench(slots=2)
    upload = bench.place(b"abc")
    earlier = bench.run(act="write").value["text"]["url"]
    ticket = bench.submit(act="gate", place=str(bench.gate()), video_url=upload, image_url=earlier)
    bench.await_phase(ticket, Phase.RUNNING)
    sweep(bench.spool, bench.settings, now=time.time() + 400 * DAY)
    assert bench.status(ticket).phase is Phase.RUNNING
    assert bench.get(upload).status == bench.get(earlier).status == 200


def test_the_oldest_go_first_where_they_take_too_much_disk(bench):
    """Until what is left fits."""
    urls = [bench.place(bytes([number]) * 1000) for number in range(4)]
    for number, url in enumerate(urls):
        stamp = time.time() - 5000 + number
        os.utime(bench.spool.locate(url).parent, (stamp, stamp))
    sweep(bench.spool, replace(bench.settings, keep_bytes=2500), now=time.time())
    assert [bench.get(url).status for url in urls] == [404, 404, 200, 200]


def test_what_was_just_placed_is_kept_however_little_disk_there_is(bench):
    """A job that needs it is perhaps about to be ordered; a part of long ago is not."""
    url = bench.place(b"abc")
    part = bench.spool.files / ".0123.part"
    part.write_bytes(b"part")
    os.utime(part, (1, 1))
    sweep(bench.spool, replace(bench.settings, keep_bytes=0), now=time.time())
    assert bench.get(url).status == 200
    assert not part.exists()


def test_orphans_are_written_down_as_failed(bench, until):
    """Also where nobody asks for them, and their place in the line is cleared."""
    ticket = bench.submit(act="gate", place=str(bench.gate()))
    record = bench.spool.record(ticket.id)
    until(lambda: record.last_state()["state"] == "running")
    os.kill(record.worker(), signal.SIGKILL)
    until(lambda: record.worker() is None)
    (bench.spool.waiting / "000000000000-00000000").touch()
    sweep(bench.spool, bench.settings, now=time.time())
    assert record.last_state()["state"] == "failed"
    assert list(bench.spool.waiting.iterdir()) == []


def test_a_worker_sweeps_when_it_is_done(bench, until):
    """At most once an hour, so that many jobs do not all look at everything."""
    bench.run(act="write")
    until((bench.spool.folder / "swept").exists)
    old = bench.spool.files / ("0" * 64)
    old.mkdir()
    os.utime(old, (1, 1))
    sweep(bench.spool, bench.settings)
    assert old.exists()
    os.utime(bench.spool.folder / "swept", (1, 1))
    sweep(bench.spool, bench.settings)
    assert not old.exists()
