"""The queue: submit, status, stream, result, cancel."""

from __future__ import annotations

__all__ = ("QueueApi", "options_of", "order_of", "problem")

import json
import math
from collections.abc import AsyncIterator, Mapping
from typing import Any

from ._job import Job, Order, State, application_of
from ._outcome import FAULTS_OF_THE_GATEWAY
from ._wire import Incoming, Reply, json_reply
from ._world import World

# Nobody wakes a stream because somebody else left the queue; it looks for itself.
_LOOK = 5.0
_YES = frozenset({"1", "true", "yes"})
_DEADLINES = ("x-fal-request-start-timeout", "x-fal-request-timeout")


class QueueApi:
    """Answers the requests of the queue."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def submit(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Take a request into the queue."""
        order = await order_of(self._world, incoming, given["endpoint"], "submit")
        if isinstance(order, Reply):
            return order
        limit, trouble = options_of(incoming)
        if trouble is not None:
            return trouble
        app = application_of(order.endpoint).name
        most = incoming.query.get("fal_max_queue_length", "")
        if most.isdigit() and len(self._world.engine.waiting(app)) > int(most):
            return json_reply(429, {"detail": "The queue of this endpoint is too long."})
        webhook = incoming.query.get("fal_webhook")
        job = self._world.engine.submit(order, webhook=webhook, limit=limit)
        job.urls = self._urls(job)
        told = {
            "status": "IN_QUEUE",
            "request_id": job.id,
            **job.urls,
            "queue_position": self._world.engine.position(job),
            "gateway_request_id": job.attempt_id,
        }
        return json_reply(200, told, {"x-fal-request-id": job.id})

    async def status(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Say where a request stands."""
        job = self._find(incoming, given)
        if job is None:
            return json_reply(404, {"detail": "Request not found", "status": "NOT_FOUND"})
        wants = _wants_logs(incoming)
        window = self._world.quirks.log_window
        told = self._told(job, job.logs[-window:] if wants else None)
        status = 200 if job.state is State.COMPLETED else 202
        self._world.engine.step(job)
        return json_reply(status, told, {"x-fal-request-id": job.id})

    async def watch(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Say where a request stands whenever that changes."""
        job = self._find(incoming, given)
        if job is None:
            return json_reply(404, {"detail": "Request not found", "status": "NOT_FOUND"})
        return Reply(
            status=200,
            headers={
                "content-type": "text/event-stream",
                "cache-control": "no-store",
                "x-fal-request-id": job.id,
            },
            body=self._events(job, wants_logs=_wants_logs(incoming)),
        )

    async def result(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """Give the model's answer, word for word."""
        job = self._find(incoming, given)
        if job is None:
            return json_reply(404, {"detail": "Request not found"})
        if job.state is not State.COMPLETED:
            return json_reply(
                400, {"detail": "Request is still in progress"}, {"x-fal-request-id": job.id}
            )
        return answer_of(job)

    async def cancel(self, incoming: Incoming, given: Mapping[str, str]) -> Reply:
        """End a request."""
        await incoming.body()
        job = self._find(incoming, given)
        if job is None:
            return json_reply(404, {"status": "NOT_FOUND"})
        status, word = self._world.engine.cancel(job)
        return json_reply(status, {"status": word}, {"x-fal-request-id": job.id})

    def _find(self, incoming: Incoming, given: Mapping[str, str]) -> Job | None:
        try:
            app = application_of(given["endpoint"]).name
        except ValueError:
            return None
        job = self._world.engine.find(app, given["request_id"])
        account = incoming.account
        return job if job is not None and job.order.account == account else None

    def _urls(self, job: Job) -> Mapping[str, str]:
        root = f"{self._world.urls.queue}/{job.app}/requests/{job.id}"
        return {
            "response_url": root,
            "status_url": f"{root}/status",
            "cancel_url": f"{root}/cancel",
        }

    def _told(self, job: Job, logs: Any = None) -> dict[str, Any]:
        told: dict[str, Any] = {"status": job.state.value, "request_id": job.id, **job.urls}
        if job.state is State.IN_QUEUE:
            return told | {"queue_position": self._world.engine.position(job)}
        told["logs"] = logs
        outcome = job.outcome
        if job.state is State.COMPLETED and outcome is not None:
            if job.started is not None and job.ended is not None:
                told["metrics"] = {"inference_time": round(job.ended - job.started, 6)}
            if outcome.error_type is not None:
                value: Any = outcome.value
                told |= {"error": value["detail"], "error_type": outcome.error_type}
        return told

    async def _events(self, job: Job, *, wants_logs: bool) -> AsyncIterator[bytes]:
        world, sent, spoken = self._world, 0, 0.0
        last: dict[str, Any] = {}
        while True:
            logs = job.logs[sent:] if wants_logs else None
            told = self._told(job)
            if told != last or logs:
                last, sent, spoken = told, len(job.logs), world.time.now()
                event = told | {"logs": logs} if "logs" in told else told
                yield b"data: " + json.dumps(event).encode() + b"\n\n"
            if job.state is State.COMPLETED:
                return
            if world.engine.step(job):
                continue
            await world.engine.pause(_LOOK, job)
            if told == self._told(job) and world.time.now() - spoken >= world.quirks.keep_alive:
                spoken = world.time.now()
                yield b": ping\n\n"


def answer_of(job: Job) -> Reply:
    """Return the model's answer to a request that has ended."""
    outcome = job.outcome
    assert outcome is not None
    billed = outcome.units if outcome.status < 500 else 0
    headers = {
        "content-type": "application/json",
        **outcome.headers,
        "x-fal-request-id": job.id,
        "x-fal-billable-units": str(billed),
        "x-fal-served-from": "simulated",
    }
    return Reply(status=outcome.status, headers=headers, body=job.body)


def problem(error_type: str, words: str, **headers: str) -> Reply:
    """Return a failure of the service itself."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return json_reply(
        FAULTS_OF_THE_GATEWAY[error_type],
        {"detail": words, "error_type": error_type},
        {"x-fal-error-type": error_type, **more},
    )


async def order_of(world: World, incoming: Incoming, endpoint: str, route: str) -> Order | Reply:
    """Read an order, or say why there is none."""
    try:
        application_of(endpoint)
        known = await world.engine.work.knows(endpoint)
    except ValueError:
        known = False
    if not known:
        return json_reply(404, {"detail": f'Application "{endpoint}" not found'})
    try:
        body = await incoming.json()
    except ValueError:
        where = {"loc": ["body"], "msg": "The body is no JSON.", "type": "json_invalid"}
        return json_reply(422, {"detail": [where]}, {"x-fal-billable-units": "0"})
    own = {"fal_webhook", "fal_max_queue_length"}
    if incoming.method == "GET":
        body = {name: value for name, value in incoming.query.items() if name not in own}
    return Order(
        endpoint=endpoint,
        arguments={} if body is None else body,
        headers=incoming.headers,
        account=incoming.account,
        received=world.time.now(),
        route=route,
        tags=_tags(incoming.header("x-fal-tags")),
    )


def options_of(incoming: Incoming) -> tuple[float | None, Reply | None]:
    """Return how many seconds a request may wait for its start, or what is wrong with that."""
    for name in _DEADLINES:
        text = incoming.header(name)
        if not text:
            continue
        try:
            limit = float(text)
        except ValueError:
            limit = 0.0
        if limit > 0.1 and math.isfinite(limit):
            return limit, None
        return None, problem("bad_request", f"The header {name} makes no sense: {text!r}.")
    return None, None


def _wants_logs(incoming: Incoming) -> bool:
    return incoming.query.get("logs", "").lower() in _YES


def _tags(text: str) -> Mapping[str, str]:
    pairs = (pair.strip().partition("=") for pair in text.split(",") if "=" in pair)
    return {name.strip(): value.strip() for name, _, value in pairs}
