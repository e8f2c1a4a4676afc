"""What is sent to the queue, and what of its answers is followed."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.spi import Phase, Ticket
from framehook.testing._server import reply
from framehook_fal import Hosts

NAMES = ("run", "queue", "rest", "cdn", "platform")


@pytest.mark.parametrize(
    "foreign",
    [
        "https://queue.fal.run/my-team/dream/requests/{id}/status",
        "{other}/queue/my-team/dream/requests/{id}/status",
        "{api}/elsewhere/requests/{id}/status",
        "{api}/queue/my-team/dream/requests/another/status",
        7,
    ],
)
def test_foreign_urls_are_not_followed(make_client, world, said, foreign):
    """Only URLs of the queue for this request are followed; others are made from the ids."""
    if isinstance(foreign, str):
        foreign = foreign.format(other=world.cdn.url, api=world.api.url, id=world.id)
    urls = dict.fromkeys(("status_url", "response_url", "cancel_url"), foreign)
    world.api.play(world.submit, said(**{**world.accepted, **urls}))
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    assert job.result().output.video.url
    assert foreign not in job.ticket["state"].values()
    forged = Ticket("fal", dream.id, world.id, {**urls, "target": dream.id})
    resumed = make_client(service=world.service()).resume(forged, dream)
    assert resumed.status().phase is Phase.ENDED
    assert world.cdn.received == []


@pytest.mark.parametrize("name", ["status_url", "response_url", "cancel_url"])
@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("http://localhost:{port}/queue/my-team/dream/requests/{id}", "localhost"),
        ("https://evil.example/status", "evil.example"),
        ("https://evilfal.run/status", "evilfal.run"),
        ("//evil.example/status", "evil.example"),
        ("{api}@evil.example/queue/my-team/dream/requests/{id}/status", "@evil.example"),
    ],
)
def test_a_stranger_in_the_answer_is_told(make_client, world, said, name, foreign, shown):
    """The job is paid, so it is written down first; nothing goes there, and it can be resumed."""
    port = world.bucket.url.rpartition(":")[2]
    foreign = foreign.format(port=port, api=world.api.url, id=world.id)
    world.api.play(world.submit, said(**{**world.accepted, name: foreign}))
    ledger = MemoryLedger()
    client = make_client(service=world.service(), ledger=ledger)
    with pytest.raises(errors.ReplyDistrustedError, match="neither a configured host") as caught:
        client.run(dream(prompt="x"), key="mine")
    error = caught.value
    assert shown in error.message
    assert "verysecret" not in f"{error} {error.hint} {vars(error)}"
    (entry,) = ledger.find()
    assert (entry.state.value, entry.ticket.id, error.intent) == ("submitted", world.id, entry.key)
    assert client.resume(error.ticket, dream).result().output.video.url
    assert client.run(dream(prompt="x"), key="mine").output.video.url
    assert len(world.sent(world.submit)) == 1
    assert world.bucket.received == []
    known = Hosts(**{each: getattr(world.hosts, each) for each in NAMES}, aliases=[shown])
    if shown in {"localhost", "evil.example"}:
        job = make_client(service=world.service(hosts=known)).submit(dream(prompt="x"))
        assert foreign not in job.ticket["state"].values()


def test_urls_of_the_queue_are_followed(make_client, world, said, report):
    """The server may name longer paths, and `/response` at the end."""
    base = f"/queue/my-team/dream/deep/path/requests/{world.id}"
    urls = {
        "status_url": f"{world.api.url}{base}/status/",
        "response_url": f"{world.api.url}{base}/response",
        "cancel_url": f"{world.api.url}{base}/cancel",
    }
    world.api.play(world.submit, said(**{**world.accepted, **urls}))
    world.api.play(f"{base}/status/stream", said(404, detail="none"))
    world.api.play(f"{base}/status", report("COMPLETED"))
    world.api.play(f"{base}/response", said(video={"url": "https://x.example/a.mp4"}))
    assert make_client(service=world.service()).run(dream(prompt="x")).output.video.url


@pytest.mark.parametrize("bad", ["../../admin", "a/b", "a?b", "..", "x" * 200, ""])
def test_a_forged_id_leads_nowhere(make_client, world, bad):
    """An id is one plain step of a path, in a ticket as in an answer."""
    client = make_client(service=world.service())
    with pytest.raises(errors.TicketError, match="none of the service"):
        client.resume(Ticket("fal", dream.id, bad, {}), dream).status()
    assert world.api.received == []


def test_a_redirect_is_not_followed(make_client, world):
    """Neither the key nor the question goes anywhere else."""
    moved = reply(302, b"", [("Location", f"{world.cdn.url}/x")])
    world.api.play(f"{world.request}/status", [moved])
    job = make_client(service=world.service()).submit(dream(prompt="x"))
    with pytest.raises(errors.ReplyError, match="Redirects are not followed"):
        job.status()
    assert world.cdn.received == []


def test_what_can_be_asked_for(make_client, world):
    """Options become headers, the webhook gets the label of the attempt."""
    options = {
        "priority": "low",
        "start_timeout": 30,
        "hint": "H",
        "no_retry": True,
        "store_io": False,
        "object_lifecycle": {"expires_in": "1h", "acl": {"default": "forbid"}},
        "disable_fallback": True,
        "tags": {"team": "blue"},
        "max_queue_length": 5,
    }
    hook = "https://hooks.example/fal?a=1"
    make_client(service=world.service(webhook_secret="s")).run(
        dream(prompt="x"), options=options, webhook_url=hook
    )
    (paid,) = world.sent(world.submit)
    headers = dict(paid.headers)
    label = headers["x-fal-tags"].partition("framehook.intent=")[2]
    assert headers["x-fal-tags"] == f"team=blue,framehook.intent={label}"
    assert headers["x-fal-queue-priority"] == "low"
    assert headers["x-fal-request-start-timeout"] == headers["x-fal-request-timeout"] == "30"
    assert (headers["x-fal-runner-hint"], headers["x-fal-no-retry"]) == ("H", "1")
    assert (headers["x-fal-store-io"], headers["x-app-fal-disable-fallback"]) == ("0", "1")
    assert json.loads(headers["x-fal-object-lifecycle-preference"]) == {
        "expiration_duration_seconds": 3600,
        "initial_acl": {"default": "forbid", "rules": []},
    }
    query = parse_qs(urlsplit(paid.target).query)
    assert query["fal_max_queue_length"] == ["5"]
    told = urlsplit(query["fal_webhook"][0])
    assert told.hostname == "hooks.example"
    assert parse_qs(told.query)["framehook"][0].startswith(f"{label}.")
    assert parse_qs(told.query)["a"] == ["1"]


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"options": {"prioritet": "low"}}, "Did you mean 'priority'"),
        ({"options": {"priority": "high"}}, "normal or low"),
        ({"options": {"start_timeout": 0.05}}, "greater than 0.1"),
        ({"options": {"start_timeout": True}}, "greater than 0.1"),
        ({"options": {"hint": "a\nb"}}, "plain characters"),
        ({"options": {"no_retry": "yes"}}, "true or false"),
        ({"options": {"tags": {"Team": "x"}}}, "a-z"),
        ({"options": {"tags": {"fal.x": "x"}}}, "fal"),
        ({"options": {"tags": {"a": "x,y"}}}, "commas"),
        ({"options": {"tags": {f"a{n}": "x" for n in range(10)}}}, "at most nine"),
        ({"options": {"tags": ["a"]}}, "names and values"),
        ({"options": {"max_queue_length": -1}}, "at least 0"),
        ({"options": {"object_lifecycle": {"expires_in": 0}}}, "at least 1"),
        ({"options": {"object_lifecycle": {"expires_in": "2h"}}}, "1h"),
        ({"options": {"object_lifecycle": {"acl": {"default": "no"}}}}, "forbid"),
        ({"options": {"object_lifecycle": {"acl": {"users": {"a": "allow"}}}}}, "default"),
        ({"options": {"object_lifecycle": {"acl": "x"}}}, "acl"),
        ({"options": {"object_lifecycle": 5}}, "object_lifecycle"),
        ({"options": {"sync": True, "priority": "low"}}, "no meaning"),
        ({"options": {"sync": True}, "webhook_url": "https://x.example/"}, "no meaning"),
        ({"webhook_url": "ftp://x.example/?token=hush"}, "no HTTPS"),
        ({"webhook_url": "http://x.example/"}, "no HTTPS"),
        ({"webhook_url": 7}, "no HTTPS"),
        (
            {"webhook_url": "https://a:hush@x.example/"},
            "'https://x.example/' has a user",
        ),
        ({"webhook_url": "https://[x"}, "a port that makes no sense"),
        ({"webhook_url": "https://x.example:99999/"}, "a port that makes no sense"),
        ({"webhook_url": "https://x.example/ a"}, "a blank"),
    ],
)
def test_what_makes_no_sense_is_not_sent(make_client, world, more, match):
    """Every option is checked before anything is paid."""
    with pytest.raises(errors.ConfigurationError, match=match) as caught:
        make_client(service=world.service()).submit(dream(prompt="x"), **more)
    assert "hush" not in str(caught.value)
    assert world.sent(world.submit) == []
