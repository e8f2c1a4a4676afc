"""Foreign services fit the plugin interface, as strict type checkers see it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STUBS = [*map(str, sorted(HERE.glob("_*.py")))]


@pytest.fixture(params=["mypy", "basedpyright"])
def check(request, pytestconfig):
    """Run one of the type checkers, strict, and return its exit code and its words."""
    tool = Path(sys.executable).with_name(request.param)
    if not tool.exists():
        pytest.skip(f"{request.param} is not installed; it comes with the group 'check'")
    more = []
    if request.param == "mypy":
        more = ["--strict", "--cache-dir", str(pytestconfig.cache.mkdir("mypy"))]

    def run(*files: str) -> tuple[int, str]:
        done = subprocess.run(
            [str(tool), *more, *files],
            cwd=ROOT,
            env={**os.environ, "MYPYPATH": str(HERE)},
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_every_foreign_service_is_a_service(check):
    """Replicate, Runway, Veo, a multipart one and ComfyUI pass, and only through the interface."""
    code, words = check(*STUBS)
    assert code == 0, words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def cancel(self, ticket: Ticket)", "def stop(self, ticket: Ticket)"),
        ("def secret(self) -> Flow[str | None]", "def secret(self) -> str | None"),
        ("data: Slice, path: str) -> Flow[Placed]", "data: Slice) -> Flow[Placed]"),
    ],
)
def test_what_misses_a_promise_is_no_service(check, tmp_path, old, new):
    """Without one method, or with another signature, the same service is refused."""
    text = (HERE / "_replicate.py").read_text()
    assert old in text
    bad = tmp_path / "bad.py"
    proof = "\nfrom framehook.spi import Service\nservice: Service = Replicate(None)\n"
    bad.write_text(text.replace(old, new) + proof)
    code, words = check(str(bad))
    assert code == 1
    assert "Service" in words


def test_they_import_nothing_else_of_framehook():
    """Whatever a service needs is in `framehook.spi`."""
    for path in HERE.glob("_*.py"):
        lines = path.read_text().splitlines()
        imports = [
            line for line in lines if line.lstrip().startswith(("from framehook", "import fr"))
        ]
        assert imports == ["from framehook.spi import ("] or path.stem == "_proof"
