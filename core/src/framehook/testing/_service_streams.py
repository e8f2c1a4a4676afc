"""What a service must do on streams, and with notifications."""

from __future__ import annotations

__all__ = ("StreamTests",)

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ..errors import FramehookError, ReplyError
from ..spi import Notifies, Status, Ticket, Watches
from ._claim import claim
from ._service_fault import REFUSED, answering, cut_off
from ._service_setting import ServiceSetting
from ._service_trial import Trial

# With more than so many bytes not every split is tried.
MOST_SPLITS = 400


class StreamTests(ServiceSetting):
    """Streams of reports, and notifications."""

    @claim(
        "required",
        why="Networks cut where they like, and what the caller is told must not depend on it.",
        mend="Keep what is incomplete until the rest comes, in `feed`.",
    )
    def test_a_stream_may_be_cut_anywhere(self, trial: Trial) -> Iterator[str]:
        """However the bytes of a stream are cut, the reports are the same."""
        ticket, data = self._stream(trial)
        whole = _decoded(trial, ticket, [data])
        if not whole:
            yield "The stream brought no report at all."
        step = max(1, len(data) // MOST_SPLITS)
        ways: Iterable[Sequence[bytes]] = (
            [data[:cut], data[cut:]] for cut in range(1, len(data), step)
        )
        for pieces in (_bytewise(data), *ways):
            found = _decoded(trial, ticket, pieces)
            if found != whole:
                yield (
                    f"Cut after {len(pieces[0])} bytes there are {len(found)} reports, "
                    f"uncut {len(whole)}."
                )
                return

    @claim(
        "recommended",
        why="Streams are opened again, and then they repeat themselves.",
        mend="Make every report of one event alone, or remember what was there.",
    )
    def test_repeated_events_do_no_harm(self, trial: Trial) -> Iterator[str]:
        """Events that come twice, or in another order, bring no other states and no surprise."""
        ticket, data = self._stream(trial)
        events = [event for event in re.split(rb"(?<=\n\n)", data) if event]
        phases = _phases(_decoded(trial, ticket, [data]))
        twice = _phases(_decoded(trial, ticket, [event for event in events for _ in "12"]))
        if twice != phases:
            yield f"The phases are {phases}, and with each event twice {twice}."
        try:
            _decoded(trial, ticket, events[::-1])
        except Exception as exc:  # noqa: BLE001 - whatever it is, the watching ends with it.
            if not isinstance(exc, FramehookError):
                yield f"Backwards they lead to {exc!r}."

    @claim(
        "required",
        why="Proxies end streams after a minute, and jobs take longer.",
        mend="Let `watch` give a new request and a new decoder each time.",
    )
    @pytest.mark.parametrize(
        "fault",
        [
            REFUSED,
            answering("503", 503, b""),
            answering("200 HTML", 200, b"<html></html>", kind="text/html"),
            cut_off(1),
        ],
        ids=["refused", "503", "HTML", "broken"],
    )
    def test_a_broken_stream_loses_nothing(self, trial: Trial, fault: Any) -> Iterator[str]:
        """A stream that is refused, or breaks off, does not cost the job."""
        self._needs_streams(trial)
        trial.wire.fail("watch", fault)
        end = trial.attempt(self.arguments)
        if isinstance(end, FramehookError):
            yield f"It ended with {end!r}."

    @claim(
        "required",
        why="Anyone can send anything to an address on the internet.",
        mend="Let `verify` check signature and time before it reads, and raise ReplyError.",
    )
    def test_a_forged_notification_is_refused(self, trial: Trial) -> Iterator[str]:
        """A notification without a right signature, or an old one, is a ReplyError."""
        queue: Any = trial.service.queue
        if not isinstance(queue, Notifies):
            pytest.skip("The service sends no notifications.")
        job = trial.submit(self.arguments)
        right = self.notification(trial.service, job.id)
        headers, body = right or ({}, b'{"id": "x", "status": "succeeded"}')
        now = datetime.now(UTC)  # Notifications are signed at this moment.
        forged: list[tuple[str, Any, bytes, Any]] = [
            ("without headers", {}, body, now),
            ("with another body", headers, body + b" ", now),
            ("with no body", headers, b"", now),
        ]
        if right is not None:
            known, _ = trial.flow(queue.verify(headers, body, now))
            if known != job.id:
                yield f"A right notification is about {known!r}, not {job.id!r}."
            forged.append(("from yesterday", headers, body, now + timedelta(days=1)))
        for what, top, text, at in forged:
            try:
                trial.flow(queue.verify(top, text, at))
            except ReplyError:
                continue
            yield f"A notification {what} was believed."

    def _needs_streams(self, trial: Trial) -> None:
        if not isinstance(trial.service.queue, Watches):
            pytest.skip("The service has no streams: it is asked instead.")

    def _stream(self, trial: Trial) -> tuple[Ticket, bytes]:
        """Return what a job's stream brought."""
        self._needs_streams(trial)
        job = trial.submit(self.arguments)
        trial.done(job.result)
        return Ticket.from_json(job.ticket), bytes(trial.wire.streams[0])


def _decoded(trial: Trial, ticket: Ticket, pieces: Iterable[bytes]) -> list[Status]:
    _, decoder = trial.service.queue.watch(ticket)
    return [status for piece in pieces for status in decoder.feed(piece)]


def _bytewise(data: bytes) -> list[bytes]:
    return [data[place : place + 1] for place in range(len(data))]


def _phases(statuses: Iterable[Status]) -> list[str]:
    found: list[str] = []
    for status in statuses:
        if status.phase.value not in found[-1:]:
            found.append(status.phase.value)
    return found
