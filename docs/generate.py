"""
Writes the pages and pictures of the documentation that come from the software itself.

    uv run python docs/generate.py              # write the pages
    uv run python docs/generate.py --pictures   # the pictures too
    uv run python docs/generate.py --check      # fail if a page is out of date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from _pages import pages  # noqa: E402 - the folder of this script has to be found first


def main() -> int:
    """Write what is out of date, or say what it is."""
    parser = argparse.ArgumentParser(description="Write the generated documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on drift")
    parser.add_argument("--pictures", action="store_true", help="draw the pictures too")
    given = parser.parse_args()
    stale = [
        path
        for path, text in pages(DOCS).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if given.check:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(DOCS.parent)} is out of date.\n")
        return 1 if stale else 0
    for path, text in pages(DOCS).items():
        if path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(DOCS.parent)}\n")
    if given.pictures:
        # Only pictures need the media libraries.
        from _pages._pictures import draw
        from _pages._sheets import draw_sheets

        sheets = draw_sheets(DOCS / "examples", DOCS / "pictures")
        for path in [*draw(DOCS / "pictures"), *sheets]:
            sys.stdout.write(f"{path.relative_to(DOCS.parent)}: {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
