"""
The requests that the service understands.

| request | answer |
| --- | --- |
| `GET local://about` | folder, slots, limits, codecs |
| `GET local://endpoints/<id>?min_fidelity=…` | whether a runner is good enough |
| `POST local://jobs` | 201 `{id}`; 200 if the attempt was made before |
| `GET local://jobs/<id>?after=N` | state, position, progress, note, log lines from N on |
| `GET local://jobs/<id>/result` | the result, or how it failed |
| `DELETE local://jobs/<id>` | `{cancelled}` |
| `GET local://attempts/<label>` | `{id}` of the job that an attempt led to |
| `PUT local://files` | 201 `{url, bytes}` |
| `GET local://files/<key>/<name>` | the file, or a range of it |
"""

from __future__ import annotations

__all__ = ("Api",)

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from framehook.errors import FramehookError
from framehook.spi import Failure, Fidelity, Request, Slice

from ._admission import AttemptConflictError, admit, find_attempt
from ._answer import Answer, file_answer, refuse, say
from ._cancellation import cancel
from ._choice import choose, fidelity_of
from ._failure import failure_of
from ._line import position
from ._record import ENDED, Record
from ._settings import Settings
from ._spool import Spool
from ._store import store

if TYPE_CHECKING:
    from framehook.registry import Registry

_LOG = logging.getLogger("framehook.local")
_LINES = 500
_ORDER = ("endpoint", "arguments", "options", "attempt")
_STATUS_OF = {"input": 422, "policy": 422, "timeout": 504, "cancelled": 410, "expired": 410}


class Api:
    """
    Answers requests, with nothing kept in memory between two of them.

    Args:
        settings: Where and how; by default what the environment says.
        registry: Gives what is installed.
    """

    def __init__(self, settings: Settings, registry: Callable[[], Registry]) -> None:
        self._settings = settings
        self._registry = registry
        self._spool = Spool(settings.folder)

    def answer(self, request: Request, is_stopped: Callable[[], bool]) -> Answer:
        """Answer one request, whatever it is."""
        parts = urlsplit(request.url)
        steps = [step for step in f"{parts.netloc}{parts.path}".split("/") if step]
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            return self._route(request, steps, query, is_stopped)
        except FramehookError as exc:
            failure = failure_of(exc)
            return refuse(404 if exc.code == "endpoint-not-found" else 422, failure)
        except OSError as exc:
            _LOG.info("The spool %s cannot be used: %s", self._spool.folder, exc)
            words = f"The folder {str(self._spool.folder)!r} cannot be used: {exc}."
            return refuse(507, Failure("service", words, "local.spool"))

    def _route(
        self,
        request: Request,
        steps: list[str],
        query: dict[str, str],
        is_stopped: Callable[[], bool],
    ) -> Answer:
        method = request.method
        match (method, *steps):
            case ("GET", "about"):
                from ._description import describe  # It imports the codecs.

                return say(200, describe(self._settings))
            case ("GET", "endpoints", *rest) if rest:
                return self._endpoint("/".join(rest), query)
            case ("POST", "jobs"):
                return self._submit(request)
            case ("GET", "jobs", job):
                return self._with(job, lambda record: self._status(record, query))
            case ("GET", "jobs", job, "result"):
                return self._with(job, self._result)
            case ("DELETE", "jobs", job):
                return self._with(job, self._cancel)
            case ("GET", "attempts", label):
                record = find_attempt(self._spool, unquote(label))
                return say(200, {"id": record.id}) if record else _missing("attempt", label)
            case ("PUT", "files") if isinstance(request.body, Slice):
                url, size = store(self._spool, request.body, is_stopped)
                return say(201, {"url": url, "bytes": size, "keep": self._settings.keep})
            case ("GET" | "HEAD", "files", key, name):
                return self._file(key, unquote(name), request)
            case _:
                words = f"The local service does not understand {method} {request.url!r}."
                return refuse(404, Failure("input", words, "local.request"))

    def _with(self, job: str, action: Callable[[Record], Answer]) -> Answer:
        record = self._spool.record(job)
        return action(record) if record else _missing("job", job, str(self._spool.folder))

    def _endpoint(self, endpoint: str, query: dict[str, str]) -> Answer:
        registry = self._registry()
        known = registry.endpoint(endpoint)
        least = fidelity_of(query.get("min_fidelity", Fidelity.DRAFT))
        if least is Fidelity.DRAFT and (known.draft or registry.runners(endpoint)):
            # To load a runner is to load its codecs, which the worker will do anyway.
            return say(200, {"id": endpoint})
        runner = choose(registry, endpoint, least)
        return say(200, {"id": endpoint, "fidelity": runner.fidelity.name.lower()})

    def _submit(self, request: Request) -> Answer:
        order = _order(request)
        if order is None:
            words = "A job needs 'endpoint', 'arguments', 'options' and 'attempt'."
            return refuse(400, Failure("input", words, "local.request"))
        fidelity_of(order["options"].get("min_fidelity", Fidelity.DRAFT))
        try:
            job, is_new = admit(self._spool, self._settings, order)
        except AttemptConflictError as exc:
            return refuse(409, Failure("input", str(exc), "local.attempt", retryable=False))
        return say(201 if is_new else 200, {"id": job, "endpoint": order["endpoint"]})

    def _status(self, record: Record, query: dict[str, str]) -> Answer:
        state = record.state()
        lines = record.lines()
        after = query.get("after", "")
        first = int(after) if after.isdigit() else max(0, len(lines) - _LINES)
        told: dict[str, Any] = {
            "id": record.id,
            "state": state["state"],
            "progress": state.get("progress"),
            "note": state.get("note", ""),
            "logs": lines[first : first + _LINES],
            "next": min(len(lines), first + _LINES),
        }
        if state["state"] == "waiting":
            told["position"] = position(self._spool, record.id)
        return say(200, told)

    def _result(self, record: Record) -> Answer:
        state = record.state()
        if state["state"] not in ENDED:
            words = f"The job is {state['state']}; it has no result yet."
            return refuse(409, Failure("service", words, "local.not_done", retryable=True))
        result = record.result() if state["state"] == "done" else None
        if result is not None:
            expires = state["ended"] + self._settings.keep
            return say(200, {**result, "id": record.id, "expires": expires})
        told = state.get("failure")
        failure = Failure(**told) if told else Failure("expired", "The result is gone.")
        return refuse(_STATUS_OF.get(failure.kind, 500), failure)

    def _cancel(self, record: Record) -> Answer:
        return say(200, {"id": record.id, "cancelled": cancel(self._spool, record)})

    def _file(self, key: str, name: str, request: Request) -> Answer:
        path = self._spool.find(key, name)
        asked = {header.lower(): value for header, value in request.headers}
        try:
            if path is not None:
                return file_answer(path, asked, head=request.method == "HEAD")
        except OSError:
            _LOG.info("The file %s/%s went away while it was asked for.", key, name)
        return _missing("file", f"{key}/{name}")


def _order(request: Request) -> dict[str, Any] | None:
    try:
        body = json.loads(request.body) if isinstance(request.body, bytes) else None
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    order: dict[str, Any] = {name: body.get(name) for name in _ORDER}
    order["options"] = order["options"] or {}
    texts = all(isinstance(order[name], str) and order[name] for name in ("endpoint", "attempt"))
    objects = all(isinstance(order[name], dict) for name in ("arguments", "options"))
    return order if texts and objects else None


def _missing(what: str, name: str, where: str = "") -> Answer:
    place = f" in {where!r}" if where else ""
    words = f"There is no {what} {name!r}{place}: it never was, or it is too old and was deleted."
    return refuse(404, Failure("expired", words, f"local.no_{what}"))
