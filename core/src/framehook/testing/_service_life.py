"""What a service must do in the life of a job."""

from __future__ import annotations

__all__ = ("LifeTests",)

from collections.abc import Iterator
from typing import Any

import pytest

from ..errors import JobCancelledError, JobFailedError
from ..spi import Accepted, Failure, Payload, Phase, Request, Response, Ticket
from ._claim import claim
from ._service_setting import Maker, ServiceSetting
from ._service_trial import Trial

_ORDER = {Phase.QUEUED: 0, Phase.RUNNING: 1, Phase.ENDED: 2}


class LifeTests(ServiceSetting):
    """A job from its submission to its end."""

    @claim(
        "required",
        why="Nothing else matters if a call does not come back.",
        mend="Follow the error; the vendor of your tests may be at fault, too.",
    )
    def test_a_call_brings_its_result(self, trial: Trial) -> Iterator[str]:
        """A call is submitted once and brings its result."""
        result = trial.run(self.arguments)
        if trial.wire.arrived("submit") != 1:
            yield f"{trial.wire.arrived('submit')} submissions arrived for one call."
        if result.ticket.service != trial.service.name:
            yield f"The ticket names the service {result.ticket.service!r}."

    @claim(
        "required",
        why="A program that is moved from one client to the other must not behave differently.",
        mend="Decide everything in the flows of the queue; transports of both colours only carry.",
    )
    def test_both_colours_tell_the_same(self) -> Iterator[str]:
        """The blocking and the asynchronous client are told the same, in the same order."""
        for name in ("arguments", "failing"):
            if (arguments := getattr(self, name)) is None:
                continue
            told: list[Any] = []
            for colour in ("blocking", "asynchronous"):
                with self.start() as make, self.trying(make(), colour) as trial:
                    end = type(trial.attempt(arguments)).__name__.removeprefix("Async")
                    told.append([*trial.told(), end])
            if told[0] != told[1]:
                yield f"With {name!r} the blocking client is told {told[0]}, the other {told[1]}."

    @claim(
        "required",
        why="Programs compare phases, and a job that goes backwards is waited for in vain.",
        mend="Map the vendor's words to Phase.QUEUED, RUNNING and ENDED, and to nothing else.",
    )
    def test_statuses_are_phases_that_go_forward(self, trial: Trial) -> Iterator[str]:
        """Every report has one of three phases, and none goes back."""
        trial.attempt(self.arguments)
        last = 0
        for status in trial.talk.statuses:
            # Whoever wrote the service may not have asked a type checker.
            place = _ORDER.get(getattr(status, "phase", None))  # type: ignore[arg-type]
            if place is None:
                yield f"{status!r} has no phase of framehook."
                continue
            if place < last:
                yield f"A job that was further says {status.phase.value!r}."
            last = max(last, place)

    @claim(
        "required",
        why="A job that has ended without success or failure can be neither used nor settled.",
        mend="Let `result`, or the last status, say Payload or Failure for every word that ends.",
    )
    def test_an_end_has_an_outcome(self, asking: Trial) -> Iterator[str]:
        """Whatever ends a job, there is a payload or a failure."""
        for name in ("arguments", "failing", "lasting"):
            if (arguments := getattr(self, name)) is None:
                continue
            job = asking.submit(arguments)
            if name == "lasting":
                asking.flow(asking.service.queue.cancel(Ticket.from_json(job.ticket)))
            status = self.end_of(asking, job)
            if status is None:
                continue
            outcome: object = status.outcome
            if outcome is None:
                flow = asking.service.queue.result(Ticket.from_json(job.ticket))
                outcome = asking.flow(flow)
            if not isinstance(outcome, (Payload, Failure)):
                yield f"The job of {name!r} ended with {outcome!r}."

    @claim(
        "required",
        why="A failure that looks like work is waited for until patience or money ends.",
        mend="Map the words of failure to Phase.ENDED, with a Failure that has the vendor's words.",
    )
    def test_a_failure_is_told(self, trial: Trial) -> Iterator[str]:
        """A job that the vendor gives up ends with an error that has its words."""
        end = trial.attempt(self.given("failing"))
        if not isinstance(end, JobFailedError):
            yield f"The failing job ended with {end!r}."
        elif end.failure is None or not end.failure.words.strip():
            yield "The failure has no words."

    @claim(
        "required",
        why="Who cancels wants to stop paying.",
        mend="Let `cancel` yield a Send to the vendor, a POST with repeatable=True for instance.",
    )
    def test_a_cancellation_reaches_the_vendor(self, asking: Trial) -> Iterator[str]:
        """A cancelled job ends at the vendor; a service that cannot cancel says `None`."""
        job = asking.submit(self.given("lasting"))
        done = asking.done(job.cancel)
        if done is None:
            pytest.skip("The service says that it cannot cancel.")
        if not asking.wire.arrived("cancel"):
            yield "Nothing was sent."
        if done is False:
            yield "It says that it was too late, although the job lasts."
        elif self.end_of(asking, job) is None:
            yield "The job goes on."
        elif isinstance(end := _end(asking, job), JobFailedError):
            yield f"The end of the job is told as a failure: {end}"

    @claim(
        "recommended",
        why="Results can be large, and vendors count questions.",
        mend="Send one request in `result`, or give the outcome with the last status.",
    )
    def test_a_result_is_fetched_once(self, asking: Trial) -> Iterator[str]:
        """A result is asked for with one request, and not at all where the status had it."""
        asking.attempt(self.arguments)
        seen: set[str] = set()
        for exchange in asking.wire.of("result"):
            if exchange.request.url in seen:
                yield f"{exchange.request.url} was asked again."
            seen.add(exchange.request.url)

    @claim(
        "required",
        why="What `prepare` sends is repeated, and no ledger knows of it.",
        mend="Return the paid request from `prepare`; core sends it, once.",
    )
    def test_preparing_pays_nothing(self, trial: Trial) -> Iterator[str]:
        """Preparing a call sends nothing to where calls are paid, and nothing that may not be."""
        flow = trial.service.queue.prepare(trial.submission(self.arguments))
        request = trial.flow(flow)
        if not isinstance(request, Request):
            yield f"It returns {request!r}, which is no request."
            return
        place = (request.method, request.url.partition("?")[0])
        for each in trial.wire.exchanges:
            if (each.request.method, each.request.url.partition("?")[0]) == place:
                yield f"It sent {place[0]} {place[1]} by itself."

    @claim(
        "required",
        why="An answer may be read again, after a crash or in another process.",
        mend="Let `accepted` depend on its arguments alone.",
    )
    def test_reading_an_answer_changes_nothing(self, trial: Trial) -> Iterator[str]:
        """The same answer to a submission means the same, however often it is read."""
        trial.attempt(self.arguments)
        queue = trial.service.queue
        call, reply = trial.talk.submissions[0], trial.talk.replies[0]
        first = queue.accepted(call, reply)
        other = queue.accepted(call, Response(503, {}, b"", reply.url))
        again = queue.accepted(call, reply)
        if first != again or not isinstance(first, Accepted):
            yield f"It meant {first!r}, and then {again!r}."
        if queue.accepted(call, Response(503, {}, b"", reply.url)) != other:
            yield "An answer without sense means something else the second time."

    @claim(
        "required",
        why="Servers that make many clients would drown in threads and sockets.",
        mend="Own no thread and no connection; transports do, and core closes them.",
    )
    def test_closing_leaves_nothing_behind(self, colour: Any) -> Iterator[str]:
        """After a client was closed there is no thread and no connection that was not there."""
        from ._service_leftovers import Leftovers  # It looks at everything there is.

        leftovers = Leftovers()
        with self.start() as make:
            with self.trying(make(), colour) as trial:
                trial.attempt(self.arguments)
                hosts = {each.request.host for each in trial.wire.exchanges}
            yield from leftovers.connections(hosts)
        yield from leftovers.threads()

    @claim(
        "required",
        why="The process that submits is seldom the one that lives until the end.",
        mend="Keep what finds a job in the ticket (`id` and `state`), not in the queue.",
    )
    def test_a_ticket_finds_its_job_again(self, make: Maker, colour: Any) -> Iterator[str]:
        """A ticket that was text meanwhile finds its job, with a service made anew."""
        with self.trying(make(), colour) as before:
            ticket = before.submit(self.arguments).ticket
        with self.trying(make(), colour) as after:
            job = after.client.resume(ticket, self.endpoint)
            try:
                after.done(job.result)
            except Exception as exc:  # noqa: BLE001 - whatever it is, the job is lost.
                yield f"The job was not found again: {type(exc).__name__}: {exc}"


def _end(trial: Trial, job: Any) -> object:
    try:
        return trial.done(job.result)
    except JobCancelledError:
        return None
    except Exception as exc:  # noqa: BLE001 - which one it is, is the question.
        return exc
