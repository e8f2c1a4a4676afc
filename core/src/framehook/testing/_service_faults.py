"""What a service must do when something goes wrong between it and its vendor."""

from __future__ import annotations

__all__ = ("FaultTests",)

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..errors import (
    FramehookError,
    ReplyError,
    SubmissionRejectedError,
    SubmissionUnknownError,
)
from ..spi import Finds, IntentState, Ticket
from ._claim import claim
from ._service_fault import ABSENT, BUSY, REFUSED, UNCLEAR, UNREAD, Fault, altered
from ._service_setting import ServiceSetting
from ._service_trial import Trial

NONSENSE = (b"[]", b'"x"', b"null", b"{}", b"7", b'{"status": null}', b'{"status": {"a": [1]}}')
UNKNOWN_WORD = "contemplating"


def _named(fault: Fault) -> str:
    return fault.name


class FaultTests(ServiceSetting):
    """A job while the network and the vendor misbehave."""

    @claim(
        "required",
        why="It would be paid twice.",
        mend="Let `accepted` return None for whatever does not prove that nothing runs: every "
        "answer of 500 and more, pages, halves of JSON.",
    )
    @pytest.mark.parametrize("fault", UNCLEAR, ids=_named)
    def test_an_unclear_submission_is_not_repeated(
        self, trial: Trial, fault: Fault
    ) -> Iterator[str]:
        """A submission that may have been accepted is unknown, and is not sent again."""
        trial.wire.fail("submit", fault)
        end = trial.attempt(self.arguments)
        if len(trial.wire.of("submit")) != 1:
            yield f"It was sent {len(trial.wire.of('submit'))} times."
        if not isinstance(end, SubmissionUnknownError):
            yield f"It ended with {end!r}."

    @claim(
        "required",
        why="What provably did not leave costs nothing to repeat.",
        mend="Let `prepare` give the same request for the same call.",
    )
    def test_what_never_left_is_sent_again(self, trial: Trial) -> Iterator[str]:
        """A submission that did not leave is sent again, and arrives once."""
        trial.wire.fail("submit", REFUSED)
        end = trial.attempt(self.arguments)
        if trial.wire.arrived("submit") != 1:
            yield f"{trial.wire.arrived('submit')} arrived, and it ended with {end!r}."

    @claim(
        "recommended",
        why="Busy services are common, and whoever asks at once makes them busier.",
        mend="Return Rejected(…, again=True, after=<Retry-After>) for 429.",
    )
    def test_a_busy_service_is_asked_later(self, trial: Trial) -> Iterator[str]:
        """429 is a refusal, or it is sent again after the time that the service names."""
        trial.wire.fail("submit", BUSY)
        before = _seconds(trial)
        end = trial.attempt(self.arguments)
        if trial.wire.arrived("submit") > 1:
            yield "It was accepted twice."
        elif isinstance(end, FramehookError) and not isinstance(end, SubmissionRejectedError):
            yield f"It ended with {end!r}."
        elif trial.wire.arrived("submit") and _seconds(trial) - before < 3:
            yield "It was sent again before the 3 seconds of Retry-After were over."

    @claim(
        "required",
        why="A job that is paid is lost to one answer that got lost.",
        mend="Send with Send(request) and raise ReplyError only for what comes back then; ask "
        "again where an answer of 200 is no JSON.",
    )
    @pytest.mark.parametrize("fault", UNREAD, ids=_named)
    def test_reads_are_tried_again(self, asking: Trial, fault: Fault) -> Iterator[str]:
        """A question that goes wrong once is asked again, and the job brings its result."""
        visits = ("status", "result", "place")
        for visit in visits:
            asking.wire.fail(visit, fault)
        asking.done(asking.client.upload, b"RIFF\x04\x00\x00\x00WAVE")
        end = asking.attempt(self.arguments)
        if isinstance(end, FramehookError):
            yield f"It ended with {end!r}."
        if len(asking.wire.of("submit")) != 1:
            yield f"It was submitted {len(asking.wire.of('submit'))} times."

    @claim(
        "required",
        why="Both 'it runs' and 'it is over' would be inventions, and the second loses money.",
        mend="Raise ReplyError, with the word in it, for words that the documents do not have.",
    )
    def test_an_unknown_word_is_an_error(self, asking: Trial) -> Iterator[str]:
        """A word for a status that nobody knows is a ReplyError."""
        job = asking.submit(self.given("lasting" if self.lasting else "arguments"))
        met: list[bool] = []
        asking.wire.fail("status", altered("unknown word", lambda body: self._word(body, met)))
        error = _error(asking, job.status)
        if True not in met:
            yield f"The answer has nothing at {self.word_at!r}: say with word_at where the word is."
        elif not isinstance(error, ReplyError):
            yield f"The word {UNKNOWN_WORD!r} led to {error!r}."

    @claim(
        "required",
        why="Callers catch FramehookError; a KeyError kills the program that waits for the job.",
        mend="Check what came before you look into it, and raise ReplyError.",
    )
    @pytest.mark.parametrize("body", NONSENSE, ids=[each.decode() for each in NONSENSE])
    def test_nonsense_is_a_typed_error(self, asking: Trial, body: bytes) -> Iterator[str]:
        """An answer that makes no sense is a ReplyError, whatever its form."""
        job = asking.submit(self.arguments)
        asking.wire.fail("status", *[altered("nonsense", lambda _: body)] * 20)
        error = _error(asking, job.status)
        if not isinstance(error, FramehookError):
            yield f"The answer {body.decode()} led to {error!r}."

    @claim(
        "required",
        why="Vendors have several servers, and the next one has not heard of the job yet.",
        mend="Raise ReplyError with status=404; core waits for a moment before it believes it.",
    )
    def test_an_early_404_is_no_end(self, asking: Trial) -> Iterator[str]:
        """A job that is not known right after its submission is not given up."""
        asking.wire.fail("status", ABSENT)
        end = asking.attempt(self.arguments)
        if isinstance(end, FramehookError):
            yield f"It ended with {end!r}."

    @claim(
        "recommended",
        why="Without it a person has to look for every lost answer.",
        mend="Send `attempt` along with the submission, and let `find` look for exactly that.",
    )
    def test_a_lost_call_is_found(self, asking: Trial) -> Iterator[str]:
        """A call whose answer was lost is adopted: its own job, and not that of another call."""
        queue: Any = asking.service.queue
        if not isinstance(queue, Finds):
            pytest.fail("The queue cannot look for jobs: it has no `find`.", pytrace=False)
        before = asking.submit(self.arguments)
        asking.wire.fail("submit", UNCLEAR[1])
        lost = asking.attempt(self.arguments)
        after = asking.submit(self.arguments)
        if not isinstance(lost, SubmissionUnknownError):
            yield f"A lost answer led to {lost!r}."
            return
        (found,) = asking.done(asking.client.reconcile) or (None,)
        if found is None or found.after is not IntentState.SUBMITTED:
            yield f"It was not found: {found.evidence if found else 'nothing was'}"
            return
        ticket: Ticket = asking.entry(lost.intent).ticket
        if ticket.id in {before.id, after.id}:
            yield f"It was given the job {ticket.id}, which is another call's."

    def _word(self, body: bytes, met: list[bool]) -> bytes:
        """Put the unknown word where the vendor's stands."""
        *path, last = self.word_at.removeprefix("/").split("/")
        whole = place = json.loads(body)
        for step in path:
            place = place[int(step) if isinstance(place, list) else step]
        met.append(isinstance(place.get(last), str))
        place[last] = UNKNOWN_WORD
        return json.dumps(whole).encode()


def _error(trial: Trial, method: Any) -> object:
    try:
        found: object = trial.done(method)
    except Exception as exc:  # noqa: BLE001 - which one it is, is the question.
        found = exc
    return found


def _seconds(trial: Trial) -> float:
    # Where time is real, nobody waits for it to be measured.
    return 0.0 if trial.clock is None else float(sum(trial.clock.naps))
