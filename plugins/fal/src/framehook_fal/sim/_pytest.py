"""
The pytest plugin: a fixture with a simulated fal.

pytest imports this module in every run of every project that has this distribution
installed, so that it imports nothing of it before the fixture is used.
"""

from __future__ import annotations

__all__ = ("fal_sim",)

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._simulated import SimulatedFal


@pytest.fixture
def fal_sim() -> Iterator[SimulatedFal]:
    """A simulated fal on virtual time: every request takes a tenth of a second."""
    from . import SimulatedFal, VirtualTime  # They keep the test runs of others fast.

    with SimulatedFal(time=VirtualTime(step=0.1)) as fal:
        yield fal
