"""Many clients in one process: nothing is shared that would mix up their keys and money."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from dream import dream

from framehook import AsyncClient, Client, errors
from framehook.ledger import MemoryLedger
from framehook.spi import Cap
from framehook.testing import make_mp4

PRICE = Decimal("2.4")
RED, BLUE = "red:secret-of-red", "blue:secret-of-blue"


class Witness:
    """An HTTP client that takes down which key each request carried, and where to."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str | None]] = []
        self.http = httpx.Client(event_hooks={"request": [self._note]})

    def _note(self, request: httpx.Request) -> None:
        self.seen.append((request.url.path, request.headers.get("authorization")))

    def keys(self) -> set[str | None]:
        return {key for path, key in self.seen if not path.startswith("/files/")}


@pytest.fixture
def witnesses() -> Any:
    with ExitStack() as stack:
        made = [Witness(), Witness()]
        for each in made:
            stack.callback(each.http.close)
        yield made


def test_each_client_sends_its_own_key(fal: Any, options: Any, witnesses: Any) -> None:
    """Whatever they do in turn, no request carries the key of the other."""
    red, blue = witnesses
    with (
        Client(**options(RED, transport=red.http)) as first,
        Client(**options(BLUE, transport=blue.http)) as second,
    ):
        clip = make_mp4(frames=6)
        jobs = [
            client.submit(dream(prompt=f"{number}", video_url=clip, start_frame=1))
            for number in range(4)
            for client in (first, second)
        ]
        for job in jobs:
            assert job.result().output.video.url
        with pytest.raises(errors.FramehookError, match="fal"):
            second.resume(jobs[0].ticket, dream).status()
    assert red.keys() == {f"Key {RED}"}
    assert blue.keys() == {f"Key {BLUE}"}
    assert [one.account for one in fal.truth.paid] == ["red", "blue"] * 4
    assert fal.truth.leaks == []


def test_uploads_are_remembered_by_client(fal: Any, options: Any) -> None:
    """A file of one tenant is uploaded once for it, and never taken for that of another."""
    clip = make_mp4(frames=6)
    with Client(**options(RED)) as first, Client(**options(BLUE)) as second:
        for client in (first, second, first, second):
            client.run(dream(prompt="x", video_url=clip, start_frame=1))
    urls = [one.arguments["video_url"] for one in fal.truth.paid]
    assert urls[0] == urls[2] != urls[1] == urls[3]
    assert fal.truth.uploads == 2


def test_budgets_are_of_their_client(fal: Any, options: Any) -> None:
    """A client that has spent all it may does not stop the others."""
    poor, rich = MemoryLedger(), MemoryLedger()
    poor.set_caps([Cap("total", PRICE)], datetime.now(UTC))
    with (
        Client(**options(RED, ledger=poor)) as first,
        Client(**options(BLUE, ledger=rich)) as other,
    ):
        first.submit(dream(prompt="a"))
        with pytest.raises(errors.CostRefusedError, match="'total'"):
            first.submit(dream(prompt="b"))
        for number in range(3):
            other.submit(dream(prompt=f"{number}"))
    assert [one.account for one in fal.truth.paid] == ["red", "blue", "blue", "blue"]


def test_tenants_of_one_ledger_have_budgets_by_account(fal: Any, options: Any) -> None:
    """In a ledger that all share, a limit on an account binds that account alone."""
    ledger = MemoryLedger()
    ledger.set_caps([Cap("account:red", PRICE)], datetime.now(UTC))
    with (
        Client(**options(RED, ledger=ledger, account="red")) as first,
        Client(**options(BLUE, ledger=ledger, account="blue")) as second,
    ):
        first.submit(dream(prompt="a"))
        with pytest.raises(errors.CostRefusedError, match="account:red"):
            first.submit(dream(prompt="b"))
        second.submit(dream(prompt="c"))
        second.submit(dream(prompt="d"))
    assert len(ledger.find()) >= 3
    assert [one.account for one in fal.truth.paid] == ["red", "blue", "blue"]


def test_derived_clients_share_connections_and_not_keys(
    fal: Any, options: Any, witnesses: Any
) -> None:
    """A client for a tenant is derived: its key, account and uploads are its own."""
    witness, _ = witnesses
    clip = make_mp4(frames=6)
    call = dream(prompt="x", video_url=clip, start_frame=1)
    made = options(RED, transport=witness.http, account="red", check="warn")
    with Client(**made) as red, red.derive(**options(BLUE), account="blue") as blue:
        red.run(call)
        assert blue.run(call).output.video.url
        found = red.derive(account="other").job(dream, "unknown-id")
        assert found.ticket["account"] == "other"
    assert witness.keys() == {f"Key {RED}", f"Key {BLUE}"}
    assert [one.account for one in fal.truth.paid] == ["red", "blue"]
    assert fal.truth.uploads == 2
    with pytest.raises(errors.ClosedError):
        blue.run(call)


def test_a_derived_client_closes_nothing_of_the_first(fal: Any, options: Any) -> None:
    """Tenants come and go; connections, ledger and limits of the first client stay."""
    ledger = MemoryLedger()
    ledger.set_caps([Cap("account:blue", PRICE)], datetime.now(UTC))
    with Client(**options(RED, ledger=ledger, account="red")) as first:
        with first.derive(**options(BLUE), account="blue") as second:
            second.submit(dream(prompt="a"))
            with pytest.raises(errors.CostRefusedError, match="account:blue"):
                second.submit(dream(prompt="b"))
        assert first.run(dream(prompt="c")).output.video.url
        with first.derive(ledger=None) as apart:
            apart.submit(dream(prompt="d"))
    assert sum(intent.ticket is not None for intent in ledger.find()) == 2


async def _run_apart(first: AsyncClient, options: dict[str, Any]) -> None:
    async with first, first.derive(**options, account="blue") as second:
        await second.run(dream(prompt="a"))
        await first.run(dream(prompt="b"))


def test_asynchronous_clients_are_derived_alike(fal: Any, options: Any) -> None:
    """The loop that the first belongs to serves all that are derived from it."""
    asyncio.run(_run_apart(AsyncClient(**options(RED)), options(BLUE)))
    assert [one.account for one in fal.truth.paid] == ["blue", "red"]


def test_one_client_can_ask_for_the_key_of_the_moment(fal: Any, options: Any) -> None:
    """A function is asked for each request, so that one client serves many tenants."""
    tenant = {"key": RED}
    clip = make_mp4(frames=6)
    with Client(**options(lambda: tenant["key"])) as client:
        for key in (RED, BLUE, RED):
            tenant["key"] = key
            call = dream(prompt="x", video_url=clip, start_frame=1)
            assert client.run(call).output.video.url
    assert [one.account for one in fal.truth.paid] == ["red", "blue", "red"]


def test_a_key_shows_itself_nowhere(options: Any) -> None:
    """Neither the client, nor its service, nor what either can be pickled into, has it."""
    made = options(RED)
    with Client(**made) as client:
        assert "secret" not in repr(client) + repr(made["service"]) + str(vars(client))
