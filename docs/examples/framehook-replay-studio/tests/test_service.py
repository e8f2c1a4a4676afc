"""What is particular to Replay Studio; the rest is held by the conformance kit."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from framehook import (
    CheckFailedError,
    Client,
    ConfigurationError,
    CostRefusedError,
    Phase,
    ReplyError,
    SecretMissingError,
    SubmissionRejectedError,
)
from framehook.testing import VirtualClock, make_mp4

from framehook_replay_studio import ReplayStudio, dream, extend
from vendor import Vendor

NOW = VirtualClock().now().timestamp()


def test_a_file_goes_to_the_bucket_and_the_film_comes_back(
    client: Client, vendor: Vendor, tmp_path: Path
) -> None:
    """What is given is uploaded once, what is made is downloaded, and both are what they were."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(make_mp4(frames=30))
    call = extend(prompt="the tide goes out", video=clip, start_frame=24, seconds=1)
    result = client.run(call)
    saved = result.save(tmp_path / "longer.mp4")
    (put,) = [one for one in vendor.seen if one.method == "PUT"]
    assert (put.place, put.length, put.token) == ("bucket", clip.stat().st_size, None)
    assert put.headers["content-type"] == "video/mp4"
    assert saved.facts.frames == 48
    assert result.billing.cost == Decimal("0.08")


def test_a_wait_brings_the_result_with_the_submission(client: Client, vendor: Vendor) -> None:
    """With the option `wait` nothing is asked any more."""
    client.run(dream(prompt="a tide"), options={"wait": 5})
    assert [(one.method, one.path) for one in vendor.seen] == [("POST", "/v1/predictions")]
    assert vendor.seen[0].headers["prefer"] == "wait=5"


@pytest.mark.parametrize("options", [{"wait": 31}, {"wait": "long"}, {"speed": 2}])
def test_options_that_make_no_sense_send_nothing(
    client: Client, vendor: Vendor, options: dict[str, object]
) -> None:
    """The caller is told what there is."""
    with pytest.raises(ConfigurationError, match="Replay Studio"):
        client.submit(dream(prompt="a tide"), options=options)
    assert vendor.seen == []


def test_a_busy_vendor_is_asked_again_when_it_says(
    make_client: Callable[..., Client], vendor: Vendor
) -> None:
    """429 made nothing; the time of Retry-After passes first."""
    vendor.most = 1
    with make_client() as client:
        first = client.submit(dream(prompt="without end"))
        with pytest.raises(SubmissionRejectedError, match="Too many at once"):
            client.submit(dream(prompt="a tide"))
        assert first.cancel() is True
        assert client.submit(dream(prompt="a tide")).result().output.video.url
    assert len(vendor.predictions) == 2


def test_a_notification_is_checked_before_it_is_believed(client: Client, vendor: Vendor) -> None:
    """A right one names the job, another secret or an old time is an error."""
    job = client.submit(dream(prompt="a tide"))
    body = json.dumps(vendor.cancel(job.id)).encode()
    headers = vendor.signed(body, NOW)
    notice = client.notified(headers, body)
    assert (notice.job, notice.status.phase, notice.is_new) == (job.id, Phase.ENDED, True)
    assert notice.ticket is not None
    assert notice.ticket.to_json() == job.ticket
    for forged, text in ((headers, body + b" "), (vendor.signed(body, NOW - 3600), body)):
        with pytest.raises(ReplyError, match="does not come from Replay Studio"):
            client.notified(forged, text)


def test_a_missing_token_is_told_before_anything_is_sent(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the variable."""
    monkeypatch.delenv("REPLAY_STUDIO_TOKEN", raising=False)
    service = ReplayStudio(api=vendor.api)
    with Client(service=service) as client, pytest.raises(SecretMissingError) as caught:
        client.submit(dream(prompt="a tide"))
    assert "REPLAY_STUDIO_TOKEN" in str(caught.value.hint)
    assert vendor.seen == []
    assert "token" not in repr(service)


def test_a_limit_holds(client: Client, vendor: Vendor) -> None:
    """What costs more than it may is not sent."""
    with pytest.raises(CostRefusedError):
        client.submit(dream(prompt="a tide", seconds=8), max_cost="0.39")
    assert vendor.seen == []


def test_nothing_can_be_kept_of_what_is_not_there(client: Client, tmp_path: Path) -> None:
    """The rule looks into the video."""
    (tmp_path / "clip.mp4").write_bytes(make_mp4(frames=12))
    with pytest.raises(CheckFailedError, match="12 frames"):
        client.submit(extend(prompt="x", video=tmp_path / "clip.mp4", start_frame=13))


def test_the_shape_of_a_picture_wins(client: Client) -> None:
    """A shape beside a picture is reported, and blocks nothing."""
    url = "https://media.example/tide.png"
    found = client.check(dream(prompt="x", image=url, shape="square"))
    assert [issue.code for issue in found.issues if issue.checked] == ["replay.shape_of_picture"]
