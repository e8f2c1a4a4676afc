"""`framehook run`: exit codes, the one object, tickets and leave to pay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dream import Dream

from framehook.ledger import SqliteLedger
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


def test_options_reach_the_service(framehook: Any, framehook_clock: VirtualClock) -> None:
    """A demanded fidelity is the service's own option."""
    service = scripted(clock=framehook_clock)
    framehook(*WORDS, "--min-fidelity", "model", "--webhook", "https://x.example", service=service)
    body = next(a for a in service.arrivals if a.visit == "submit").request
    sent = json.loads(body.body)  # type: ignore[arg-type]
    assert sent["options"] == {"min_fidelity": "model"}
    assert sent["webhook"] == "https://x.example"


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
