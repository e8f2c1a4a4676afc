"""Calls whose files have one name and other contents are told apart by where the files are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.testing import make_mp4
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Fault, Outcome, SimulatedFal, VirtualTime

# The clock of the clients begins here.
START = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_each_call_gets_the_job_with_its_own_file(make_client, framehook_clock, tmp_path, order):
    """All answers were lost; the history has the URLs, and the ledger has them, too."""
    # Nobody may read the bill, where each call would be found by its label.
    time = VirtualTime(step=0.1, start=START)
    with SimulatedFal(time=time, admins=frozenset()) as fal:
        fal.answer(
            "*", lambda order: Outcome(value={"video": {"url": order.arguments["video_url"]}})
        )
        fal.faults.add(Fault(kind="lost-reply", routes=("submit",)))
        urls = fal.base_urls
        names = ("run", "queue", "rest", "cdn", "platform")
        hosts = Hosts(**{name: getattr(urls, name) for name in names})
        ledger = MemoryLedger()
        client = make_client(service=FalService(fal.key, hosts=hosts), ledger=ledger)
        films = {}
        for number in order:
            path = tmp_path / str(number) / "clip.mp4"
            path.parent.mkdir()
            films[number] = make_mp4(frames=6 * number)
            path.write_bytes(films[number])
            with pytest.raises(errors.SubmissionUnknownError):
                client.submit(dream(prompt="x", video_url=path), key=f"{number}")
        fal.faults.clear()
        time.advance(60)
        assert len(client.reconcile()) == 3
        for number in order:
            call = dream(prompt="x", video_url=tmp_path / str(number) / "clip.mp4")
            result = client.submit(call, key=f"{number}").result()
            assert fal.read(result.output.video.url) == films[number]
        assert len(fal.truth.paid) == 3
