"""Synchronous requests: `run` and the streams of models."""

from __future__ import annotations

__all__ = ("SyncApi",)

import json
from collections.abc import AsyncIterator, Mapping

from ._job import Job, Order
from ._queue_api import answer_of, options_of, order_of
from ._wire import Incoming, Reply, json_reply
from ._world import World


class SyncApi:
    """Answers requests that wait for their result."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def run(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Do the work and answer with the model's answer."""
        job = await self._begin(incoming, given["endpoint"], "run")
        if isinstance(job, Reply):
            return job
        await self._world.engine.ended(job)
        return answer_of(job)

    async def stream(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Do the work and answer with a stream of events; the last one is the result."""
        job = await self._begin(incoming, given["endpoint"], "stream")
        if isinstance(job, Reply):
            return job
        if job.outcome is None:
            # Nobody knows yet how it ends, and a stream has to begin with its status.
            await self._world.engine.ended(job)
        if job.outcome is not None and not job.outcome.is_success:
            await self._world.engine.ended(job)
            return answer_of(job)
        headers = {
            "content-type": "text/event-stream",
            "cache-control": "no-store",
            "x-fal-request-id": job.id,
        }
        return Reply(status=200, headers=headers, body=self._events(job))

    async def _begin(self, incoming: Incoming, endpoint: str, route: str) -> Job | Reply:
        world = self._world
        order = await order_of(world, incoming, endpoint, route)
        if isinstance(order, Reply):
            return order
        limit, trouble = options_of(incoming)
        if trouble is not None:
            return trouble
        if world.engine.is_full(order.account):
            return _too_many(order)
        return world.engine.submit(order, limit=limit)

    async def _events(self, job: Job) -> AsyncIterator[bytes]:
        outcome = job.outcome
        assert outcome is not None
        pause = outcome.seconds / (len(outcome.events) + 1)
        for event in outcome.events:
            await self._world.engine.sleep(pause)
            yield b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"
        await self._world.engine.ended(job)
        yield b"data: " + job.body + b"\n\n"


def _too_many(order: Order) -> Reply:
    kind = "concurrent_requests_limit"
    detail = {
        "loc": ["body"],
        "msg": f"The account {order.account!r} has too many requests in progress.",
        "type": kind,
        "url": f"https://docs.fal.ai/errors/#{kind}",
    }
    return json_reply(429, {"detail": [detail]}, {"x-fal-needs-retry": "1"})
