"""A service of long jobs on a clock that does not wait, for S3."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from framehook import Client
from framehook.ledger import MemoryLedger
from framehook.spi import Endpoint, Input, Output, Request, Response
from framehook.testing import VirtualClock
from framehook_fal import FalService

KEY = "0f1e2d3c-1111-2222-3333-444455556666:verysecretverysecret"


class Asked(Input):
    """What a job takes."""

    prompt: str


class Told(Output):
    """What it brings."""

    text: str


class Service:
    """
    A queue behind a transport, and a client that asks it.

    Args:
        knows: How many earlier jobs the client's ledger has.
        seconds: How long these took.
    """

    schemes = frozenset({"https"})

    def __init__(self, *, knows: int, seconds: float) -> None:
        self.clock = VirtualClock()
        self.requests = 0
        self.done = self.clock.now()
        self.endpoint = Endpoint(id="bench/job", input=Asked, output=Told, service="fal")
        options: dict[str, Any] = {
            "service": FalService(KEY, stream=False),
            "transport": self,
            "ledger": MemoryLedger(),
            "clock": self.clock,
        }
        self.client = Client(**options)
        for _ in range(knows):
            self.job(seconds)

    def job(self, seconds: float) -> tuple[int, float]:
        """Run a job, and return how often its status was asked, and how late its end was seen."""
        self.requests = 0
        self.done = self.clock.now() + timedelta(seconds=seconds)
        self.client.run(self.endpoint(prompt="the tide comes in"))
        return self.requests, (self.clock.now() - self.done).total_seconds()

    def send(self, request: Request, timeout: float) -> Response:
        """Answer at once."""
        del timeout
        path = request.url.partition("?")[0]
        if path.endswith("/status"):
            self.requests += 1
            is_done = self.clock.now() >= self.done
            said = {"status": "COMPLETED" if is_done else "IN_PROGRESS", "request_id": "r"}
        elif request.method == "POST":
            # A new id each time: a ledger takes none twice.
            said = {"request_id": f"r{self.clock.now().timestamp():.6f}"}
        else:
            said = {"text": "done"}
        headers = {"content-type": "application/json"}
        return Response(200, headers, json.dumps(said).encode(), request.url)

    def open(self, request: Request, timeout: float) -> Any:
        """Nothing is streamed."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""
