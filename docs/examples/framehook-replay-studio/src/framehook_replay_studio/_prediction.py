"""What Replay Studio says about a prediction, in the words of framehook."""

from __future__ import annotations

__all__ = ("read_prediction",)

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from framehook.spi import Failure, FailureKind, Payload, Phase, ReplyError, Status

from ._json import as_list, as_object

PHASES = {
    "starting": Phase.QUEUED,
    "processing": Phase.RUNNING,
    "succeeded": Phase.ENDED,
    "failed": Phase.ENDED,
    "canceled": Phase.ENDED,
}
KINDS: dict[str, FailureKind] = {
    "invalid_input": "input",
    "moderation": "policy",
    "timeout": "timeout",
}


def read_prediction(said: Mapping[str, Any]) -> Status:
    """
    Return a prediction as a status.

    Raises:
        ReplyError: if its status is a word that nobody has told us about. Neither "it is
            still running" nor "it is over" would be honest.
    """
    word = said.get("status")
    if not isinstance(word, str) or word not in PHASES:
        raise ReplyError(
            f"Replay Studio says that the prediction is {word!r}, which this version of "
            "framehook-replay-studio does not know.",
            status=200,
            hint="pip install -U framehook-replay-studio",
        )
    progress = said.get("progress")
    return Status(
        PHASES[word],
        progress=float(progress) if isinstance(progress, (int, float)) else None,
        logs=tuple(str(said.get("logs") or "").splitlines()),
        outcome=_outcome(word, said),
    )


def _outcome(word: str, said: Mapping[str, Any]) -> Payload | Failure | None:
    if word == "succeeded":
        return _payload(said)
    if word == "canceled":
        return Failure("cancelled", "The prediction was canceled.")
    if word == "failed":
        told = as_object(said.get("error"))
        code = str(told.get("code") or "")
        words = str(told.get("message") or "The prediction failed.")
        return Failure(KINDS.get(code, "service"), words, code=code)
    return None


def _payload(said: Mapping[str, Any]) -> Payload:
    # Every model gives the URLs of its files as a list; the video is the first.
    urls = [str(url) for url in as_list(said.get("output"))]
    metrics = as_object(said.get("metrics"))
    run = metrics.get("predict_time")
    return Payload(
        {"video": {"url": urls[0]} if urls else None, "seed": said.get("seed")},
        units=_number(metrics.get("billed_seconds")),
        expires=_time(said.get("output_expires_at")),
        timings={"run": float(run)} if isinstance(run, (int, float)) else {},
    )


def _number(value: Any) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def _time(value: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo is not None else None
