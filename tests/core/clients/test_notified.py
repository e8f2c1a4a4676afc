"""What a client does with a notification."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from _replicate import Replicate
from dream import dream

from framehook import ConfigurationError, Notified, Phase, ReplyError
from framehook.ledger import MemoryLedger
from framehook.testing import LoopbackServer, ScriptedService
from framehook.testing._server import reply

KEY = b"0123456789abcdef"


@pytest.fixture
def world(make_client: Any) -> Any:
    """A client with one job, and its ledger."""
    kind = [("Content-Type", "application/json")]
    with LoopbackServer() as api:
        known = json.dumps({"key": "whsec_" + base64.b64encode(KEY).decode()}).encode()
        api.play("/v1/webhooks/default/secret", [reply(200, known, kind)])
        started = json.dumps({"id": "p1", "status": "starting"}).encode()
        api.play("/v1/models/my-team/dream/predictions", [reply(201, started, kind)])
        ledger = MemoryLedger()
        client = make_client(service=Replicate("r8_token", api.url), ledger=ledger)
        yield client, client.submit(dream(prompt="x")), ledger


def signed(clock: Any, job: str, by: bytes = KEY) -> tuple[dict[str, str], bytes]:
    """Return a notification, signed at the present time."""
    body = json.dumps({"id": job, "status": "canceled"}).encode()
    stamp = str(int(clock.now().timestamp()))
    mark = hmac.digest(by, f"m1.{stamp}.".encode() + body, hashlib.sha256)
    text = f"v1,{base64.b64encode(mark).decode()}"
    headers = {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": text}
    return headers, body


def test_a_notification_is_checked_and_told_once(world: Any, framehook_clock: Any) -> None:
    """It names the job by its ticket, stands in the inbox, and a repetition says that it is one."""
    client, job, ledger = world
    headers, body = signed(framehook_clock, "p1")
    first = client.notified(headers, body)
    again = client.notified(headers, body)
    assert (first.job, first.status.phase) == ("p1", Phase.ENDED)
    assert first.ticket.to_json() == job.ticket
    assert (first.is_new, again.is_new) == (True, False)
    said = {"v": 1, "job": "p1", "phase": "ended", "failure": "The prediction was canceled"}
    assert ledger.notices(job.ticket["intent"]) == (said,)


def test_a_job_that_nobody_knows_has_no_ticket(world: Any, framehook_clock: Any) -> None:
    """It may be another program's; what it says is told all the same."""
    client, _, _ = world
    found = client.notified(*signed(framehook_clock, "p2"))
    assert found == Notified(job="p2", status=found.status, ticket=None, is_new=True)


def test_another_accounts_call_is_not_ended(
    make_client: Any, framehook_clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever has one tenant's secret says nothing about the job of another one."""
    kind, ledger = [("Content-Type", "application/json")], MemoryLedger()
    with LoopbackServer() as api:
        known = json.dumps({"key": "whsec_" + base64.b64encode(KEY).decode()}).encode()
        api.play("/v1/webhooks/default/secret", [reply(200, known, kind)])
        started = json.dumps({"id": "p1", "status": "starting"}).encode()
        api.play("/v1/models/my-team/dream/predictions", [reply(201, started, kind)])
        red, blue, shared = (
            make_client(service=Replicate("r8_token", api.url), ledger=ledger, account=name)
            for name in ("red", "blue", None)
        )
        job = red.submit(dream(prompt="x"))
        notice = signed(framehook_clock, "p1")
        assert blue.notified(*notice).ticket is None
        assert ledger.notices(job.ticket["intent"]) == ()
        assert "of the account 'red'" in caplog.text
        assert red.notified(*notice).ticket.to_json() == job.ticket
        assert not shared.notified(*notice).is_new
        assert len(ledger.notices(job.ticket["intent"])) == 1


def test_a_forged_notification_leaves_nothing(world: Any, framehook_clock: Any) -> None:
    """What does not come from the service is an error, and is not written down."""
    client, job, ledger = world
    with pytest.raises(ReplyError, match="does not come from"):
        client.notified(*signed(framehook_clock, "p1", by=b"another"))
    assert ledger.notices(job.ticket["intent"]) == ()


def test_a_service_without_notifications_says_so(make_client: Any) -> None:
    """Whoever sent it, it was not this service."""
    with pytest.raises(ConfigurationError, match="'scripted' sends no notifications"):
        make_client(service=ScriptedService()).notified({}, b"{}")
