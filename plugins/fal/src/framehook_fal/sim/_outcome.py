"""What becomes of an order: a result, a stream, or one of the documented errors."""

from __future__ import annotations

__all__ = ("ECHO", "FAULTS_OF_THE_GATEWAY", "Media", "Outcome", "broken", "refused")

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

# Statuses of the documented errors of models that are not 422.
_STATUS_OF = {
    "internal_server_error": 500,
    "generation_timeout": 504,
    "downstream_service_error": 400,
    "downstream_service_unavailable": 500,
}
_MAYBE = frozenset(_STATUS_OF)

FAULTS_OF_THE_GATEWAY: Mapping[str, int] = {
    "request_timeout": 504,
    "startup_timeout": 504,
    "runner_scheduling_failure": 503,
    "runner_connection_timeout": 503,
    "runner_disconnected": 503,
    "runner_connection_refused": 503,
    "runner_connection_error": 503,
    "runner_incomplete_response": 502,
    "runner_server_error": 500,
    "client_disconnected": 499,
    "client_cancelled": 499,
    "bad_request": 400,
    "internal_error": 500,
}


class _Echo:
    def __repr__(self) -> str:
        return "ECHO"


# The value of an outcome that gives the arguments back.
ECHO: Final = _Echo()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """
    A file that a result contains.

    Attributes:
        data: Its bytes.
        name: Its name.
        kind: Its content type.

    Example:
        ```python
        clip = Media(data=b"...", name="clip.mp4", kind="video/mp4")
        ```
    """

    data: bytes = field(repr=False)
    name: str = "output.bin"
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What becomes of an order.

    Attributes:
        value: The model's answer as JSON; `ECHO` gives `{"echo": arguments}`.
        raw: The model's answer if it is no JSON, with its content type in `headers`.
        media: Files that are stored and put into the value under these names.
        status: The model's HTTP status.
        headers: More headers of the model's answer.
        error_type: Set if the gateway failed, not the model.
        wait: Seconds before a runner is free for it.
        seconds: How long the runner takes.
        logs: Lines that it writes, evenly spread over its time.
        events: What `/stream` sends before the value.
        units: Billable units; what fails with 5xx is never billed.
        requeues: How many times a runner is lost before one succeeds.
        obeys_cancel: Whether the runner stops when it is told to.
        waits_for_questions: Whether it goes one step on after each answer about it, too: into
            the runner, to the next line, to the end. What somebody who watches is told
            depends neither on time then nor on other jobs.

    Example:
        ```python
        outcome = Outcome(value={"seed": 7}, seconds=2.5, logs=["warm", "done"])
        assert outcome.is_success
        ```
    """

    value: Any = ECHO
    raw: bytes | None = None
    media: Mapping[str, Media] = field(default_factory=dict[str, Media])
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    error_type: str | None = None
    wait: float = 0.0
    seconds: float = 0.05
    logs: Sequence[str] = ()
    events: Sequence[Any] = ()
    units: Decimal = Decimal(1)
    requeues: int = 0
    obeys_cancel: bool = True
    waits_for_questions: bool = False

    @property
    def is_success(self) -> bool:
        """Whether the model answered with a status below 400."""
        return self.status < 400


def refused(
    kind: str,
    message: str = "The input was refused.",
    *,
    loc: Sequence[str | int] = ("body",),
    ctx: Mapping[str, Any] | None = None,
    given: Any = None,
    status: int | None = None,
) -> Outcome:
    """
    Return the outcome of a model's documented error.

    Args:
        kind: The documented `type`, `content_policy_violation` for instance.
        message: Words for people.
        loc: Where the fault is; `["body", "image_url"]` for instance.
        ctx: The documented parameters.
        given: The offending value.
        status: The status, if not the documented one.

    Example:
        ```python
        outcome = refused("greater_than", "too short", loc=["body", "seconds"], ctx={"gt": 0})
        assert outcome.status == 422
        ```
    """
    page = f"https://docs.fal.ai/errors/#{kind}"
    detail: dict[str, Any] = {"loc": list(loc), "msg": message, "type": kind, "url": page}
    if ctx is not None:
        detail["ctx"] = dict(ctx)
    if given is not None:
        detail["input"] = given
    return Outcome(
        value={"detail": [detail]},
        status=status or _STATUS_OF.get(kind, 422),
        headers={"x-fal-retryable": "true" if kind in _MAYBE else "false"},
        units=Decimal(0),
    )


def broken(error_type: str, message: str = "", *, retryable: bool | None = None) -> Outcome:
    """
    Return the outcome of a failure of the service itself.

    Raises:
        ValueError: if the `error_type` is not a documented one.

    Example:
        ```python
        assert broken("runner_disconnected").status == 503
        ```
    """
    status = FAULTS_OF_THE_GATEWAY.get(error_type)
    if status is None:
        known = ", ".join(sorted(FAULTS_OF_THE_GATEWAY))
        raise ValueError(f"There is no error_type {error_type!r}. There are: {known}.")
    headers = {"x-fal-error-type": error_type}
    if retryable is not None:
        headers["x-fal-needs-retry"] = str(int(retryable))
    words = message or f"The request failed: {error_type.replace('_', ' ')}."
    value = {"detail": words, "error_type": error_type}
    return Outcome(
        value=value, status=status, headers=headers, error_type=error_type, units=Decimal(0)
    )
