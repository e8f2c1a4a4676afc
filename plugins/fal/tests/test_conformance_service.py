"""fal's service keeps the contract of every service, against the simulation."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager

from dream import Dream, Dreamt

from framehook.spi import Endpoint
from framehook.testing import ServiceConformance, make_mp4
from framehook_fal import FalService, Hosts
from framehook_fal.sim import Media, Outcome, SimulatedFal, VirtualTime, broken

FILM = make_mp4(frames=8)


def _answer(order):
    prompt = order.arguments["prompt"]
    if prompt == "a storm":
        return broken("runner_server_error")
    media = {"video": Media(data=FILM, name="film.mp4", kind="video/mp4")}
    return Outcome(
        value={},
        media=media,
        wait=1.0,
        seconds=1e9 if prompt == "without end" else 2.0,
        logs=["one", "two"],
    )


class TestFal(ServiceConformance):
    """The service, with the endpoint of some team on it."""

    endpoint = Endpoint(id="my-team/dream", input=Dream, output=Dreamt, service="fal")
    arguments = {"prompt": "the tide comes in"}
    failing = {"prompt": "a storm"}
    lasting = {"prompt": "without end"}
    exemptions = {
        "test_an_unknown_word_is_an_error": (
            "fal has three words, and its own JavaScript client takes every other one for work that "
            "goes on. So does this service, and it tells the word as a note of the running job."
        ),
    }

    @contextmanager
    def start(self):
        with SimulatedFal(time=VirtualTime(step=0.25)) as self.fal:
            self.fal.answer("*", _answer)
            urls = self.fal.base_urls
            names = ("run", "queue", "rest", "cdn", "platform")
            hosts = Hosts(**{name: getattr(urls, name) for name in names})
            yield lambda: FalService(self.fal.key, hosts=hosts)

    def notification(self, service, job):
        body = json.dumps({"request_id": job, "status": "OK", "payload": {}}).encode()
        return self.fal.signer.sign(job, body, time.time()), body
