"""`framehook proxy`: keeps the key on this machine and forwards what may be asked."""

from __future__ import annotations

__all__ = ("main",)

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from framehook.errors import ConfigurationError, FramehookError
from framehook.spi import is_loopback

from ._proxy import Proxy
from ._server import Server

_DESCRIPTION = """
Serve a proxy to fal until Ctrl-C, which adds the key to requests.

Point the proxyUrl of the official JavaScript client at it, or FAL_RUN_HOST,
FAL_QUEUE_RUN_HOST and FAL_REST_HOST at its paths /run, /queue and /rest.
"""


def main(words: Sequence[str]) -> int:
    """Serve until somebody ends it; return the exit code."""
    try:
        given = _parser().parse_args(list(words))
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 2
    try:
        proxy = _proxy(given)
        return asyncio.run(_serve(Server(proxy), given.host, given.port))
    except FramehookError as exc:
        sys.stderr.write(f"error: {exc}\n")
    except OverflowError:
        sys.stderr.write(f"error: Ports go from 0 to 65535: {given.port}.\n")
    except OSError as exc:
        sys.stderr.write(f"error: The proxy cannot start: {exc.strerror or exc}.\n")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="framehook proxy",
        description=_DESCRIPTION,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8788, help="the port (default: 8788)")
    parser.add_argument(
        "--token-env", metavar="NAME", help="the variable with the secret that callers share"
    )
    parser.add_argument(
        "--endpoint",
        action="append",
        metavar="PATTERN",
        help="what may be called, as fal-ai/flux/** (default: the installed families)",
    )
    parser.add_argument("--ledger", metavar="FILE", help="where to note who spent what")
    parser.add_argument("--daily-limit", metavar="USD", help="what a caller may spend in a day")
    parser.add_argument(
        "--assume-cost", metavar="USD", help="what a call of unknown price is taken to cost"
    )
    parser.add_argument("--no-check", action="store_true", help="do not check calls")
    parser.add_argument(
        "--probe", action="store_true", help="look at the media of calls, for rules and prices"
    )
    parser.add_argument(
        "--allow-tokens", action="store_true", help="let callers have tokens of their own"
    )
    return parser


def _proxy(given: argparse.Namespace) -> Proxy:
    token = os.environ.get(given.token_env, "") if given.token_env else None
    if token == "":
        raise ConfigurationError(
            f"The variable {given.token_env!r} is not set.", hint="Set it to a long secret."
        )
    if token is None and not is_loopback(given.host):
        raise ConfigurationError(
            f"On {given.host!r} anyone could spend your money.",
            hint="Name the variable with a secret: --token-env PROXY_TOKEN.",
        )
    return Proxy(
        token=token,
        endpoints=given.endpoint,
        check="off" if given.no_check else "strict",
        probe="always" if given.probe else "never",
        ledger=given.ledger,
        daily_limit=given.daily_limit,
        assume_cost=given.assume_cost,
        allow_tokens=given.allow_tokens,
    )


async def _serve(server: Server, host: str, port: int) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        port = await server.listen(host, port)
        shown = f"[{host}]" if ":" in host else host
        # Whoever reads the address from a pipe has to get it at once.
        sys.stdout.write(f"http://{shown}:{port}/api/fal/proxy\n")
        sys.stdout.flush()
        await stop.wait()
    finally:
        await server.close()
        for number in numbers:
            loop.remove_signal_handler(number)
    return 0
