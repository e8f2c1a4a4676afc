"""The parts of a client, laid out for the verbs that need more than its methods."""

from __future__ import annotations

__all__ = ("Bench", "add_bench_options", "open_bench", "open_ledger")

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..clients._assembly import assemble
from ..clients._options import ClientOptions
from ..clients._outfit import Outfit
from ..drivers._blocking import Driver
from ..spi._ledger import Ledger
from ..spi._record import record
from ._terminal import expanded

if TYPE_CHECKING:
    from argparse import Namespace

    from ..spi._service import Service
    from ._invocation import Invocation
    from ._usage import Parser


@record(frozen=True, slots=True, kw_only=True)
class Bench:
    """
    The parts of a client.

    Attributes:
        outfit: What flows have to know.
        driver: What performs them.
        ledger: The journal.
    """

    outfit: Outfit
    driver: Driver
    ledger: Ledger


def add_bench_options(parser: Parser) -> None:
    """Add the options of every verb that needs a client."""
    parser.add_argument("--service", metavar="NAME", help="who runs it")
    parser.add_argument(
        "--ledger", metavar="PATH", help="the journal of what was paid, or none for none"
    )
    parser.add_argument(
        "--probe",
        choices=("never", "local", "always"),
        help="whose media is looked at: nobody's, your files, URLs too",
    )


@contextmanager
def open_bench(
    invocation: Invocation,
    given: Namespace,
    service: Service | str | None,
    *,
    reads: bool = False,
) -> Generator[Bench]:
    """
    Lay out the parts of a client, and put them away afterwards.

    Args:
        invocation: The run of a verb.
        given: Its options.
        service: Who is asked.
        reads: Whether nothing will be written into the ledger.
    """
    with closing(open_ledger(invocation, given.ledger, reads=reads)) as ledger:
        outfit, driver = _assembled(invocation, given, service, ledger)
        with closing(driver):
            yield Bench(outfit=outfit, driver=driver, ledger=ledger)


def _assembled(
    invocation: Invocation, given: Namespace, service: Service | str | None, ledger: Ledger
) -> tuple[Outfit, Driver]:
    probe = invocation.configuration.get("probe", getattr(given, "probe", None)).value
    options: dict[str, Any] = {
        "registry": invocation.registry,
        "service": service,
        "ledger": ledger,
        "probe": probe,
        "clock": invocation.clock,
        "on_abandon": getattr(given, "on_abandon", "keep"),
    }
    # The keys are those of ClientOptions; the configuration has checked the values.
    return assemble(cast("ClientOptions", options))


def open_ledger(invocation: Invocation, argument: str | None, *, reads: bool = False) -> Ledger:
    """
    Open the ledger that was chosen; one in memory for `none`.

    Args:
        invocation: The run of a verb.
        argument: What `--ledger` says.
        reads: Whether nothing will be written: a file that is not there is not made.

    Raises:
        LedgerError: if it cannot be used.
    """
    chosen = invocation.configuration.get("ledger", argument).value
    place = _place(invocation, chosen)
    if chosen == "none" or (reads and isinstance(place, Path) and not place.exists()):
        memory: Ledger = invocation.registry.ledger("memory")()
        return memory
    invocation.is_durable = True
    durable: Ledger = invocation.registry.ledger("sqlite")(place)
    return durable


def _place(invocation: Invocation, chosen: str | None) -> str | Path:
    if chosen is None:
        return invocation.configuration.ledger_file()
    if "://" in chosen:
        return chosen
    return invocation.terminal.directory / expanded(chosen)
