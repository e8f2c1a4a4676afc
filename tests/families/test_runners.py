"""What the families run on this machine, and how good they say it is."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from framehook.spi import Fidelity

IDS = (Path(__file__).parent / "endpoint_ids.txt").read_text(encoding="utf-8").split()
POINTS = sorted(entry_points(group="framehook.runners.v1"))


def test_runners_stand_for_endpoints_of_the_families():
    """No runner is registered for an id that there is not, and most ids have one."""
    ids = {point.name.partition("@")[0] for point in POINTS}
    assert ids <= set(IDS)
    assert len(ids) > len(IDS) / 2


@pytest.mark.parametrize("point", POINTS, ids=[point.name for point in POINTS])
def test_a_runner_says_how_good_it_is_and_what_it_needs(point):
    """The service reads both before it runs anything; only a model needs more than PyAV."""
    runner = point.load()
    assert runner.fidelity.name.lower() == point.name.partition("@")[2]
    assert runner.requires[0] == "av"
    assert len(runner.requires) == 1 or runner.fidelity is Fidelity.MODEL
