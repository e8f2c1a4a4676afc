"""
The life of an intent: the one table of what may follow what.

Two things are less obvious than the table makes them look:

- What a service says is a fact, however late it comes. An acceptance, a result or a
  failure is therefore taken from `UNKNOWN`, `QUARANTINED` and, except for a refusal, from
  `WRITTEN_OFF` as well, and an acceptance even from `PLANNED`, if the intent has been sent
  before: it disproves the absence, and the call must not be paid again.
- Giving up is no fact. What may have been accepted cannot be cancelled before it is found,
  because that would release money that may be spent.
"""

from __future__ import annotations

__all__ = ("ENDS", "OPEN", "SAID_AGAIN", "TRANSITIONS", "Verb", "target")

from collections.abc import Mapping
from typing import Literal, TypeAlias

from ..spi import Intent, IntentState

Verb: TypeAlias = Literal[
    "begin",
    "accepted",
    "rejected",
    "postponed",
    "unknown",
    "adopt",
    "absent",
    "quarantine",
    "write-off",
    "result",
    "failed",
    "cancelled",
    "fetched",
    "expired",
    "lease",
    "release",
]

_PLANNED = IntentState.PLANNED
_SUBMITTING = IntentState.SUBMITTING
_SUBMITTED = IntentState.SUBMITTED
_UNKNOWN = IntentState.UNKNOWN
_RESULT = IntentState.RESULT
_DOWNLOADING = IntentState.DOWNLOADING
_QUARANTINED = IntentState.QUARANTINED
_REJECTED = IntentState.REJECTED
_FAILED = IntentState.FAILED
_CANCELLED = IntentState.CANCELLED
_EXPIRED = IntentState.EXPIRED
_FETCHED = IntentState.FETCHED
_WRITTEN_OFF = IntentState.WRITTEN_OFF

# Somebody still has to do something about these.
OPEN = frozenset({_PLANNED, _SUBMITTING, _SUBMITTED, _UNKNOWN, _RESULT, _DOWNLOADING})
ENDS = frozenset(IntentState) - OPEN
# The service says these again to whoever asks, and files are where they were saved: a power
# cut may take the last of them back.
SAID_AGAIN: frozenset[Verb] = frozenset({"result", "failed", "expired", "fetched"})

TRANSITIONS: Mapping[Verb, Mapping[IntentState, IntentState]] = {
    "begin": {_PLANNED: _SUBMITTING},
    "accepted": {
        _SUBMITTING: _SUBMITTED,
        _UNKNOWN: _SUBMITTED,
        _QUARANTINED: _SUBMITTED,
        _WRITTEN_OFF: _SUBMITTED,
        _PLANNED: _SUBMITTED,
    },
    "rejected": {_SUBMITTING: _REJECTED, _UNKNOWN: _REJECTED, _QUARANTINED: _REJECTED},
    "postponed": {_SUBMITTING: _PLANNED, _UNKNOWN: _PLANNED, _QUARANTINED: _PLANNED},
    "unknown": {_SUBMITTING: _UNKNOWN},
    "adopt": {
        _UNKNOWN: _SUBMITTED,
        _QUARANTINED: _SUBMITTED,
        _WRITTEN_OFF: _SUBMITTED,
        _PLANNED: _SUBMITTED,
    },
    "absent": {_UNKNOWN: _PLANNED, _QUARANTINED: _PLANNED},
    "quarantine": {_UNKNOWN: _QUARANTINED},
    "write-off": {_QUARANTINED: _WRITTEN_OFF},
    "result": {
        _SUBMITTED: _RESULT,
        _UNKNOWN: _RESULT,
        _QUARANTINED: _RESULT,
        _WRITTEN_OFF: _RESULT,
        # A cancellation is a request. The job may have been done before it arrived.
        _CANCELLED: _RESULT,
        # The service may have been asked at a bad moment.
        _EXPIRED: _RESULT,
    },
    "failed": {
        _SUBMITTED: _FAILED,
        _UNKNOWN: _FAILED,
        _QUARANTINED: _FAILED,
        _WRITTEN_OFF: _FAILED,
    },
    "cancelled": {_PLANNED: _CANCELLED, _SUBMITTED: _CANCELLED},
    # Files may be safe here although the service has just forgotten them.
    "fetched": {_RESULT: _FETCHED, _DOWNLOADING: _FETCHED, _EXPIRED: _FETCHED},
    "expired": {_SUBMITTED: _EXPIRED, _RESULT: _EXPIRED, _DOWNLOADING: _EXPIRED},
    "lease": {_RESULT: _DOWNLOADING},
    "release": {_DOWNLOADING: _RESULT},
}

# What was never sent can be neither accepted nor done.
_ONLY_IF_SENT = frozenset({("accepted", _PLANNED), ("adopt", _PLANNED), ("result", _CANCELLED)})


def target(verb: Verb, intent: Intent) -> IntentState | None:
    """Return the state that the verb leads to, or `None` if it is refused."""
    if not intent.attempt and (verb, intent.state) in _ONLY_IF_SENT:
        return None
    return TRANSITIONS[verb].get(intent.state)
