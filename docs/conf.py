"""
How Sphinx makes a site of the Markdown pages.

    uv run --group docs sphinx-build -W -q -c docs . site

The source is the whole repository, so that the pages of the plugins belong to the site and
links between files stay what they are on a code host. The navigation is docs/README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "framehook"
author = "The framehook maintainers"
copyright = author  # noqa: A001 - Sphinx looks for this name

extensions = ["myst_parser", "_site.navigation"]
root_doc = "docs/README"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "core/*.md",
    "docs/**",
    "plugins/*/*.md",
]
exclude_patterns = [".*", "**/.*", "tests", "site", "**/src", "**/tests", "**/node_modules"]

html_theme = "furo"
html_title = "framehook"
# A page of the site needs nothing from elsewhere: no fonts, no scripts.
html_theme_options = {"top_of_page_buttons": []}
html_copy_source = False
html_show_sphinx = False
html_permalinks = True
templates_path = ["_site"]
html_additional_pages = {"index": "front.html"}

nitpicky = True
# Headings have the anchors that code hosts give them.
myst_heading_anchors = 4
# Blocks of JSON and of commands leave things out with a sign that no lexer knows.
suppress_warnings = ["misc.highlighting_failure"]
