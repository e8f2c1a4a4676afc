"""`framehook run`: exit codes, the one object, tickets and leave to pay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dream import Dream, dream

from framehook.errors import LedgerError
from framehook.ledger import MemoryLedger, SqliteLedger
from framehook.registry import Registry
from framehook.spi import Endpoint, Output
from framehook.testing import ScriptedService, VirtualClock, acts, make_mp4

WORDS = ("run", "my-team/dream", "-a", "prompt=x", "-a", "num_frames=5")


class Values(Output):
    primary = "level"
    level: float


COUNT = Endpoint(id="my-team/count", input=Dream, output=Values, service="scripted")


def scripted(*story: Any, clock: VirtualClock, **more: Any) -> ScriptedService:
    return ScriptedService(*([list(story)] if story else []), clock=clock, **more)


def test_a_result_is_one_object(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """With every field that is promised, and nothing else on stdout."""
    clip = make_mp4(frames=5)
    story = (
        acts.queued(1),
        acts.running(0.5, "half"),
        acts.succeeded(files={"video.mp4": clip}, units=5),
    )
    service = scripted(*story, clock=framehook_clock)
    ran = framehook(*WORDS, "-o", "out.mp4", "--json", service=service)
    assert ran.code == 0, ran.err
    answer = ran.json
    ticket, timings = answer.pop("ticket"), answer.pop("timings")
    digest = answer["files"][0].pop("sha256")
    quote = {
        "low": "0.5",
        "high": "0.5",
        "currency": "USD",
        "unit": "frame",
        "units": "5",
        "basis": "made up",
        "as_of": None,
    }
    assert answer == {
        "v": 1,
        "ok": True,
        "endpoint": "my-team/dream",
        "service": "scripted",
        "fidelity": None,
        "files": [
            {
                "field": "/video",
                "path": str(tmp_path / "out.mp4"),
                "bytes": len(clip),
                "frames": 5,
                "fps": 24.0,
                "size": [64, 48],
                "duration": pytest.approx(5 / 24),
            }
        ],
        "output": {
            "video": {
                "url": acts.file_url("video.mp4"),
                "content_type": None,
                "file_name": "video.mp4",
                "file_size": len(clip),
                "file_data": None,
            },
            "seed": None,
        },
        "billing": {"units": "5", "cost": "0.5", "currency": "USD", "quote": quote},
        "assumptions": ["24 fps."],
        "issues": [],
    }
    assert (tmp_path / "out.mp4").read_bytes() == clip
    assert len(digest) == 64
    assert ticket["id"] == service.jobs[0].id
    assert set(timings) == {"waited"}
    assert json.dumps(ticket) in ran.err, "the ticket is told at once"


def test_people_see_who_what_and_where(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """The first line on stderr names the service, why, and the cost; stdout has the path."""
    story = (acts.queued(2), acts.running(0.5, "half way"), acts.succeeded())
    ran = framehook(*WORDS, "-o", "out.mp4", service=scripted(*story, clock=framehook_clock))
    assert ran.out == f"{tmp_path / 'out.mp4'}\n"
    first, ticket, *rest = ran.err.splitlines()
    assert first == (
        "service scripted (the endpoint's own, it needs no secret); "
        "nothing is billed here; elsewhere $0.50 (5 × frame)"
    )
    assert ticket.startswith('ticket {"v": 1')
    assert {"queued, position 2", "half way", "running: 50%"} <= set(rest)


def test_quiet_says_nothing(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Only what was asked for."""
    ran = framehook("-q", *WORDS, "-o", "o.mp4", service=scripted(clock=framehook_clock))
    assert ran.err == ""


def test_without_a_place_files_stay_where_they_are(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """The result is printed, and how to fetch it later."""
    service = scripted(clock=framehook_clock)
    ran = framehook(*WORDS, service=service)
    assert json.loads(ran.out)["video"]["url"] == acts.file_url("video.mp4")
    assert "framehook jobs fetch" in ran.err
    answer = framehook(*WORDS, "--json", service=scripted(clock=framehook_clock)).json
    (row,) = answer["files"]
    assert row.pop("bytes") > 0
    assert row == {
        "field": "/video",
        "path": None,
        "sha256": None,
        "frames": None,
        "fps": None,
        "size": None,
        "duration": None,
    }


def test_a_result_without_files_is_written_as_json(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """To the place that was named, and to stdout without one; the entry is done either way."""
    story = [acts.succeeded({"level": -3.5}, files={})]
    words = ("run", "my-team/count", "-a", "prompt=x")
    more = {"endpoints": (COUNT,), "service": ScriptedService(story, clock=framehook_clock)}
    ran = framehook(*words, "-o", "level.json", **more)
    assert ran.code == 0, ran.err
    assert json.loads((tmp_path / "level.json").read_text()) == {"level": -3.5}
    ran = framehook(*words, "-o", "all/", **more)
    assert ran.out == f"{tmp_path / 'all' / 'output.json'}\n"
    ran = framehook(*words, **more)
    assert json.loads(ran.out) == {"level": -3.5}
    jobs = framehook("jobs", "--json").json["jobs"]
    assert [job["state"] for job in jobs] == ["fetched"] * 3


def failure(ran: Any, code: str) -> Any:
    answer = ran.json
    assert answer["v"] == 1
    assert answer["ok"] is False
    assert set(answer["error"]) == {
        "code",
        "message",
        "hint",
        "plugin",
        "request_id",
        "ticket",
        "billing",
        "retryable",
    }
    assert answer["error"]["code"] == code
    return answer["error"]


def test_1_the_service_said_no(framehook: Any, framehook_clock: VirtualClock) -> None:
    """A job that failed has its ticket; a submission that was refused has none."""
    service = scripted(acts.failed("policy", "Not that.", retryable=True), clock=framehook_clock)
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 1
    found = failure(ran, "job-failed")
    assert "Not that." in found["message"]
    assert found["ticket"]["id"] == found["request_id"] == service.jobs[0].id
    assert found["billing"]["quote"]["high"] == "0.5"
    assert found["retryable"] is True
    service = scripted(clock=framehook_clock, submits=[acts.refused(words="Too busy.")])
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 1
    assert failure(ran, "submission-rejected")["billing"] is None


def test_2_a_refused_call_is_one_object_with_its_issues(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """Nothing was sent."""
    service = scripted(clock=framehook_clock)
    ran = framehook("run", "my-team/dream", "-a", "num_frames=0", "--json", service=service)
    assert ran.code == 2
    answer = ran.json
    assert [issue["path"] for issue in answer.pop("issues")] == ["/prompt", "/num_frames"]
    message = answer["error"].pop("message")
    assert message.startswith("The call to 'my-team/dream' was not sent: 2 problems.")
    assert answer == {
        "v": 1,
        "ok": False,
        "error": {
            "code": "check-failed",
            "hint": None,
            "plugin": None,
            "request_id": None,
            "ticket": None,
            "billing": None,
            "retryable": False,
        },
    }
    assert service.tries == ()
    ran = framehook("run", "my-team/dream", "-a", "num_frames=0", service=service)
    assert ran.code == 2
    assert "LEVEL" in ran.err


def test_3_an_unknown_outcome_is_never_repeated(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """The answer was lost after the service had taken the call."""
    service = scripted(clock=framehook_clock, submits=[acts.lost()])
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 3
    found = failure(ran, "submission-unknown")
    assert "framehook jobs reconcile" in found["hint"]
    assert found["retryable"] is False
    assert found["billing"]["cost"] is None
    assert found["billing"]["quote"]["high"] == "0.5"
    assert service.paid == 1


def test_4_what_is_paid_and_not_fetched_can_be_fetched_later(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """The entry in the ledger leads to the same job, from another command."""
    clip = make_mp4(frames=5)
    story = [acts.succeeded(files={"video.mp4": clip}, units=5)]
    service = ScriptedService(story, clock=framehook_clock, downloads=[acts.missing()])
    ran = framehook(*WORDS, "-o", "out.mp4", "--json", service=service)
    assert ran.code == 4
    found = failure(ran, "result-expired")
    assert found["billing"]["cost"] == "0.5"
    key = found["ticket"]["intent"]
    assert f"framehook jobs fetch {key}" in found["hint"]
    assert not list(tmp_path.glob("*.mp4"))
    ran = framehook("jobs", "fetch", key, "-o", "out.mp4", service=service)
    assert ran.code == 0, ran.err
    assert (tmp_path / "out.mp4").read_bytes() == clip
    assert service.paid == 1


def test_5_a_fault_is_told_without_a_traceback(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """A service that breaks is somebody's fault; -v shows where."""
    (tmp_path / "x.mp4").write_bytes(make_mp4())
    service = scripted(clock=framehook_clock)

    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("The plugin is broken.")

    service._files = Broken()  # type: ignore[assignment]
    ran = framehook(*WORDS, "-a", "video_url=x.mp4", "--probe", "never", "--json", service=service)
    assert ran.code == 5
    assert (
        failure(ran, "internal")["message"]
        == "framehook failed with RuntimeError: The plugin is broken."
    )
    ran = framehook("-v", *WORDS, "-a", "video_url=x.mp4", "--probe", "never", service=service)
    assert "Traceback" in ran.err


def test_75_a_job_goes_on_when_time_is_up(framehook: Any, framehook_clock: VirtualClock) -> None:
    """The ticket picks it up again, by key, as JSON or through a pipe."""
    service = scripted(
        acts.running(), acts.running(), acts.running(), acts.succeeded(), clock=framehook_clock
    )
    ran = framehook(*WORDS, "--for", "1", "--json", service=service)
    assert ran.code == 75
    found = failure(ran, "job-timeout")
    key = found["ticket"]["intent"]
    assert found["hint"] == f"Wait for it with: framehook jobs wait {key}"
    text = json.dumps(found["ticket"])
    assert framehook("jobs", "wait", key[:8], "--json", service=service).json["ok"] is True
    assert framehook("jobs", "wait", text, service=service).code == 0
    assert framehook("jobs", "wait", "-", stdin=text, service=service).code == 0
    assert service.paid == 1


def test_75_an_unreachable_service_may_still_work(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """A status that cannot be asked for says nothing about the job."""
    service = scripted(acts.unreachable(), clock=framehook_clock)
    ran = framehook(*WORDS, "--json", service=service)
    assert ran.code == 75
    assert "It goes on" in failure(ran, "transport")["hint"]


class Impatient(VirtualClock):
    """A person who presses Ctrl-C instead of waiting."""

    def sleep(self, seconds: float) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("abandon", ["keep", "cancel"])
def test_130_an_interrupt_loses_nothing(framehook: Any, abandon: str) -> None:
    """The ticket is there; the job goes on, or ends if that was asked for."""
    clock = Impatient()
    service = scripted(acts.running(), clock=clock)
    ran = framehook(*WORDS, "--json", "--on-abandon", abandon, service=service, clock=clock)
    assert ran.code == 130
    found = failure(ran, "interrupted")
    assert found["ticket"]["id"] == service.jobs[0].id
    assert json.dumps(found["ticket"]) in ran.err
    assert service.count("cancel") == (abandon == "cancel")
    says = "was cancelled, as --on-abandon says" if abandon == "cancel" else "It goes on."
    assert says in found["hint"]


def test_a_ledger_that_fails_after_planning_leaves_the_outcome_open(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """What was sent and could not be written down must not be repeated."""

    class Forgetful:
        def __init__(self) -> None:
            self._inner = MemoryLedger()

        def accepted(self, *_: Any) -> bool:
            raise LedgerError("The disk is full.")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    service = scripted(clock=framehook_clock)
    registry = Registry.of(
        dream, services=[service], ledgers={"memory": MemoryLedger, "sqlite": lambda _: Forgetful()}
    )
    ran = framehook(*WORDS, "--json", registry=registry)
    assert ran.code == 3
    assert "disk is full" in failure(ran, "submission-unknown")["message"]


def dear(*more: str) -> tuple[str, ...]:
    return ("run", "my-team/dream", "-a", "prompt=x", "--json", *more)


def paying(clock: VirtualClock) -> ScriptedService:
    return ScriptedService(secret="key", clock=clock)


def test_nobody_there_and_no_leave_means_no(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Above a dollar, -y or --max-cost must say so."""
    service = paying(framehook_clock)
    ran = framehook(*dear(), service=service)
    assert ran.code == 2
    found = failure(ran, "cost-refused")
    assert found["hint"] == "Say yes with -y, or set a limit with --max-cost."
    assert "it may cost 2.4 USD" in found["message"]
    assert "quote $2.40" in ran.err
    ran = framehook(*dear("--max-cost", "2"), service=service)
    assert (ran.code, service.paid) == (2, 0)
    assert "--max-cost" in failure(ran, "cost-refused")["hint"]
    ran = framehook(*dear(), environment={"FRAMEHOOK_MAX_COST": "2"}, service=service)
    assert (ran.code, service.paid) == (2, 0)
    assert framehook(*dear("-y"), service=service).code == 0
    assert framehook(*dear("--max-cost", "2.40"), service=service).code == 0
    assert framehook(*WORDS, service=service).code == 0
    assert service.paid == 3


def test_a_person_is_asked(framehook: Any, framehook_clock: VirtualClock) -> None:
    """And nothing is sent without a yes."""
    service = paying(framehook_clock)
    words = ("run", "my-team/dream", "-a", "prompt=x", "--progress", "none")
    ran = framehook(*words, person=True, stdin="n\n", service=service)
    assert (ran.code, service.paid) == (2, 0)
    assert "Run it for $2.40 (24 × frame)? [y/N]" in ran.err
    assert framehook(*words, person=True, stdin="y\n", service=service).code == 0
    assert service.paid == 1


def test_an_amount_must_be_one(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Anything else is refused by name."""
    ran = framehook(*dear("--max-cost", "much"), service=paying(framehook_clock))
    assert ran.code == 2
    assert "--max-cost must be an amount" in failure(ran, "configuration")["message"]


def test_options_reach_the_service(framehook: Any, framehook_clock: VirtualClock) -> None:
    """A demanded fidelity is the service's own option."""
    service = scripted(clock=framehook_clock)
    framehook(*WORDS, "--min-fidelity", "model", "--webhook", "https://x.example", service=service)
    body = next(a for a in service.arrivals if a.visit == "submit").request
    sent = json.loads(body.body)  # type: ignore[arg-type]
    assert sent["options"] == {"min_fidelity": "model"}
    assert sent["webhook"] == "https://x.example"


def test_the_same_key_is_paid_once(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Across commands, because the ledger is in a file."""
    service = scripted(clock=framehook_clock)
    assert framehook(*WORDS, "--key", "mine", "--batch", "b", service=service).code == 0
    assert framehook(*WORDS, "--key", "mine", service=service).code == 0
    assert service.paid == 1


def test_show_request_prints_the_body(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """Nothing is sent, and no ledger is made."""
    (tmp_path / "clip.mp4").write_bytes(make_mp4())
    service = scripted(clock=framehook_clock)
    ran = framehook(*WORDS, "-a", "video_url=clip.mp4", "--show-request", service=service)
    assert json.loads(ran.out) == {
        "prompt": "x",
        "num_frames": 5,
        "video_url": "clip.mp4",
        "safe": True,
    }
    assert service.tries == ()
    assert not (tmp_path / "home").exists()


def test_no_ledger_at_all(framehook: Any, tmp_path: Path, framehook_clock: VirtualClock) -> None:
    """Then the ticket is what picks a job up again."""
    service = scripted(acts.running(), clock=framehook_clock)
    ran = framehook(*WORDS, "--ledger", "none", "--for", "1", "--json", service=service)
    assert ran.json["error"]["hint"] == "Wait for it with: framehook jobs wait TICKET"
    assert not (tmp_path / "home").exists()


def test_a_ledger_may_lie_anywhere(
    framehook: Any, tmp_path: Path, framehook_clock: VirtualClock
) -> None:
    """The argument comes before the environment."""
    environment = {"FRAMEHOOK_LEDGER": "other.db"}
    framehook(
        *WORDS,
        "--ledger",
        "mine.db",
        environment=environment,
        service=scripted(clock=framehook_clock),
    )
    framehook(*WORDS, environment=environment, service=scripted(clock=framehook_clock))
    for name in ("mine.db", "other.db"):
        ledger = SqliteLedger(tmp_path / name)
        assert len(ledger.find()) == 1
        ledger.close()


def test_submit_prints_a_ticket(framehook: Any, framehook_clock: VirtualClock) -> None:
    """Which another command waits for."""
    service = scripted(acts.running(), acts.succeeded(), clock=framehook_clock)
    words = ("submit", *WORDS[1:])
    answer = framehook(*words, "--json", service=service).json
    ticket = answer.pop("ticket")
    assert answer == {
        "v": 1,
        "ok": True,
        "endpoint": "my-team/dream",
        "service": "scripted",
        "key": ticket["intent"],
        "quote": {
            "low": "0.5",
            "high": "0.5",
            "currency": "USD",
            "unit": "frame",
            "units": "5",
            "basis": "made up",
            "as_of": None,
        },
        "issues": [],
    }
    ran = framehook(*words, service=service)
    assert json.loads(ran.out)["endpoint"] == "my-team/dream"
    assert "framehook jobs wait" in ran.err
    assert framehook(*words, "--show-request", service=service).out.startswith("{")
    assert framehook("jobs", "wait", json.dumps(ticket), service=service).code == 0


def test_help_prints_the_fields_of_the_model(framehook: Any) -> None:
    """Beside the options of the verb."""
    ran = framehook("run", "my-team/dream", "--help")
    assert ran.code == 0
    assert "usage: framehook run" in ran.out
    assert "num_frames" in ran.out
    assert "frames ≥ 1 ≤ 240" in ran.out
    assert "usage: framehook run" in framehook("run", "--help").out
    assert framehook("run", "my-team/dreem", "--help").code == 2


def test_an_endpoint_that_is_not_there(framehook: Any) -> None:
    """One sentence and one remedy."""
    ran = framehook("run", "my-team/dreem")
    assert ran.code == 2
    assert ran.err == (
        "error: No installed plugin provides 'my-team/dreem'.\nhint: Did you mean 'my-team/dream'?\n"
    )


def test_130_an_interrupt_while_it_is_sent_loses_nothing_either(
    framehook: Any, framehook_clock: VirtualClock
) -> None:
    """The answer is written down first, and the ledger has the ticket."""

    class Pressing:
        """Ctrl-C arrives while the acceptance is written down."""

        def __init__(self) -> None:
            self._inner = MemoryLedger()

        def accepted(self, *words: Any) -> bool:
            self._inner.accepted(*words)
            raise KeyboardInterrupt

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

    service = scripted(clock=framehook_clock)
    registry = Registry.of(
        dream, services=[service], ledgers={"memory": MemoryLedger, "sqlite": lambda _: Pressing()}
    )
    ran = framehook(*WORDS, "--json", registry=registry)
    assert ran.code == 130
    assert failure(ran, "interrupted")["ticket"]["id"] == service.jobs[0].id
    assert ran.err.count("ticket {") == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--max-cost", "nan"], "--max-cost must be an amount of at least 0, not 'nan'"),
        (["--max-cost", "-1"], "--max-cost must be an amount of at least 0"),
        (["--for", "nan"], "'nan' is no number of seconds from 0 on"),
        (["--for", "soon"], "'soon' is no number of seconds from 0 on"),
        (["--for=-1"], "'-1' is no number of seconds from 0 on"),
        (["--extra", "=1"], "'=1' is no extra field"),
    ],
)
def test_amounts_and_times_make_sense(
    framehook: Any, framehook_clock: VirtualClock, words: list[str], why: str
) -> None:
    """They are refused, also where nothing is billed that they could limit."""
    service = ScriptedService(clock=framehook_clock)
    ran = framehook("run", "my-team/dream", "-a", "prompt=x", *words, service=service)
    assert ran.code == 2
    assert why in ran.err
    assert service.paid == 0


def test_how_many_entries_is_a_number_from_zero_on(framehook: Any) -> None:
    """No list has fewer than none."""
    for text in ("-1", "many", "9" * 30):
        assert "is no number from 0 on" in framehook("jobs", "list", f"--limit={text}").err
