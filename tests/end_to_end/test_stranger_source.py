"""The source of a stranger's service: what it imports, and how it is kept."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "framehook-replay-studio"
TOOLS = Path(sys.executable).parent
PUBLIC = {"framehook", "framehook.spi", "framehook.testing", "pydantic"}


def test_it_is_no_member_of_the_workspace() -> None:
    """It gets nothing that a stranger would not get."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "replay" not in text
    files = {path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*") if path.is_file()}
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
    assert wanted | {"src/framehook_replay_studio/py.typed"} <= files


@pytest.mark.parametrize(
    "path", sorted((EXAMPLE / "src").rglob("*.py")), ids=lambda path: path.name
)
def test_it_imports_what_is_public(path: Path) -> None:
    """Nothing but the standard library, pydantic and the public packages of framehook."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module or "")
    assert {
        name for name in found if name.partition(".")[0] not in sys.stdlib_module_names
    } <= PUBLIC


def test_its_tests_import_what_is_public() -> None:
    """Nor do its tests look behind the curtain."""
    own = {"framehook_replay_studio", "pytest", "vendor"}
    for path in (EXAMPLE / "tests").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                is_known = node.module in PUBLIC | own
                assert is_known or node.module.partition(".")[0] in sys.stdlib_module_names, path


@pytest.mark.parametrize("order", [("check",), ("format", "--check")], ids=" ".join)
def test_it_is_tidy(order: tuple[str, ...]) -> None:
    """Ruff has nothing to say, by the stranger's own settings."""
    if not (TOOLS / "ruff").exists():
        pytest.skip("ruff is in the dependency group `check`")
    command = [TOOLS / "ruff", *order, "--no-cache", EXAMPLE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
