"""What travels between processes: calls, tickets, jobs, results and every error."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dream import dream

import framehook.errors
from framehook import AsyncClient, Client, errors
from framehook.spi import Endpoint, Failure, File, Input, Issue, Output, Ticket

TICKET = Ticket("fal", "my-team/dream", "7", {"a": [1]}, "key", "red")
FAILURE = Failure("input", "too dark", code="dark")
ISSUE = Issue(
    code="dream.dark",
    level="error",
    path="/prompt",
    message="Too dark.",
    fix="Brighten it.",
    basis="ours",
    source="taste",
)
# What each argument of an error may be.
VALUES: dict[str, Any] = {
    "message": "It went wrong.",
    "hint": "Try again.",
    "endpoint": "my-team/dream",
    "issues": (ISSUE,),
    "ticket": TICKET,
    "failure": FAILURE,
    "intent": "key",
    "payload": {"a": 1},
    "pieces": [{"a": 1}],
    "distribution": "framehook-x",
    "version": "1.0",
    "sent": "no",
    "budget": "submit",
    "status": 500,
    "url": "https://x.example/a",
    "retryable": True,
}
ERRORS = [
    kind
    for _, kind in inspect.getmembers(framehook.errors, inspect.isclass)
    if issubclass(kind, errors.FramehookError)
]


def again(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


def full(kind: type[Any]) -> Any:
    """Return an error with every argument that its class, or the one below, takes."""
    given: dict[str, Any] = {}
    for each in kind.__mro__:
        if "__init__" in vars(each) and issubclass(each, errors.FramehookError):
            names = [*inspect.signature(each).parameters.values()]
            plain = [one for one in names if one.kind not in {one.VAR_KEYWORD, one.VAR_POSITIONAL}]
            given |= {one.name: VALUES[one.name] for one in plain}
            if len(plain) == len(names):
                break
    return kind(**given)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_travels_whole(kind: Any) -> None:
    """Its words, its attributes, its cause's absence and its class are the same."""
    error = full(kind)
    error.add_note("from a worker")
    for twin in (again(error), copy.copy(error)):
        assert type(twin) is kind
        assert str(twin) == str(error)
        assert twin.args == error.args
        assert vars(twin) == vars(error)
    with pytest.raises(kind):
        raise again(error)


def test_all_errors_are_public() -> None:
    """The walk above has met them all."""
    assert {kind.__name__ for kind in ERRORS} == set(framehook.errors.__all__)
    assert len(ERRORS) > 25


def test_calls_and_tickets_travel(tmp_path: Path) -> None:
    """A call goes to a worker as it is; its endpoint is found by name there."""
    call = dream(prompt="x", video_url=tmp_path / "clip.mp4", num_frames=48)
    twin = again(call)
    assert twin.endpoint is dream
    assert twin.input == call.input
    assert twin.arguments({"/video_url": "u"}) == call.arguments({"/video_url": "u"})
    assert again(TICKET) == TICKET


def test_an_endpoint_without_a_name_is_said_to_have_none() -> None:
    """Made inside of a function, it could not be found elsewhere."""

    class Order(Input):
        prompt: str

    class Film(Output):
        video: File

    made = Endpoint(id="a/b", input=Order, output=Film, service="fal")
    with pytest.raises(errors.PluginContractError, match="cannot be pickled"):
        pickle.dumps(made(prompt="x"))


def test_a_result_travels_without_its_client(fal: Any, options: Any, tmp_path: Path) -> None:
    """All that it says arrives; what takes a client says how to go on, and that works."""
    with Client(**options()) as client:
        result = client.run(dream(prompt="x"))
        twin = again(result)
        assert twin.output == result.output
        assert twin.files == result.files
        assert (twin.ticket, twin.payload, twin.request) == (
            result.ticket,
            result.payload,
            result.request,
        )
        assert twin.billing == result.billing
        assert twin.billing.quote.high == Decimal("2.4")
        assert repr(twin) == repr(result)
        assert twin._repr_html_()
        for act in (
            lambda: twin.save(tmp_path / "film.mp4"),
            lambda: twin.save_all(tmp_path),
            twin.job.status,
            twin.job.result,
            twin.job.cancel,
            lambda: next(twin.job.events()),
        ):
            with pytest.raises(errors.ClosedError, match="resume the job"):
                act()
        client.resume(twin.ticket, dream).result().save(tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == b"a film"
    assert b"secret" not in pickle.dumps(result)


def test_a_job_travels_as_its_ticket(options: Any) -> None:
    """Another process resumes it with a client of its own."""
    with Client(**options()) as client:
        job = client.submit(dream(prompt="x"))
    twin = again(job)
    assert (twin.id, twin.ticket, repr(twin)) == (job.id, job.ticket, repr(job))
    with Client(**options()) as other:
        assert other.resume(twin.ticket, dream).result().output.video.url


def test_the_asynchronous_ones_travel_too(async_options: Any, tmp_path: Path) -> None:
    """With the same words where a client is missing."""

    async def main() -> None:
        async with AsyncClient(**async_options()) as client:
            result = await client.run(dream(prompt="x"))
        twin = again(result)
        assert twin.output == result.output
        assert again(result.job).ticket == result.job.ticket
        with pytest.raises(errors.ClosedError, match="resume the job"):
            await twin.save(tmp_path / "film.mp4")
        with pytest.raises(errors.ClosedError, match="resume the job"):
            await anext(twin.job.events())

    asyncio.run(main())


def test_clients_do_not_travel(options: Any) -> None:
    """They have connections and keys: pickling one says what can be pickled instead."""
    asynchronous = AsyncClient(**options())
    with Client(**options()) as blocking:
        clients: list[Any] = [blocking, asynchronous]
    asyncio.run(asynchronous.close())
    for client in clients:
        with pytest.raises(TypeError) as caught:
            pickle.dumps(client)
        assert str(caught.value) == (
            f"{type(client).__name__} has connections and keys, which do not travel. Make one in "
            "each process; calls, tickets, jobs and results can be pickled."
        )
