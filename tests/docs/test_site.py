"""The site is built of the pages as they are, and refuses what would not work in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest
from blocks import ROOT

pytestmark = pytest.mark.skipif(
    find_spec("sphinx") is None, reason="uv run --group docs pytest tests/docs/test_site.py"
)
# What a browser fetches by itself.
FETCHED = re.compile(
    r"<(?:script|img|iframe|link)[^>]+(?:src|href)=\"((?:https?:)?//[^\"]*)"
    r"|(?:url\(|@import )['\"]?((?:https?:)?//[^)'\"]*)"
)


def built(source, target):
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-c", "docs", ".", str(target)]
    return subprocess.run(
        command, cwd=source, capture_output=True, text=True, timeout=280, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    done = built(ROOT, target)
    assert done.returncode == 0, done.stderr
    return target


# Sphinx needs ten seconds for all pages where nothing else is going on.
slow = pytest.mark.timeout(300)


@slow
def test_every_page_is_on_the_site(site):
    """Each page of the documentation, and of each distribution, has its place on it."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("plugins/*/*.md")]
    names = [page.relative_to(ROOT).with_suffix(".html") for page in pages]
    assert len(names) > 60
    assert [str(name) for name in names if not (site / name).is_file()] == []
    assert "docs/README.html" in (site / "index.html").read_text("utf-8")


@slow
def test_reading_it_fetches_nothing_from_elsewhere(site):
    """Fonts, scripts, styles and pictures come with it."""
    files = [each for each in site.rglob("*") if each.suffix in {".html", ".css"}]
    found = {
        address for each in files for address in FETCHED.findall(each.read_text("utf-8")) if address
    }
    assert found == set()


FAULTS = {
    "dead link": ("[a page](nowhere.md)", "nowhere"),
    "missing heading": ("[a heading](other.md#nothing)", "nothing"),
    "missing picture": ("![a picture](nowhere.png)", "nowhere.png"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused(fault, tmp_path):
    """What leads nowhere fails the build, and is named."""
    line, named = FAULTS[fault]
    done = built(
        _small(tmp_path, f"# Front\n\n## Tutorial\n\n[other](other.md)\n\n{line}\n"), "out"
    )
    assert done.returncode != 0
    assert named in done.stderr


def test_a_page_that_no_index_names_is_refused(tmp_path):
    """The navigation is what the indices link to, so that such a page could not be found."""
    source = _small(tmp_path, "# Front\n")
    done = built(source, "out")
    assert done.returncode != 0
    assert "other.md" in done.stderr


def test_a_small_site_is_built(tmp_path):
    """It takes no more than a front page with its links."""
    done = built(_small(tmp_path, "# Front\n\n## Tutorial\n\n[other](other.md)\n"), "out")
    assert (done.returncode, done.stderr) == (0, "")


def _small(folder, front):
    docs = folder / "docs"
    shutil.copytree(ROOT / "docs" / "_site", docs / "_site")
    shutil.copy(ROOT / "docs" / "conf.py", docs)
    (docs / "README.md").write_text(front, encoding="utf-8")
    (docs / "other.md").write_text("# Other\n", encoding="utf-8")
    return folder
