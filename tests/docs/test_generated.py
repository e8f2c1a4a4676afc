"""What is generated of the documentation is what the software says now."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from blocks import ROOT

DOCS = ROOT / "docs"
MOST_BYTES = 300_000
VARIABLE = re.compile(r"\b(?:FRAMEHOOK|FAL)_[A-Z_]*[A-Z]\b")


def test_generated_pages_are_up_to_date():
    """Every generated page is what docs/generate.py would write."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRAMEHOOK_")}
    ran = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"],
        env=kept,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stderr}Run: uv run python docs/generate.py"


def test_every_variable_is_in_the_table():
    """Whatever variable the code names, the page about settings has it."""
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    sources = [*(ROOT / "core" / "src").rglob("*.py"), *ROOT.glob("plugins/*/src/**/*.py")]
    named = {
        name for each in sources for name in VARIABLE.findall(each.read_text(encoding="utf-8"))
    }
    assert len(named) > 15
    assert sorted(name for name in named if f"`{name}`" not in page) == []


def test_pictures_are_small_and_shown():
    """The pictures are few bytes, and each of them is shown on a page."""
    pictures = sorted((DOCS / "pictures").iterdir())
    scripts = {path.stem for path in (DOCS / "examples").glob("[0-9]*.py")}
    others = {each.name for each in pictures if each.stem not in scripts}
    assert others == {"prompt.jpg", "seam.jpg", "sound.png"}
    assert sum(each.stat().st_size for each in pictures) < MOST_BYTES
    text = "".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    for each in pictures:
        assert re.search(rf"!\[[^\]]+\]\([^)]*{re.escape(each.name)}\)", text), each.name


def test_every_page_can_be_found():
    """Every page is linked from the index, or from the index of its folder."""
    for page in DOCS.rglob("*.md"):
        if page.name == "README.md" and page.parent == DOCS:
            continue
        indices = [DOCS / "README.md", page.parent / "README.md"]
        text = "".join(each.read_text("utf-8") for each in indices if each.is_file())
        assert page.name in text, page
