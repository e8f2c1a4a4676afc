"""What a client of either colour does for its caller."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dream import dream

from framehook import errors
from framehook.ledger import MemoryLedger
from framehook.registry import Registry
from framehook.spi import Issue, Request, hookimpl
from framehook.testing import ScriptedService, acts, make_mp4, make_png


def test_a_call_becomes_a_saved_file(
    make_client: Any, tmp_path: Path, framehook_clock: Any
) -> None:
    """Running a call gives the output in its model, and saving it gives the whole file."""
    clip = make_mp4(frames=24)
    service = ScriptedService(
        [
            acts.queued(2),
            acts.running(0.5, "half"),
            acts.succeeded(files={"video.mp4": clip}, units=24),
        ],
        clock=framehook_clock,
    )
    client = make_client(service=service)
    events: list[str] = []
    result = client.run(dream(prompt="x"), on_event=lambda event: events.append(str(event)))
    saved = result.save(tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").read_bytes() == clip
    assert saved.facts.frames == 24
    assert saved.issues == ()
    assert result.billing.to_json() == {
        "units": "24",
        "cost": "2.4",
        "currency": "USD",
        "quote": result.billing.quote.to_json(),
    }
    assert result.assumptions == ("24 fps.",)
    assert "queued, position 2" in events
    assert "half" in events
    assert events[-1] == "done"
    assert service.paid == 1
    assert result.service == "scripted"
    assert result.endpoint == "my-team/dream"
    assert result.job.id == service.jobs[0].id
    assert "my-team/dream" in repr(result)


def test_only_what_was_set_is_sent(make_client: Any, framehook_clock: Any) -> None:
    """Defaults stay at home, except those that are always sent; extras go along."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    client.run(dream(prompt="x").with_extra({"newer": 1}))
    assert service.jobs[0].arguments == {"prompt": "x", "safe": True, "newer": 1}


def test_a_file_is_placed_and_only_once(make_client: Any, framehook_clock: Any) -> None:
    """The same bytes are uploaded once for each client, and the call has their URL."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    clip = make_mp4(frames=12)
    client.run(dream(prompt="x", video_url=clip))
    client.run(dream(prompt="y", video_url=clip))
    assert service.count("upload") == 1
    first, second = (job.arguments["video_url"] for job in service.jobs)
    assert first == second
    assert str(first).startswith("scripted://")


def test_a_result_goes_into_the_next_call(make_client: Any, framehook_clock: Any) -> None:
    """A file of a result is an argument as it is: nothing is uploaded, and it is looked at."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    first = client.run(dream(prompt="x"))
    checked = client.check(dream(prompt="y", video_url=first.output.video, start_frame=99))
    assert [issue.code for issue in checked.issues] == ["dream.start_in_video"]
    client.run(dream(prompt="y", video_url=first.output.video))
    assert service.count("upload") == 0


def test_all_violations_at_once(make_client: Any, framehook_clock: Any) -> None:
    """A check finds what rules, media and hooks say; a strict client then sends nothing."""
    service = ScriptedService(clock=framehook_clock)

    class Strict:
        @hookimpl()
        def framehook_check(self, call: Any) -> list[Issue]:
            return [Issue(code="house.no", level="error", path="", message="Not here.")]

    client = make_client(service=service, hooks=[Strict()])
    call = dream(prompt="LOUD", video_url=make_mp4(frames=8), start_frame=8, image_url=b"rubbish")
    codes = [issue.code for issue in client.check(call).issues]
    assert sorted(codes) == ["dream.loud", "dream.start_in_video", "house.no", "media.unreadable"]
    with pytest.raises(errors.CheckFailedError, match="3 problems") as caught:
        client.run(call)
    assert len(caught.value.issues) == 4
    assert service.paid == service.count("upload") == 0


def test_a_rule_can_be_switched_off_for_one_call(make_client: Any, framehook_clock: Any) -> None:
    """`without` lets a call pass that the rule would refuse."""
    client = make_client(service=ScriptedService(clock=framehook_clock))
    call = dream(prompt="x", video_url=make_mp4(frames=8), start_frame=8)
    assert not client.check(call).ok
    assert client.check(call.without("dream.start_in_video")).issues == ()
    (issue,) = client.check(dream(prompt="x").without("dream.start_in_vido")).issues
    assert (issue.code, issue.level) == ("call.skips_nothing", "warn")
    assert issue.fix == "Did you mean 'dream.start_in_video'?"


@pytest.mark.parametrize(("policy", "paid"), [("strict", 0), ("warn", 1), ("off", 1)])
def test_the_policy_decides_what_an_error_does(
    make_client: Any, framehook_clock: Any, policy: str, paid: int
) -> None:
    """Only a strict client refuses what a rule refuses."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service, check=policy)
    call = dream(prompt="x", video_url=make_mp4(frames=8), start_frame=8)
    try:
        client.submit(call)
    except errors.CheckFailedError:
        assert policy == "strict"
    assert service.paid == paid


def test_a_limit_on_the_price_is_kept(make_client: Any, framehook_clock: Any) -> None:
    """What may cost more than the limit is not sent, and neither is what nobody can price."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    with pytest.raises(errors.CostRefusedError, match=r"may cost 2\.4 USD, and the limit is 2"):
        client.run(dream(prompt="x"), max_cost=2)
    assert client.quote(dream(prompt="x")).high == Decimal("2.4")
    client.run(dream(prompt="x"), max_cost="2.4")
    with pytest.raises(errors.ConfigurationError, match="max_cost must be an amount"):
        client.run(dream(prompt="x"), max_cost=-1)
    with pytest.raises(errors.CostRefusedError, match="assume_cost"):
        make_client(service=service, check="off").run_raw("a/b", {}, max_cost=1)
    assert service.paid == 1


def test_untyped_calls_are_validated_where_possible(make_client: Any, framehook_clock: Any) -> None:
    """`run_raw` checks arguments of installed endpoints, and passes on those of others."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service, registry=Registry.of(dream))
    with pytest.raises(errors.CheckFailedError, match="'num_frames' must be"):
        client.run_raw("my-team/dream", {"prompt": "x", "num_frames": 999})
    result = client.run_raw("other/model", {"anything": [1]})
    assert service.jobs[0].arguments == {"anything": [1]}
    assert result.files[0][1].url.endswith("video.mp4")
    with pytest.raises(errors.EndpointNotFoundError):
        make_client().run_raw("other/model", {})


def test_a_ticket_goes_on_elsewhere(make_client: Any, framehook_clock: Any) -> None:
    """A ticket is plain JSON, from which another client takes the job up again."""
    service = ScriptedService(
        [acts.queued(1), acts.succeeded({"video": {"url": "scripted://x"}, "seed": "?"})],
        clock=framehook_clock,
    )
    text = json.dumps(make_client(service=service, account="me").submit(dream(prompt="x")).ticket)
    assert json.loads(text)["account"] == "me"
    job = make_client(service=service).resume(text, dream)
    assert job.status().position == 1
    assert job.result().output.video.url == "scripted://x"
    raw = make_client(service=service).resume(json.loads(text)).result()
    assert raw.output["seed"] == "?"
    again = make_client(service=service).job(dream, service.jobs[0].id)
    assert again.result().output.seed is None
    assert "job-1" in repr(again)


def test_what_bills_no_units_costs_nothing(make_client: Any, framehook_clock: Any) -> None:
    """A job taken up elsewhere that bills no units is not settled at its estimate."""
    service = ScriptedService([acts.succeeded(units=0)], clock=framehook_clock)
    ledger = MemoryLedger()
    ticket = make_client(service=service, ledger=ledger).submit(dream(prompt="x")).ticket
    result = make_client(service=service, ledger=ledger).resume(ticket, dream).result()
    assert result.billing.cost == 0
    assert ledger.get(ticket["intent"]).spent == 0


def test_events_of_a_job_can_be_read_in_a_loop(make_client: Any, framehook_clock: Any) -> None:
    """`events` tells each change once, each line once, and then the end."""
    service = ScriptedService(
        [
            acts.queued(2),
            acts.queued(2),
            acts.running(0.1, "a"),
            acts.running(0.9, "b"),
            acts.succeeded(),
        ],
        clock=framehook_clock,
    )
    job = make_client(service=service).submit(dream(prompt="x"))
    told = [(event.kind, str(event)) for event in job.events()]
    assert [text for kind, text in told if kind in {"status", "log"}] == [
        "queued, position 2",
        "a",
        "running",
        "b",
        "ended",
    ]
    assert told[-1][0] == "end"


def test_files_can_be_uploaded_for_later(make_client: Any, framehook_clock: Any) -> None:
    """`upload` gives a file that calls take as it is, and `probe` looks at anything."""
    service = ScriptedService(clock=framehook_clock)
    client = make_client(service=service)
    file = client.upload(make_png(width=8, height=6))
    client.run(dream(prompt="x", image_url=file))
    assert service.jobs[0].arguments["image_url"] == file.url
    assert client.probe(make_png(width=8, height=6)).size == (8, 6)
    assert make_client().probe(make_png(width=8, height=6)).size == (8, 6)


def test_a_hook_can_make_the_request_and_hear_events(
    make_client: Any, framehook_clock: Any
) -> None:
    """`framehook_build_request` replaces the queue's request, and events reach the hook."""
    service = ScriptedService(clock=framehook_clock)
    heard: list[str] = []

    class Own:
        @hookimpl()
        def framehook_build_request(self, call: Any, service: Any) -> Request:
            body = {
                "endpoint": "made/by-hook",
                "arguments": {},
                "attempt": "a",
                "webhook": None,
                "options": {},
            }
            return Request.with_json("POST", f"{acts.BASE}/submit", body, budget="submit")

        @hookimpl()
        def framehook_event(self, event: Any) -> None:
            heard.append(event.kind)

    make_client(service=service, hooks=[Own()]).run(dream(prompt="x"))
    assert service.jobs[0].endpoint == "made/by-hook"
    assert "end" in heard


def test_two_hooks_of_one_class_are_both_asked(make_client: Any, framehook_clock: Any) -> None:
    """Hook objects are told apart even where their classes are the same."""

    class Says:
        def __init__(self, code: str) -> None:
            self.code = code

        @hookimpl()
        def framehook_check(self, call: Any) -> list[Issue]:
            return [Issue(code=self.code, level="info", path="", message="Heard.")]

    client = make_client(registry=Registry.of(dream), hooks=[Says("a.a"), Says("b.b")])
    assert sorted(issue.code for issue in client.check(dream(prompt="x")).issues) == ["a.a", "b.b"]


def test_checking_needs_no_service(make_client: Any) -> None:
    """Where the service is not installed a call can be checked and quoted, and not run."""
    client = make_client(registry=Registry.of(dream))
    assert client.check(dream(prompt="x")).ok
    assert client.quote(dream(prompt="x")).high == Decimal("2.4")
    with pytest.raises(errors.ServiceNotFoundError):
        client.submit(dream(prompt="x"))
