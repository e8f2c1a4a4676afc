"""What the first job of a process imports: nothing that only other jobs need."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from framehook_fal.sim import Outcome, SimulatedFal

JOB = """
import json, sys
from framehook import Client, Registry
from framehook.spi import Endpoint, Input, Output
from framehook_fal import FalService

class Asked(Input):
    prompt: str

class Told(Output):
    primary = "words"
    words: str

endpoint = Endpoint(id="my-team/words", input=Asked, output=Told, service="fal")
with Client(service=FalService(), registry=Registry.of(endpoint)) as client:
    result = client.run(endpoint(prompt="the tide comes in"))
assert result.output.words == "high water"
print(json.dumps(sorted(sys.modules)))
"""

# What is large, and needed for several things at once, for people, or on an event loop.
LIBRARIES = {
    "asyncio",
    "aiohttp",
    "concurrent.futures",
    "difflib",
    "httpx",
    "pluggy",
    "sqlite3",
    "statistics",
}
# What has no part in a call of words that goes well. What waiting needs is loaded before
# anything is sent: an interrupt that comes in the middle of an import may be lost.
OURS = {
    "framehook": (
        "cli scaffold testing probe "
        "clients._anything clients._async_client clients._display clients._nobody "
        "clients._path_sink clients._stream "
        "drivers._asynchronous drivers._home drivers._scribe drivers._unbroken "
        "flows._download flows._drive flows._fetch flows._follow flows._inside flows._look "
        "flows._media_rules flows._notify flows._place flows._reconcile "
        "flows._stream hooks._contract hooks._guard ledger._sqlite "
        "registry._absence registry._catalogue registry._explanation registry._model "
        "registry._note registry._scan registry._verdict "
        "spi._coerce spi._combinators spi._draft spi._expected spi._facts spi._html spi._inbox "
        "spi._issue spi._price spi._read_at spi._rule spi._runner spi._source spi._stream "
        "spi._violations transports._exchange transports._httpx_async transports._replay"
    ),
    "framehook_fal": (
        "proxy sim webhooks _cdn _errors _files _jwks _lifecycle _multipart _notice _pieces "
        "_platform _receiver _token"
    ),
}


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """The names of all modules of a process that has had one job done."""
    with SimulatedFal() as fal:
        fal.answer("my-team/words", Outcome(value={"words": "high water"}))
        done = subprocess.run(
            [sys.executable, "-c", JOB],
            env={**os.environ, **fal.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_first_job_imports_no_library_that_it_does_not_use(imported: set[str]) -> None:
    """A blocking client has no event loop, and a job that goes well compares and shows nothing."""
    assert {name for name in LIBRARIES if name in imported} == set()


@pytest.mark.parametrize("package", OURS)
def test_the_first_job_imports_nothing_for_other_jobs(imported: set[str], package: str) -> None:
    """Files, polls, refusals, notifications, hooks and lists are loaded when one comes along."""
    idle = {f"{package}.{name}" for name in OURS[package].split()}
    assert idle & imported == set()


def test_what_is_left_out_is_there(imported: set[str]) -> None:
    """The names above are those of modules, so that the tests above can fail."""
    from importlib.util import find_spec

    names = [f"{package}.{name}" for package in OURS for name in OURS[package].split()]
    assert [name for name in names if find_spec(name) is None] == []
    assert "framehook.clients._client" in imported
