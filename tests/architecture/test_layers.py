"""Who may import whom: the layers of the design, and who may use which library."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core" / "src" / "framehook"
SOURCES = [*CORE.rglob("*.py"), *ROOT.glob("plugins/*/src/**/*.py")]

# Which package of core may import a library, by the library's name.
HOMES = {
    "pluggy": {"hooks"},
    "httpx": {"transports"},
    "argparse": {"cli"},
    "rich": {"cli"},
    "hypothesis": {"testing"},
    "pytest": {"testing"},
    "sqlite3": {"ledger"},
    "asyncio": {"drivers", "transports", "testing"},
    "socket": {"transports", "testing"},
    "importlib_metadata": {"registry", "cli", "__init__.py"},
}

# Whoever starts from the example takes its vendor along in one file.
LONG = {"docs/examples/framehook-replay-studio/tests/vendor.py"}


def python_in(name: str) -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT / name):
        folders[:] = [each for each in folders if each != "node_modules" and each[0] not in "._"]
        yield from (Path(folder, file) for file in files if file.endswith(".py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def test_layers_hold() -> None:
    """Every contract of import-linter is kept."""
    # In a process of its own: it configures logging for everyone.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout
    assert "Contracts: 0 kept" not in done.stdout


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    """Each third-party library, and each way to the outside, is used in its own package only."""
    found = {
        str(path.relative_to(CORE))
        for path in CORE.rglob("*.py")
        if any(name.partition(".")[0] == library for name in imports(path))
        and path.relative_to(CORE).parts[0] not in HOMES[library]
    }
    assert found == set()


def test_flows_have_neither_clock_nor_socket() -> None:
    """Flows, the prober and the plugin interface import nothing that does anything."""
    banned = {"time", "socket", "threading", "asyncio", "subprocess", "select", "ssl", "http"}
    found = {
        (str(path.relative_to(CORE)), name)
        for package in ("flows", "probe", "spi")
        for path in (CORE / package).rglob("*.py")
        for name in imports(path)
        if name.partition(".")[0] in banned
    }
    assert found == set()


FAMILIES = [path.parts[-4] for path in ROOT.glob("plugins/*/src/*/endpoints.json")]


def test_there_are_families() -> None:
    """The search for families finds some."""
    assert {"magi", "ffmpeg-api"} <= set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_know_the_interface_only(family: str) -> None:
    """A family imports the plugin interface; its local modules also the local service's."""
    allowed = {"framehook", "framehook.spi", f"framehook_{family.replace('-', '_')}"}
    for path in (ROOT / "plugins" / family / "src").rglob("*.py"):
        is_local = path.stem.lstrip("_").startswith("local") or "local" in path.parts
        extra = {"framehook_local", "framehook_local.spi"} if is_local else set()
        ours = {name for name in imports(path) if name.startswith("framehook")}
        own = f"framehook_{family.replace('-', '_')}."
        foreign = {
            name for name in ours if name not in allowed | extra and not name.startswith(own)
        }
        assert foreign == set(), path.name


def test_plugins_know_nothing_of_the_inside() -> None:
    """No plugin imports a module whose name begins with an underscore of another distribution."""
    for path in ROOT.glob("plugins/*/src/**/*.py"):
        own = path.relative_to(ROOT).parts[3]
        inside = {
            name
            for name in imports(path)
            if name.startswith("framehook") and "._" in name and not name.startswith(own)
        }
        assert inside == set(), path.name


def test_files_stay_short() -> None:
    """A file has one noun and at most 300 lines; that holds for tests, too."""
    files = [path for name in ("core", "plugins", "tests", "docs") for path in python_in(name)]
    assert set(SOURCES) <= set(files)
    long = {path for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 300}
    assert {path.relative_to(ROOT).as_posix() for path in long} == LONG


def test_core_speaks_of_no_vendor() -> None:
    """The words of one vendor's protocol do not stand in core's code; tables are data."""
    words = (
        "fal.ai",
        "fal-ai",
        "fal.run",
        "IN_QUEUE",
        "IN_PROGRESS",
        '"Key ',
        "x-fal",
        "gateway_request_id",
        'service == "local"',
    )
    found = {
        (str(path.relative_to(CORE)), word)
        for path in CORE.rglob("*.py")
        for word in words
        if word.lower() in _code(path).lower()
    }
    # The demo is a command about one endpoint, and says so.
    assert {pair for pair in found if not pair[0].startswith("cli/_demo")} == set()


def _code(path: Path) -> str:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and _is_text(body[0])
            and not isinstance(node, ast.Lambda)
        ):
            body[:] = body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_no_word_that_means_nothing() -> None:
    """No module or class is called after what it is not."""
    banned = {
        "utils",
        "helpers",
        "common",
        "base",
        "misc",
        "manager",
        "handler",
        "provider",
        "backend",
    }
    names = {path.stem.strip("_").lower() for path in SOURCES}
    for path in SOURCES:
        names |= {
            node.name.lower()
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ClassDef)
        }
    assert {
        name
        for name in names
        if any(name.endswith(word.rstrip("s")) or name == word for word in banned)
    } == set()
