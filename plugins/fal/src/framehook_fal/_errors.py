"""What fal says when it says no."""

from __future__ import annotations

__all__ = ("ErrorDocument", "pointer", "trouble")

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from framehook.spi import Failure, FailureKind, Json, ReplyError, Response, join, shorten_url

from ._wording import billable_units, scrubbed

_POLICY = frozenset({"content_policy_violation"})
_TIMEOUT = frozenset({"generation_timeout", "request_timeout", "startup_timeout"})
_CANCELLED = frozenset({"client_cancelled", "client_disconnected"})
_SERVICE = frozenset(
    {
        "internal_server_error",
        "downstream_service_error",
        "downstream_service_unavailable",
        "concurrent_requests_limit",
        "internal_error",
    }
)
# Where neither header says so: what the documents call worth another try, and what not.
_WORTH_IT = _TIMEOUT - {"generation_timeout"}
_MAYBE = _SERVICE | {"generation_timeout"}
# Statuses that speak of the question, not of the job, unless the body speaks of the job.
_ABOUT_THE_QUESTION = frozenset({401, 402, 403, 404, 408, 410, 429})
_TRUE, _FALSE = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})
_PLACES = frozenset({"body", "query", "path", "header"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDocument:
    """
    An answer with an error status, read in any of the forms it may have.

    Attributes:
        status: The status.
        words: What is said, for people.
        items: Single findings, each with `loc`, `msg`, `type` and perhaps `ctx`.
        code: The kind of error, as fal calls it.
        is_json: Whether the body was JSON.
        headers: Headers of the answer.

    Example:
        ```python
        reply = Response(503, {}, b'{"detail":"Gone","error_type":"runner_disconnected"}', "")
        document = ErrorDocument.read(reply)
        assert document.code == "runner_disconnected" and document.speaks_of_the_job
        ```
    """

    status: int
    words: str
    items: Sequence[Mapping[str, Any]] = ()
    code: str = ""
    is_json: bool = False
    headers: Mapping[str, str]

    @classmethod
    def read(cls, reply: Response, *, ended: Mapping[str, Any] | None = None) -> Self:
        """
        Read an answer; `ended` is what a status said about a failed end.

        The status has the kind of error even where the answer has lost it.
        """
        said, is_json = _parsed(reply)
        ended = ended or {}
        items = _items(said)
        code = (
            _text(said.get("error_type"))
            or reply.headers.get("x-fal-error-type", "")
            or next((_text(item.get("type")) for item in items if item.get("type")), "")
            or _text(ended.get("error_type"))
        )
        words = _words(said, items) or _text(ended.get("error")) or _unsaid(reply, is_json=is_json)
        return cls(
            status=reply.status,
            words=scrubbed(words),
            items=items,
            code=code,
            is_json=is_json,
            headers=reply.headers,
        )

    @classmethod
    def of_end(cls, ended: Mapping[str, Any]) -> Self:
        """Make one of what a status said about a failed end, where nothing else does."""
        return cls.read(Response(0, {}, b"{}", ""), ended=ended)

    @property
    def speaks_of_the_job(self) -> bool:
        """Whether this is certainly how the job ended, and asking again would not change it."""
        if self.status == 429:
            return False
        return bool(self.code) or bool(self.items) or "x-fal-request-timeout-type" in self.headers

    @property
    def may_speak_of_the_job(self) -> bool:
        """Whether this is how the job ended, if it stays the answer when asked again."""
        if self.speaks_of_the_job:
            return True
        if not self.is_json or self.status in _ABOUT_THE_QUESTION or self.status < 400:
            return False
        if self.status == 400 and "still in progress" in self.words.lower():
            return False
        # A gateway that is in trouble answers in the same form, but does not know the job.
        return self.status < 500 or "x-fal-request-id" in self.headers

    @property
    def is_users_timeout(self) -> bool:
        """Whether the caller's own limit for the start ran out."""
        return self.headers.get("x-fal-request-timeout-type") == "user"

    @property
    def kind(self) -> FailureKind:
        """Whose fault it is."""
        if self.code in _POLICY:
            return "policy"
        if self.code in _CANCELLED or (self.status == 499 and not self.code):
            return "cancelled"
        if self.code in _TIMEOUT or self.is_users_timeout or self.status == 504:
            return "timeout"
        is_service = self.code in _SERVICE or self.code.startswith("runner_")
        is_input = 400 <= self.status < 500 and self.status not in {401, 402, 403, 408, 429}
        is_input = is_input or self.code == "bad_request"
        return "input" if is_input and not is_service else "service"

    @property
    def retryable(self) -> bool | None:
        """Whether a new call may succeed; `None` if nobody says."""
        if self.is_users_timeout:
            return False
        for name in ("x-fal-needs-retry", "x-fal-retryable"):
            said = self.headers.get(name, "").lower()
            if said in _TRUE or said in _FALSE:
                return said in _TRUE
        if self.code in _WORTH_IT or self.code.startswith("runner_"):
            return True
        if self.code in _MAYBE or self.status >= 500 or not self.status:
            return None
        return self.status == 429

    def failure(self, arguments: Mapping[str, Any] | None = None) -> Failure:
        """Return it as core knows it; `arguments` are those of the call, where they are known."""
        first = next((item["loc"] for item in self.items if item.get("loc")), ())
        return Failure(
            self.kind,
            self.words,
            code=self.code,
            retryable=self.retryable,
            path=pointer(first, arguments),
            detail=self._detail(),
        )

    def _detail(self) -> dict[str, Json]:
        units = billable_units(self.headers)
        told: dict[str, Json] = {
            "status": self.status or None,
            "error_type": self.code or None,
            "errors": [_plain(dict(item)) for item in self.items] or None,
            "request_id": self.headers.get("x-fal-request-id"),
            "billable_units": None if units is None else str(units),
            "timeout_type": self.headers.get("x-fal-request-timeout-type"),
        }
        return {name: value for name, value in told.items() if value is not None}


def trouble(reply: Response, doing: str) -> ReplyError:
    """Return the error for an answer that says nothing about a job."""
    document = ErrorDocument.read(reply)
    hint = hint_for(reply.status)
    if reply.is_success and not document.is_json:
        hint = "Something else than fal answers there: framehook doctor shows the base URLs."
    elif 300 <= reply.status < 400:
        hint = "Redirects are not followed. Set the base URL to where they lead."
    request_id = reply.headers.get("x-fal-request-id")
    named = f" (request {request_id})" if request_id else ""
    return ReplyError(
        f"fal answered {reply.status} when {doing}{named}: {document.words.rstrip('.')}.",
        status=reply.status,
        url=reply.url.partition("?")[0],
        retryable=reply.is_success or reply.status in {408, 425, 429} or reply.status >= 500,
        hint=hint,
    )


def hint_for(status: int) -> str | None:
    """Return what to do about a status that has nothing to do with what was asked."""
    if status in {401, 403}:
        return "Check the key and what it may do. framehook doctor says where it comes from."
    return "The account has no money left." if status == 402 else None


def pointer(location: object, arguments: Mapping[str, Any] | None = None) -> str:
    """
    Return the JSON pointer for a `loc`.

    Where the arguments are known, steps that do not lead further into them are left out:
    unions add steps of their own.
    """
    if not isinstance(location, (list, tuple)):
        return ""
    steps = [step for step in location if type(step) in {str, int}]
    if steps and steps[0] in _PLACES:
        del steps[0]
    if arguments is None:
        return join(*steps)
    value: Any = arguments
    kept: list[str | int] = []
    for number, step in enumerate(steps):
        is_last = number == len(steps) - 1
        if isinstance(value, Mapping) and (step in value or is_last):
            kept.append(step)
            value = value.get(step)
        elif isinstance(value, (list, tuple)) and type(step) is int and step < len(value):
            kept.append(step)
            value = value[step]
    return join(*kept)


def _parsed(reply: Response) -> tuple[Mapping[str, Any], bool]:
    try:
        value = reply.json()
    except (ValueError, RecursionError):
        return {}, False
    if isinstance(value, Mapping):
        return value, True
    return {"detail": value}, True


def _items(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    detail = said.get("detail")
    found = detail if isinstance(detail, list) else [detail]
    return [
        item for item in found if isinstance(item, Mapping) and ("msg" in item or "type" in item)
    ]


def _words(said: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> str:
    if items:
        return "; ".join(_sentence(item, named=len(items) > 1) for item in items)
    error = said.get("error")
    nested = error.get("message") if isinstance(error, Mapping) else error
    for value in (said.get("detail"), nested, said.get("message"), said.get("status")):
        if isinstance(value, str) and value:
            return value
    return ""


def _sentence(item: Mapping[str, Any], *, named: bool) -> str:
    words = _text(item.get("msg")) or _text(item.get("type"))
    where = pointer(item.get("loc")) if named else ""
    return f"{where}: {words}" if where else words


def _unsaid(reply: Response, *, is_json: bool) -> str:
    if is_json:
        return "No reason is given"
    if 300 <= reply.status < 400:
        return f"The answer is a redirect ({reply.status}), which is not followed"
    kind = reply.headers.get("content-type", "").partition(";")[0]
    return f"The answer is no JSON but {kind or 'of no known kind'}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(value: Any) -> Json:
    # The offending value is repeated in `input`, be it a film as a data URI.
    if isinstance(value, str):
        return shorten_url(value) if value.startswith("data:") else scrubbed(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
