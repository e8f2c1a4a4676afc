"""What every service must do, against a vendor on this machine."""

from __future__ import annotations

__all__ = ("ServiceConformance",)

from ._service_faults import FaultTests
from ._service_files import PlacementTests
from ._service_life import LifeTests
from ._service_secrets import SecretTests
from ._service_streams import StreamTests


class ServiceConformance(LifeTests, FaultTests, StreamTests, SecretTests, PlacementTests):
    """
    Holds a service to its contract, with both clients and every fault.

    A subclass starts a vendor on this machine and says what is called there; the kit brings
    the faults along, on the way between the service and the vendor. `start` gives a
    function that makes a service: a second one stands for another process.

    Attributes:
        endpoint: An endpoint of the service.
        arguments: Arguments with which a job succeeds.
        failing: Arguments with which the vendor takes a job on and gives it up.
        lasting: Arguments with which a job runs until it is cancelled.
        word_at: JSON pointer to the word in an answer that says where a job stands.

    Example:
        ```python
        from contextlib import contextmanager
        from framehook.spi import Endpoint, File, Input, Output
        from framehook.testing import ScriptedService, ServiceConformance

        class Dream(Input):
            prompt: str

        class Dreamt(Output):
            video: File

        class TestScripted(ServiceConformance):
            endpoint = Endpoint(id="my-team/dream", input=Dream, output=Dreamt, service="scripted")
            arguments = {"prompt": "the tide comes in"}

            @contextmanager
            def start(self):
                service = ScriptedService()
                yield lambda: service
        ```
    """
