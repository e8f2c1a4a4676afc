"""`framehook sim`: a service on this machine that speaks the protocol of fal."""

from __future__ import annotations

__all__ = ("main",)

import argparse
import json
import shlex
import signal
import sys
import threading
from collections.abc import Sequence
from typing import TextIO

from ._plan import FaultPlan
from ._simulated import SimulatedFal
from ._time import RealTime

_DESCRIPTION = """
Serve a simulated fal on this machine until Ctrl-C.

It prints the environment variables that lead clients there, and answers every request
with its arguments; with --local the local service does the work, and results are real
files. Realtime websockets are not simulated.
"""


def main(words: Sequence[str]) -> int:
    """Serve until somebody ends it; return the exit code."""
    parser = _parser()
    try:
        given = parser.parse_args(list(words))
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 2
    try:
        faults = FaultPlan.read(given.faults) if given.faults else FaultPlan()
        faults.seed = faults.seed if given.seed is None else given.seed
        fal = SimulatedFal(
            time=RealTime(speed=given.speed),
            faults=faults,
            is_local=given.local,
            concurrency=given.concurrency,
            port=given.port,
            tls=given.tls,
        )
        return _serve(fal, as_json=given.json)
    except OSError as exc:
        where = f" {exc.filename!r}" if exc.filename else ""
        _say(f"error: The simulation cannot start: {exc.strerror}{where}.", sys.stderr)
        return 2
    except OverflowError:
        _say(
            f"error: Ports go from 0 to 65534, as files have the next one: {given.port}.",
            sys.stderr,
        )
        return 2
    except (ValueError, ImportError) as exc:
        _say(f"error: {exc}", sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="framehook sim",
        description=_DESCRIPTION,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--port", type=int, default=0, help="the port; files have the next one (default: any)"
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, help="simulated seconds in one second (default: 1)"
    )
    parser.add_argument(
        "--faults", metavar="FILE|10%", help="what goes wrong: a share, or a TOML or JSON file"
    )
    parser.add_argument("--seed", type=int, help="another seed gives other faults")
    parser.add_argument("--local", action="store_true", help="do the work on this machine")
    parser.add_argument("--concurrency", type=int, default=40, help="requests at a time")
    parser.add_argument("--tls", action="store_true", help="speak HTTPS, as fal-client needs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _serve(fal: SimulatedFal, *, as_json: bool) -> int:
    stop = threading.Event()
    usual = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with fal:
            if as_json:
                told = {"v": 1, "ok": True, "environment": fal.environment}
                _say(json.dumps(told), sys.stdout)
            else:
                for name, value in fal.environment.items():
                    _say(f"export {name}={shlex.quote(value)}", sys.stdout)
            stop.wait()
    finally:
        for number, action in usual.items():
            signal.signal(number, action)
    return 0


def _say(text: str, stream: TextIO) -> None:
    # Whoever reads the variables from a pipe has to get them at once.
    stream.write(f"{text}\n")
    stream.flush()
