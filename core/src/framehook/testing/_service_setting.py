"""What every test of a service starts from."""

from __future__ import annotations

__all__ = ("ServiceSetting",)

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, TypeAlias

import pytest

from ..errors import FramehookError
from ..spi import Endpoint, Phase, Service, Status
from ._clock import VirtualClock
from ._conformance import Conformance
from ._service_trial import Colour, Trial

Maker: TypeAlias = Callable[[], Service]

MOST_QUESTIONS = 200


class ServiceSetting(Conformance):
    """
    What every test of a service starts from; `ServiceConformance` says how it is used.

    Attributes:
        endpoint: An endpoint of the service.
        arguments: Arguments with which a job succeeds.
        failing: Arguments with which the vendor takes a job on and gives it up.
        lasting: Arguments with which a job runs until it is cancelled.
        word_at: JSON pointer to the word in an answer that says where a job stands.
        colours: Which clients are tried.
    """

    endpoint: ClassVar[Endpoint[..., Any, Any]]
    arguments: ClassVar[Mapping[str, Any]] = {}
    failing: ClassVar[Mapping[str, Any] | None] = None
    lasting: ClassVar[Mapping[str, Any] | None] = None
    word_at: ClassVar[str] = "/status"
    colours: ClassVar[Sequence[Colour]] = ("blocking", "asynchronous")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run every test that uses a client once for each colour."""
        if "colour" in metafunc.fixturenames:
            metafunc.parametrize("colour", self.colours)

    def start(self) -> AbstractContextManager[Maker]:
        """Start a vendor on this machine, and give what makes a service that asks it."""
        raise NotImplementedError

    def clock(self) -> Any:
        """Return the time; `None` for that of this machine, where the vendor needs it."""
        return VirtualClock()

    def notification(self, service: Service, job: str) -> tuple[Mapping[str, str], bytes] | None:
        """Return headers and body of a right notification about a job, signed at this moment."""
        return None

    @pytest.fixture
    def make(self) -> Iterator[Maker]:
        """Give what makes services that ask one vendor."""
        with self.start() as make:
            yield make

    @pytest.fixture
    def trial(self, make: Maker, colour: Colour) -> Iterator[Trial]:
        """Give a client of a service, of one colour after the other."""
        with self.trying(make(), colour) as trial:
            yield trial

    @pytest.fixture
    def asking(self, make: Maker, colour: Colour) -> Iterator[Trial]:
        """Give a client that only asks, and opens no streams."""
        with self.trying(make(), colour, streams=False) as trial:
            yield trial

    def trying(self, service: Service, colour: Colour, **more: Any) -> Trial:
        """Return a client of a service."""
        return Trial(service, self.endpoint, colour=colour, clock=self.clock(), **more)

    def given(self, name: str) -> Mapping[str, Any]:
        """Return the arguments of a sort, or fail with what is missing."""
        found: Mapping[str, Any] | None = getattr(self, name)
        if found is None:
            pytest.fail(
                f"The class names no arguments under {name!r}: set them, or write an exemption "
                "with the reason.",
                pytrace=False,
            )
        return found

    def end_of(self, trial: Trial, job: Any) -> Status | None:
        """Ask about a job until it has ended; `None` if it does not, or nobody can tell."""
        try:
            for _ in range(MOST_QUESTIONS):
                status: Status = trial.done(job.status)
                if status.phase is Phase.ENDED:
                    return status
                _rest(trial)
        except FramehookError:
            return None
        return None


def _rest(trial: Trial) -> None:
    # A vendor of real processes needs real time.
    if trial.clock is None:
        time.sleep(0.05)
    else:
        trial.clock.sleep(1.0)
