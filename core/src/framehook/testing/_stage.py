"""Where a scripted service plays: it keeps jobs, tells their stories and counts."""

from __future__ import annotations

__all__ = ("Arrival", "Played", "ScriptedJob", "ScriptedServer", "Visit")

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote, urlsplit

from ..spi import Failure, Obj, Payload, Request, Response, Slice
from ._outcome import written
from .acts import BASE, Act

Visit: TypeAlias = Literal[
    "submit", "status", "result", "cancel", "find", "watch", "upload", "download"
]

ABSENT = Act(status=404, body={"kind": "service", "words": "There is nothing here."})
FORBIDDEN = Act(status=401, body={"kind": "policy", "words": "The key is wrong."})
GONE = Failure("cancelled", "The job was cancelled.")
ENDED = Act(body={"state": "ended"})
# A stream about a job that never ends brings something this often, in seconds.
HEARTBEAT = 10.0


@dataclass(slots=True, kw_only=True, eq=False)
class ScriptedJob:
    """
    A job that was accepted, and therefore paid.

    Attributes:
        id: The service's id.
        endpoint: The target it was submitted to.
        attempt: The attempt's label.
        arguments: What was submitted.
        webhook: Where the end shall be reported.
        story: What is told about it.
        outcome: How it ended, once that was told.
    """

    id: str
    endpoint: str
    attempt: str
    arguments: Obj
    webhook: str | None
    story: Sequence[Act] = field(repr=False)
    outcome: Payload | Failure | None = None
    told: int = field(default=0, repr=False)
    logs: list[str] = field(default_factory=list, repr=False)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled before its end."""
        return self.outcome is GONE

    def next_act(self) -> Act:
        """Return the next act of the story. The last one is repeated until the job ends."""
        if self.outcome is not None:
            return ENDED
        act = self.story[min(self.told, len(self.story) - 1)]
        self.told += 1
        return act


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """
    A request that the service saw.

    Attributes:
        visit: What it was for.
        request: The request itself, with its headers.
        body: The bytes of its body.
    """

    visit: Visit
    request: Request
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What comes of a request: an answer after some time, or a fault."""

    response: Response
    takes: float = 0.0
    fault: Literal["before", "after"] | None = None
    keep: int | None = None


def _body(request: Request) -> bytes:
    body = request.body
    if isinstance(body, Slice):
        return b"".join(body.source.open(body.start))[: body.length]
    return body if isinstance(body, bytes) else b""


def _visit(method: str, parts: Sequence[str]) -> Visit | None:
    match method, parts:
        case "POST", [("submit" | "find") as what]:
            return what
        case "GET", ["jobs", _, ("status" | "result" | "watch") as what]:
            return what
        case "PUT", ["jobs", _, "cancel"]:
            return "cancel"
        case "PUT", ["files", _]:
            return "upload"
        case "GET", ["files", *_]:
            return "download"
        case _:
            return None


class ScriptedServer:
    """Keeps the jobs of one scripted service. Any thread may use it."""

    def __init__(
        self,
        *,
        stories: Sequence[Sequence[Act]],
        plans: Mapping[Visit, Sequence[Act]],
        secret: str | None,
        early_outcome: bool,
        ranges: bool,
    ) -> None:
        if not all(stories):
            raise ValueError("A story needs at least one act.")
        self._lock = threading.Lock()
        self._stories = stories
        self._plans: dict[Visit, deque[Act]] = {visit: deque(plan) for visit, plan in plans.items()}
        self._secret = secret
        self._early_outcome = early_outcome
        self._ranges = ranges
        self.jobs: dict[str, ScriptedJob] = {}
        self.tries: list[Visit] = []
        self.arrivals: list[Arrival] = []
        self.files: dict[str, bytes] = {}

    def play(self, request: Request) -> Played:
        """Take a request, do what it asks, and return what comes of it."""
        parts = [unquote(part) for part in urlsplit(request.url).path.split("/")[1:]]
        visit = _visit(request.method, parts)
        if visit is None:
            return _played(request, ABSENT)
        with self._lock:
            self.tries.append(visit)
            job = self.jobs.get(parts[1]) if parts[0] == "jobs" else None
            act = self._next(visit, job)
            if act.fault == "before":
                return _played(request, act)
            body = _body(request)
            self.arrivals.append(Arrival(visit=visit, request=request, body=body))
            if not self._is_authorized(request, visit):
                return _played(request, FORBIDDEN)
            if not act.has_effect:
                return _played(request, act)
            if visit == "download":
                return self._download(request, "/".join(parts[1:]), act)
            answer = self._answer(visit, body, parts, job, act)
            return _played(request, ABSENT if answer is None else act, answer)

    def _next(self, visit: Visit, job: ScriptedJob | None) -> Act:
        plan = self._plans.get(visit)
        if plan:
            return plan.popleft()
        return job.next_act() if visit == "status" and job is not None else Act()

    def _is_authorized(self, request: Request, visit: Visit) -> bool:
        if self._secret is None or visit in {"upload", "download"}:
            return True
        return ("authorization", f"Scripted {self._secret}") in request.headers

    def _answer(
        self, visit: Visit, body: bytes, parts: Sequence[str], job: ScriptedJob | None, act: Act
    ) -> Obj | None:
        if visit == "submit":
            return self._submit(json.loads(body))
        if visit == "upload":
            return self._upload(parts[1], body)
        if visit == "find":
            return self._find(json.loads(body)["attempts"])
        if job is None:
            return None
        if visit == "status":
            return self._report(job, act)
        if visit == "result":
            return None if job.outcome is None else written(job.outcome)
        if visit == "cancel":
            job.outcome = job.outcome or GONE
        return {"cancelled": job.is_cancelled}

    def _submit(self, call: Mapping[str, Any]) -> Obj:
        number = len(self.jobs)
        job = ScriptedJob(
            id=f"job-{number + 1}",
            endpoint=call["endpoint"],
            attempt=call["attempt"],
            arguments=call["arguments"],
            webhook=call["webhook"],
            story=self._stories[min(number, len(self._stories) - 1)],
        )
        self.jobs[job.id] = job
        return {"id": job.id}

    def _report(self, job: ScriptedJob, act: Act) -> Obj:
        said: Obj = {} if isinstance(act.body, bytes) else act.body
        if act.outcome is not None:
            job.outcome = act.outcome
            self.files.update(act.files)
        logs = said.get("logs")
        job.logs += [str(line) for line in logs] if isinstance(logs, list) else []
        early = job.outcome if self._early_outcome else None
        return {
            **said,
            "logs": list(job.logs),
            "outcome": None if early is None else written(early),
        }

    def _find(self, attempts: Iterable[str]) -> Obj:
        return {
            attempt: [job.id for job in self.jobs.values() if job.attempt == attempt]
            for attempt in attempts
        }

    def _upload(self, name: str, body: bytes) -> Obj:
        # Named after the content: a repeated upload is no second file.
        place = f"{sha256(body).hexdigest()[:12]}/{name}"
        self.files[place] = body
        return {"url": f"{BASE}/files/{place}"}

    def _download(self, request: Request, name: str, act: Act) -> Played:
        data = self.files.get(name)
        if data is None:
            return _played(request, ABSENT)
        if isinstance(act.body, bytes):
            return _played(request, act)
        tag = f'"{sha256(data).hexdigest()[:12]}"'
        headers = {"etag": tag, "content-type": "application/octet-stream", **act.headers}
        asked = {key.lower(): value for key, value in request.headers}
        status = 200
        if self._ranges and "range" in asked and asked.get("if-range", tag) == tag:
            first, _, last = asked["range"].removeprefix("bytes=").partition("-")
            start, stop, total = int(first), int(last or len(data)) + 1, len(data)
            if start >= total:
                return _played(request, Act(status=416, body={}))
            headers["content-range"] = f"bytes {start}-{min(stop, total) - 1}/{total}"
            data, status = data[start:stop], 206
        headers["content-length"] = str(len(data))
        response = Response(status, headers, data, request.url)
        return Played(response=response, takes=act.takes, fault=act.fault, keep=act.keep)

    def reports(self, url: str) -> Iterator[Played]:
        """Yield what a stream about a job brings, until the job has ended."""
        job = self.jobs[urlsplit(url).path.split("/")[2]]
        request = Request("GET", url)
        while True:
            with self._lock:
                act = job.next_act()
                if not act.has_effect and act.fault is None:
                    return
                answer = self._report(job, act) if act.has_effect else None
                if job.told > len(job.story) and job.outcome is None:
                    act = replace(act, takes=max(act.takes, HEARTBEAT))
            yield _played(request, act, answer)
            if job.outcome is not None:
                return


def _played(request: Request, act: Act, answer: Obj | None = None) -> Played:
    body = act.body if isinstance(act.body, bytes) or answer is None else answer
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if isinstance(body, bytes) else "application/json"
    headers = {"content-type": kind, "content-length": str(len(data)), **act.headers}
    response = Response(act.status, headers, data, request.url)
    return Played(response=response, takes=act.takes, fault=act.fault, keep=act.keep)
