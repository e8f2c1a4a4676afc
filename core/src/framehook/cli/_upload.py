"""`framehook upload`: a file is brought to a service."""

from __future__ import annotations

__all__ = ("configure", "perform")

import re
from typing import TYPE_CHECKING

from ..clients._tickets import upload_media
from ..flows._place import place
from ._bench import open_bench
from ._choice import choose
from ._exit import DONE
from ._output import emit
from ._progress import display

if TYPE_CHECKING:
    from argparse import Namespace

    from ._invocation import Invocation
    from ._usage import Parser


def configure(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE", help="a path or a URL")
    parser.add_argument("--service", metavar="NAME", help="who stores it; local by default")
    parser.add_argument("--progress", choices=("auto", "rich", "plain", "none"))


def perform(given: Namespace, invocation: Invocation) -> int:
    """Upload a file."""
    given.ledger = "none"
    invocation.show(given.progress)
    choice = choose(invocation, None, given.service)
    is_url = re.match(r"(?i)[a-z][a-z0-9+.-]*://|data:", given.file)
    media = upload_media(given.file if is_url else invocation.terminal.directory / given.file)
    kind = "none" if invocation.quiet else invocation.progress
    with open_bench(invocation, given, choice.service) as bench:
        invocation.say(f"service {choice.service.name} ({choice.why})")
        with display(kind, invocation.terminal) as shown:
            placed = bench.driver.run(place(media, "", bench.outfit.terms()), shown.tell)
    if invocation.json:
        emit(invocation.terminal, {"service": choice.service.name, "url": placed.value})
    else:
        invocation.terminal.out(str(placed.value))
    return DONE
