"""A service that a stranger wrote: built from its folder, installed, tested and used."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from blocks import blocks_of, shows

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "framehook-replay-studio"
UV = shutil.which("uv")
TOOLS = Path(sys.executable).parent

pytestmark = [
    pytest.mark.skipif(UV is None, reason="uv is not on the PATH; it builds the wheels."),
    # Wheels are built and installed, and another project is tested with them.
    pytest.mark.timeout(300),
]


def run(*command: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: PLW1510 - callers look at the exit code.
        [str(part) for part in command], capture_output=True, text=True, timeout=280, **more
    )


class Stranger:
    """The stranger's folder, and an environment with what was built from it."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source"
        self.bin = folder / "venv" / "bin"
        self.home = folder / "home"
        self.home.mkdir()
        kept = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".ruff_cache")
        shutil.copytree(EXAMPLE, self.source, ignore=kept)
        wheels = folder / "wheels"
        for order in (
            (UV, "build", "--package", "framehook", "--wheel", "--out-dir", wheels, ROOT),
            (UV, "build", "--wheel", "--out-dir", wheels, self.source),
            (UV, "venv", "--quiet", folder / "venv"),
            (
                *(UV, "pip", "install", "--quiet", "--python", self.bin / "python"),
                *("--find-links", wheels, "framehook-replay-studio[test]"),
            ),
        ):
            done = run(*order)
            assert done.returncode == 0, done.stderr

    def environment(self, **more: str) -> dict[str, str]:
        dropped = ("FRAMEHOOK", "REPLAY_STUDIO", "PYTHON", "COVERAGE", "PYTEST")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(dropped)}
        kept |= {f"XDG_{name}_HOME": str(self.home / name) for name in ("STATE", "CACHE", "DATA")}
        return kept | more

    def run(self, *command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        program, *rest = command
        return run(self.bin / str(program), *rest, cwd=self.home, env=self.environment(**more))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    return Stranger(tmp_path_factory.mktemp("stranger"))


@pytest.fixture(scope="module")
def vendors() -> ModuleType:
    """The module with the vendor, which the stranger's tests have."""
    spec = importlib.util.spec_from_file_location("stranger_vendor", EXAMPLE / "tests/vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stranger_vendor"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def vendor(vendors: ModuleType) -> Iterator[Any]:
    with vendors.Vendor() as vendor:
        yield vendor


@pytest.fixture
def variables(vendor: Any) -> dict[str, str]:
    """The variables that lead the service to the vendor."""
    return {
        "REPLAY_STUDIO_TOKEN": vendor.token,
        "REPLAY_STUDIO_API": vendor.api,
        "REPLAY_STUDIO_WEBHOOK_SECRET": vendor.webhook_secret,
    }


def test_it_is_typed(stranger: Stranger) -> None:
    """A strict type checker agrees, against the wheels."""
    if not (TOOLS / "basedpyright").exists():
        pytest.skip("basedpyright is in the dependency group `check`")
    order = (TOOLS / "basedpyright", "--pythonpath", stranger.bin / "python", "-p", stranger.source)
    done = run(*order, env=stranger.environment())
    assert done.returncode == 0, done.stdout


def test_its_own_tests_pass(stranger: Stranger, tmp_path: Path) -> None:
    """With the wheels alone, and the conformance suite among them."""
    place = tmp_path / "project"
    shutil.copytree(stranger.source, place, ignore=shutil.ignore_patterns("src"))
    order = (stranger.bin / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    done = run(*order, cwd=place, env=stranger.environment())
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


SUBMITS = """
import http.server, json, threading
from pathlib import Path
from framehook import Client, CostRefusedError, JobFailedError
from framehook.testing import make_mp4
from framehook_replay_studio import dream, extend

heard = []

class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard.append(client.notified(dict(self.headers), body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()
        came.set()

    def log_message(self, *args):
        pass

came = threading.Event()
server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=server.serve_forever, daemon=True).start()
Path("clip.mp4").write_bytes(make_mp4(frames=30))
with Client(service="replay-studio", ledger="jobs.sqlite") as client:
    try:
        client.submit(dream(prompt="a tide", seconds=8), max_cost="0.10")
    except CostRefusedError as exc:
        print("refused", exc.code)
    try:
        client.run(dream(prompt="a storm"))
    except JobFailedError as exc:
        print("failed", exc.failure.kind)
    lasting = client.submit(dream(prompt="without end"))
    print("cancelled", lasting.cancel())
    events = []
    file = client.upload(Path("clip.mp4"))
    call = extend(prompt="the tide goes out", video=file, start_frame=24, seconds=1)
    result = client.run(call, on_event=lambda event: events.append(str(event)))
    print("watched", "running" in events, events[-1], result.billing.cost)
    url = f"http://127.0.0.1:{server.server_port}/hook"
    job = client.submit(dream(prompt="a boat"), webhook_url=url, key="once")
    job.result()
    assert came.wait(20)
    print("notified", heard[0].job == job.id, heard[0].status.phase.value)
    later = client.submit(dream(prompt="an island"))
    Path("ticket.json").write_text(json.dumps(later.ticket))
"""

RESUMES = """
from pathlib import Path
from framehook import Client
from framehook_replay_studio import dream

with Client(ledger="jobs.sqlite") as client:
    job = client.resume(Path("ticket.json").read_text(), dream)
    saved = job.result().save("island.mp4")
    print(saved.facts.frames, len(saved.issues))
    print(client.submit(dream(prompt="a boat"), key="once").id)
"""


def test_a_program_uses_it(stranger: Stranger, vendor: Any, variables: dict[str, str]) -> None:
    """Submit, watch, upload, cancel, a limit, a webhook; and another process goes on."""
    (stranger.home / "submits.py").write_text(SUBMITS)
    (stranger.home / "resumes.py").write_text(RESUMES)
    first = stranger.run("python", "submits.py", **variables)
    assert first.stdout.splitlines() == [
        "refused cost-refused",
        "failed policy",
        "cancelled True",
        "watched True done 0.08",
        "notified True ended",
    ], first.stderr
    second = stranger.run("python", "resumes.py", **variables)
    assert second.stdout.splitlines() == ["48 0", "p4"], second.stderr
    assert {one.token for one in vendor.seen if one.place == "bucket"} == {None}

    costs = stranger.run("framehook", "jobs", "costs", "--ledger", "jobs.sqlite", "--json")
    total = json.loads(costs.stdout)["costs"][0]
    assert total == {"scope": "total", "reserved": "0", "spent": "0.28"}


def test_the_command_line_uses_it(
    stranger: Stranger, vendor: Any, variables: dict[str, str]
) -> None:
    """Found, explained, checked, run, and not run where it is too dear."""
    models = json.loads(stranger.run("framehook", "models", "--json").stdout)["models"]
    assert [(model["id"], model["state"]) for model in models] == [
        ("replay-studio/dream", "ready"),
        ("replay-studio/extend", "ready"),
    ]
    doctor = stranger.run("framehook", "doctor", "--load", "--json", **variables)
    assert json.loads(doctor.stdout)["services"]["replay-studio"]["token"] == "there is one"
    assert vendor.token not in doctor.stdout
    words = ("replay-studio/dream", "-a", "prompt=a tide", "-a", "seconds=1")
    run = ("framehook", "run", *words, "--json", "-o")
    done = stranger.run(*run, "tide.mp4", **variables)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["files"][0]["frames"], answer["billing"]["cost"]) == (24, "0.05")
    dear = stranger.run(*run, "dear.mp4", "--max-cost", "0.04", **variables)
    assert (dear.returncode, json.loads(dear.stdout)["error"]["code"]) == (2, "cost-refused")
    keyless = stranger.run(*run, "none.mp4", "--service", "replay-studio")
    assert (keyless.returncode, json.loads(keyless.stdout)["error"]["code"]) == (
        2,
        "secret-missing",
    )
    assert len(vendor.predictions) == 1


def test_the_tutorial_is_a_script(stranger: Stranger, tmp_path: Path) -> None:
    """Each command of the tutorial works as it is printed, and shows what is shown."""
    shutil.copytree(stranger.source, tmp_path / "framehook-replay-studio")
    page = (ROOT / "docs" / "tutorial" / "first-service.md").read_text(encoding="utf-8")
    blocks = [block for block in blocks_of(page) if block.language in {"sh", "text"}]
    paths = os.pathsep.join([str(stranger.bin), os.environ["PATH"]])
    # A reader has a ledger without anything in it.
    variables = stranger.environment(PATH=paths, XDG_STATE_HOME=str(tmp_path / "state"))
    place = tmp_path
    for number, block in enumerate(blocks):
        if block.language != "sh":
            continue
        # What is installed here is the same, from its wheel.
        script = block.text.replace('pip install -e ".[test]"\n', "")
        done = run("bash", "-ec", script, cwd=place, env=variables)
        place = tmp_path / "framehook-replay-studio"
        assert done.returncode == 0, done.stdout + done.stderr
        assert shows(blocks[number + 1].text, done.stdout), done.stdout + done.stderr


def test_the_family_in_it_is_gold(stranger: Stranger) -> None:
    """The kit for families holds its models to everything there is."""
    done = stranger.run("framehook", "conform", "framehook-replay-studio", "--json")
    assert (done.returncode, json.loads(done.stdout)["level"]) == (0, "gold"), done.stdout
