"""Answers to paid requests that leave open whether the call was taken on."""

from __future__ import annotations

__all__ = ("in_doubt", "judged", "lost")

from framehook.spi import Accepted, Rejected, Response, Submission

from .._address import is_request_id
from .._hosts import Hosts
from .._submission import verdict
from ._refusal import Refusal
from ._target import Target

# What the official clients repeat; 429 is no doubt.
_REPEATED = frozenset({408, 409, 502, 503, 504})


def judged(target: Target, reply: Response, hosts: Hosts, label: str) -> Accepted | Rejected | None:
    """Say what an answer to a paid request means; `None` if it cannot be told."""
    call = Submission(
        endpoint=target.endpoint,
        target=target.endpoint,
        arguments={},
        attempt=label,
        options={"sync": True} if target.role == "run" else {},
    )
    return verdict(call, reply, hosts, "fal")


def lost() -> Refusal:
    """Return the answer for a paid request that has none."""
    return _told("its answer was lost")


def in_doubt(target: Target, reply: Response, hosts: Hosts) -> Refusal | None:
    """
    Return what stands for an answer that the official clients would take for leave to repeat.

    Whoever said it may have passed the call on, and a second one would be paid, too.
    """
    is_repeated = reply.status in _REPEATED or 300 <= reply.status < 400
    # No client repeats what the caller's own deadline has ended.
    is_deadline = reply.headers.get("x-fal-request-timeout-type") == "user"
    if not is_repeated or is_deadline or judged(target, reply, hosts, "proxy") is not None:
        return None
    named = reply.headers.get("x-fal-request-id", "")
    return _told(
        f"the answer had status {reply.status}",
        ("x-framehook-status", str(reply.status)),
        *([("x-fal-request-id", named)] if is_request_id(named) else []),
    )


def _told(why: str, *headers: tuple[str, str]) -> Refusal:
    return Refusal(
        500,
        f"Whether fal has taken the call on is unknown: {why}. Do not repeat the call blindly.",
        error_type="proxy_answer_lost",
        headers=(("x-fal-retryable", "false"), *headers),
    )
