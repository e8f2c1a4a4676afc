"""The queue: who waits, who is worked on, and what becomes of it."""

from __future__ import annotations

__all__ = ("Engine", "Retention")

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from ._job import Job, Order, State
from ._outcome import ECHO, Media, Outcome, broken
from ._time import Time
from ._truth import Paid, Truth
from ._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """
    How long results can be fetched after their end.

    Attributes:
        small: Seconds for results of less than `limit` bytes.
        large: Seconds for all others.
        limit: Bytes.

    Example:
        ```python
        assert Retention().large == 360
        ```
    """

    small: float = 3600.0
    large: float = 360.0
    limit: int = 10_000


class Engine:
    """
    The queue of one service. Everything happens on the server's thread.

    Args:
        time: When things happen.
        work: Who does the work.
        truth: Where it is taken down.
        shelve: Stores a file of a result and returns the object that describes it.
        concurrency: How many requests of one account are worked on at the same time.
        retention: How long results can be fetched.
    """

    def __init__(
        self,
        *,
        time: Time,
        work: Work,
        truth: Truth,
        shelve: Callable[[Media, Order], dict[str, Any]],
        concurrency: int,
        retention: Retention,
    ) -> None:
        self.time = time
        self.work = work
        self.jobs: dict[str, Job] = {}
        self.on_end: list[Callable[[Job], None]] = []
        self._truth = truth
        self._shelve = shelve
        self._concurrency = concurrency
        self._retention = retention
        # Who waits for a change of which request.
        self._waiters: dict[str, set[asyncio.Event]] = {}
        # Those that wait, first come first, and how many of each account do not.
        self._line: dict[str, Job] = {}
        self._running: Counter[str] = Counter()

    def submit(
        self, order: Order, *, webhook: str | None = None, limit: float | None = None
    ) -> Job:
        """Take a request in; `limit` is how many seconds it may wait for its start."""
        plan = self.work.plan(order)
        job = Job(order=order, webhook=webhook, outcome=plan)
        self.jobs[job.id] = self._line[job.id] = job
        self._note(job)
        if limit is not None:
            self.time.later(limit, lambda: self._too_late(job))
        if plan is not None and plan.wait > 0:
            self.time.later(plan.wait, lambda: self._ready(job))
        else:
            self._ready(job)
        return job

    def find(self, app: str, request_id: str) -> Job | None:
        """Return a request of an application, unless its result has expired."""
        job = self.jobs.get(request_id)
        if job is None or job.app != app or job.order.route != "submit":
            return None
        return None if job.ended is not None and self.time.now() >= job.expires else job

    def waiting(self, app: str) -> list[Job]:
        """Return the requests that wait for an application, first come first."""
        return [job for job in self._line.values() if job.app == app]

    def position(self, job: Job) -> int:
        """Return how many requests are before this one."""
        if job.outcome is not None and job.outcome.waits_for_questions:
            return 0  # Whoever asks about it is all that it waits for.
        return next((n for n, one in enumerate(self.waiting(job.app)) if one is job), 0)

    def is_full(self, account: str) -> bool:
        """Return whether an account has as many requests worked on as it may."""
        return self._running[account] >= self._concurrency

    def cancel(self, job: Job) -> tuple[int, str]:
        """End a request if that is possible; return the status and the word for it."""
        if job.state is State.COMPLETED:
            return 400, "ALREADY_COMPLETED"
        if job.state is State.IN_QUEUE:
            self._cancelled(job)
            return 200, "OK"
        job.is_cancelled = True
        if job.outcome is None:
            self.work.cancel(job)
        elif job.outcome.obeys_cancel:
            self.time.later(0, lambda: self._cancelled(job))
        return 202, "CANCELLATION_REQUESTED"

    async def pause(self, seconds: float, job: Job | None = None) -> None:
        """Wait until something changes about a request, or for so many seconds."""
        event = asyncio.Event()
        waiters = self._waiters.setdefault(job.id, set()) if job is not None else set()
        waiters.add(event)
        self.time.later(seconds, event.set)
        self.time.nudge(event.is_set)
        try:
            await event.wait()
        finally:
            waiters.discard(event)
            if job is not None and not waiters:
                self._waiters.pop(job.id, None)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        end = self.time.now() + seconds
        while (left := end - self.time.now()) > 1e-9:
            await self.pause(left)

    async def ended(self, job: Job) -> None:
        """Wait for a request's end."""
        while job.state is not State.COMPLETED:
            if not self.step(job):
                await self.pause(15, job)

    def step(self, job: Job) -> bool:
        """Let a request that waits for questions go on; return whether it is one."""
        plan = job.outcome
        if plan is None or not plan.waits_for_questions:
            return False
        if job.state is State.IN_QUEUE:
            self._ready(job)
        elif job.state is State.IN_PROGRESS and len(job.logs) < len(plan.logs):
            self.log(job, plan.logs[len(job.logs)])
        else:
            self.finish(job, plan)
        return True

    def log(self, job: Job, message: str) -> None:
        """Add a line to a request's log."""
        if job.state is State.IN_PROGRESS:
            job.log(message, self.time.now())
            self._changed(job)

    def finish(self, job: Job, outcome: Outcome) -> None:
        """End a request."""
        if job.state is State.COMPLETED:
            return
        now = self.time.now()
        self._leave(job)
        job.outcome, job.state, job.ended = outcome, State.COMPLETED, now
        job.body = self._body(job, outcome)
        is_large = len(job.body) >= self._retention.limit
        job.expires = now + (self._retention.large if is_large else self._retention.small)
        self._note(job)
        self._changed(job)
        for act in self.on_end:
            act(job)
        self._start_more(job.order.account)

    def _ready(self, job: Job) -> None:
        if job.state is State.IN_QUEUE:
            job.is_ready = True
            self._start_more(job.order.account)

    def _start_more(self, account: str) -> None:
        for job in list(self._line.values()):
            if self.is_full(account):
                return
            if job.is_ready and job.order.account == account:
                self._start(job)

    def _leave(self, job: Job) -> None:
        self._line.pop(job.id, None)
        if job.state is State.IN_PROGRESS:
            self._running[job.order.account] -= 1

    def _start(self, job: Job) -> None:
        self._leave(job)
        job.state, job.started = State.IN_PROGRESS, self.time.now()
        self._running[job.order.account] += 1
        self._note(job)
        self._changed(job)
        plan = job.outcome
        if plan is None:
            self.work.begin(job, self)
            return
        attempt = job.requeued
        if attempt < plan.requeues:
            self.time.later(plan.seconds / 2, lambda: self._requeue(job, attempt))
            return
        for number, line in enumerate(() if plan.waits_for_questions else plan.logs, 1):
            when = plan.seconds * number / (len(plan.logs) + 1)
            self.time.later(when, partial(self.log, job, line))
        self.time.later(plan.seconds, lambda: self.finish(job, plan))

    def _requeue(self, job: Job, attempt: int) -> None:
        if job.state is State.IN_PROGRESS and job.requeued == attempt:
            job.requeued += 1
            job.is_ready = False
            self._leave(job)
            self._line[job.id] = job
            job.attempt_id = str(uuid.uuid4())
            job.state, job.started = State.IN_QUEUE, None
            self._changed(job)
            self.time.later(0, lambda: self._ready(job))
            self._start_more(job.order.account)

    def _cancelled(self, job: Job) -> None:
        job.is_cancelled = True
        self.finish(job, broken("client_cancelled", "The request was cancelled."))

    def _too_late(self, job: Job) -> None:
        if job.state is State.IN_QUEUE and job.started is None:
            outcome = broken("request_timeout", "The request did not start in time.")
            headers = {**outcome.headers, "x-fal-request-timeout-type": "user"}
            self.finish(job, replace(outcome, headers=headers))

    def _body(self, job: Job, outcome: Outcome) -> bytes:
        if outcome.raw is not None:
            return outcome.raw
        value = {"echo": job.order.arguments} if outcome.value is ECHO else outcome.value
        if outcome.media:
            files = {name: self._shelve(one, job.order) for name, one in outcome.media.items()}
            value = {**({} if outcome.value is ECHO else value), **files}
        return json.dumps(value, ensure_ascii=False).encode()

    def _note(self, job: Job) -> None:
        order, outcome = job.order, job.outcome
        is_done = job.state is State.COMPLETED and outcome is not None
        is_billed = is_done and outcome is not None and outcome.status < 500
        self._truth.note_paid(
            Paid(
                request_id=job.id,
                endpoint=order.endpoint,
                arguments=order.arguments,
                account=order.account,
                received=order.received,
                route=order.route,
                tags=order.tags,
                state=job.state.value,
                status=outcome.status if is_done and outcome is not None else None,
                units=outcome.units if is_billed and outcome is not None else Decimal(0),
            )
        )

    def _changed(self, job: Job) -> None:
        for waiter in self._waiters.get(job.id, ()):
            waiter.set()
