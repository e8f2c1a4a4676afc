"""Replay Studio keeps what framehook promises its users."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from framehook.testing import ServiceConformance

from framehook_replay_studio import ReplayStudio, dream
from vendor import Vendor


class TestReplayStudio(ServiceConformance):
    """The service, against a vendor on this machine."""

    endpoint = dream
    arguments = {"prompt": "the tide comes in"}
    failing = {"prompt": "a storm"}
    lasting = {"prompt": "without end"}

    @contextmanager
    def start(self) -> Iterator[Callable[[], ReplayStudio]]:
        with Vendor() as self.vendor:
            yield lambda: ReplayStudio(
                self.vendor.token, self.vendor.api, webhook_secret=self.vendor.webhook_secret
            )

    def notification(self, service: object, job: str) -> tuple[Mapping[str, str], bytes]:
        body = json.dumps({"id": job, "status": "processing"}).encode()
        return self.vendor.signed(body), body
