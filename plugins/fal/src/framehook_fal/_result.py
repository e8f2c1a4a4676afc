"""The end of a job, as the answer to the question for its result tells it."""

from __future__ import annotations

__all__ = ("fetch_end", "payload_of")

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from framehook.spi import Failure, Flow, Json, Now, Payload, Request, Response, Send, Sleep

from ._address import Address
from ._wording import billable_units

_DOING = "fetching the result"
# For a moment after the end the result may not be there yet, or be cut on the way.
_PAUSES = (0.5, 1.0, 2.0, 4.0)
_PASSING = frozenset({400, 404})
_UNKNOWN = "application/octet-stream"
_KIND = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_ENDING = re.compile(r"[a-z0-9]{2,4}")
# Bytes of these kinds are never JSON, whatever they look like.
_MEDIA = frozenset({"audio", "image", "video"})
_NOTHING = 204
_SMALL, _LARGE, _LIMIT = timedelta(hours=1), timedelta(minutes=6), 10_000


def fetch_end(address: Address, ended: Mapping[str, Any]) -> Flow[Payload | Failure]:
    """
    Fetch how a job ended.

    Args:
        address: Where it is asked about.
        ended: What the last report said of the end: `error`, `error_type`, `metrics`.

    Raises:
        ReplyError: if the answer says nothing about the job.
    """
    request = Request("GET", address.response, (("accept", "*/*"),))
    reply, payload = yield from _persist(request, ended)
    failed = bool(ended.get("error") or ended.get("error_type"))
    if payload is not None and not failed:
        now = yield from Now()
        return payload._replace(expires=now + _kept(reply, address))
    from ._errors import ErrorDocument, trouble  # Few answers are, here and below.

    error = ErrorDocument.read(reply, ended=ended)
    if not reply.is_success and error.may_speak_of_the_job:
        return error.failure()
    if failed:
        return ErrorDocument.of_end(ended).failure()
    raise trouble(reply, _DOING)


def payload_of(reply: Response, ended: Mapping[str, Any]) -> Payload | None:
    """
    Return the result in an answer; `None` if it was cut or garbled on the way.

    A result that is neither JSON nor text becomes a file under `output`, whose URL has
    all of its bytes: fal forgets it in minutes, and it is paid.
    """
    try:
        value = _value(reply)
    except ValueError:
        return None
    metrics = ended.get("metrics")
    seconds = metrics.get("inference_time") if isinstance(metrics, Mapping) else None
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    return Payload(
        value if isinstance(value, dict) else {"output": value},
        units=billable_units(reply.headers),
        timings={"run": float(seconds)} if is_number and seconds is not None else {},
    )


def _value(reply: Response) -> Any:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    kind = kind or ("application/json" if _looks_like_json(reply.body) else _UNKNOWN)
    if reply.status == _NOTHING:
        return None
    if kind.endswith("html") or not reply.body:
        raise ValueError(kind)
    if kind.partition("/")[0] not in _MEDIA:
        try:
            return reply.json()
        except (ValueError, RecursionError) as exc:
            if kind.endswith("json"):
                raise ValueError(kind) from exc
    if kind.startswith("text/"):
        return reply.body.decode(errors="replace")
    return {"output": _as_file(reply.body, kind)}


def _looks_like_json(body: bytes) -> bool:
    return body.lstrip()[:1] in {b"", b"{", b"[", b'"'}


def _as_file(body: bytes, kind: str) -> dict[str, Json]:
    kind = kind if _KIND.fullmatch(kind) else _UNKNOWN
    ending = kind.partition("/")[2]
    return {
        "url": f"data:{kind};base64,{b64encode(body).decode()}",
        "content_type": kind,
        "file_name": f"output.{ending if _ENDING.fullmatch(ending) else 'bin'}",
        "file_size": len(body),
    }


def _persist(request: Request, ended: Mapping[str, Any]) -> Flow[tuple[Response, Payload | None]]:
    for pause in (*_PAUSES, None):
        reply = yield from Send(request, final=_is_final)
        payload = payload_of(reply, ended) if reply.is_success else None
        is_passing = reply.is_success or (reply.status in _PASSING and not _is_final(reply))
        if payload is not None or not is_passing or pause is None:
            return reply, payload
        yield from Sleep(pause)
    raise AssertionError("unreachable")  # pragma: no cover


def _is_final(reply: Response) -> bool:
    if reply.status < 400:
        return False
    from ._errors import ErrorDocument

    return ErrorDocument.read(reply).speaks_of_the_job


def _kept(reply: Response, address: Address) -> timedelta:
    kept = _SMALL if len(reply.body) < _LIMIT else _LARGE
    lifetime = address.ticket.state.get("lifetime")
    if isinstance(lifetime, int) and 0 < lifetime < kept.total_seconds():
        return timedelta(seconds=lifetime)
    return kept
