"""The lines of the table: which scenario, with which client, against which bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

PEERS = ("raw-httpx", "raw-aiohttp", "fal_client-async", "fal_client-sync", "fal-js")
STARTS = 9


# Bars of several rows. With a minus the figure must be at least as large.
CROWD: dict[str, float] = {"most": 100}


FAULTS: dict[str, float] = {"lost": 0, "twice": 0}


LARGE: dict[str, float] = {"-MB/s": 900, "growth MB": 15}


PARTS: dict[str, float] = {"-MB/s": 1400, "growth MB": 60}


CUT: dict[str, float] = {"GETs": 2, "bytes twice": 0}


FEW: dict[str, float] = {"connections": 100}


class Beside(NamedTuple):
    """
    A bar that hangs on a neighbour: its figure, so many times.

    The bars were set on one machine, where the neighbours had figures too. What was asked for
    beside them holds on a slower machine, or a busy one, as well.
    """

    client: str
    figure: str
    factor: float


class Row(NamedTuple):
    """One line: scenario, client, number of jobs, the same for --quick, bars by figure."""

    scenario: str
    client: str
    jobs: int
    quick: int
    bars: Mapping[str, float] = {}
    # With a minus before the figure it must be at least as large, as above.
    beside: tuple[Beside, ...] = ()


PLAN = [
    *(
        Row(
            scenario,
            client,
            STARTS,
            3,
            {"ms": bar} if client == "ours-sync" else {},
            (Beside("fal_client-sync", "ms", 1.19),) if client == "ours-sync" else (),
        )
        for scenario, bar in (("S1", 140), ("S1-TLS", 175))
        for client in (
            *PEERS,
            "ours-sync",
        )
    ),
    Row("S2", "raw-httpx-sync", 1000, 200),
    *(Row("S2", each, 1000, 200) for each in PEERS),
    Row("S2", "ours-sync", 1000, 200, beside=(Beside("raw-httpx-sync", "cpu ms/job", 1.25),)),
    Row("S2", "ours-httpx", 1000, 200, beside=(Beside("raw-httpx", "cpu ms/job", 1.25),)),
    Row(
        "S2",
        "ours-aiohttp",
        1000,
        200,
        {"p50 ms": 0.7, "cpu ms/job": 0.6},
        (Beside("raw-aiohttp", "p50 ms", 1.84), Beside("raw-aiohttp", "cpu ms/job", 1.88)),
    ),
    *(Row("S3", each, 8, 3) for each in PEERS),
    Row("S3", "ours-httpx", 8, 5, {"p50 ms": 5, "requests/job": 4}),
    Row("S3", "ours-aiohttp", 8, 5, {"p50 ms": 5, "requests/job": 4}),
    # The submission and the result are requests, too.
    Row("S3-2s", "ours-aiohttp-polling-cold", 8, 5, {"p50 ms": 500, "requests/job": 7}),
    Row("S3", "ours-aiohttp-polling-warm", 8, 5, {"p50 ms": 60, "requests/job": 10}),
    Row("S3-180", "ours-cold", 60, 20, {"requests/job": 40, "seen after s": 3.5, "latest s": 7}),
    Row("S3-180", "ours-warm", 60, 20, {"requests/job": 40, "latest s": 2}),
    Row("S4", "raw-aiohttp", 1000, 200),
    Row("S4", "fal_client-sync", 1000, 200),
    Row("S4", "fal-js", 1000, 200),
    *(
        Row("S4", client, 1000, 200, {"wall s": bar, **CROWD}, (Beside(peer, "wall s", factor),))
        for client, bar, peer, factor in (
            ("ours-httpx-polling", 5, "fal_client-sync", 1.02),
            ("ours-httpx", 5, "fal_client-sync", 1.02),
            ("ours-aiohttp-polling", 3, "raw-aiohttp", 1.28),
            ("ours-aiohttp", 3, "raw-aiohttp", 1.28),
        )
    ),
    Row("S4", "raw-aiohttp", 5000, 500),
    Row("S4", "fal-js", 5000, 500),
    *(
        Row("S4", client, 5000, 500, {"wall s": bar, **more, **CROWD}, (Beside(*beside),))
        for client, bar, more, beside in (
            ("ours-aiohttp", 6, {"rss MB": 150}, ("raw-aiohttp", "wall s", 1.28)),
            ("ours-aiohttp-rare-gc", 6, {"rss MB": 150}, ("raw-aiohttp", "wall s", 1.28)),
            ("ours-httpx-rare-gc", 25, {}, ("fal-js", "wall s", 3.4)),
        )
    ),
    *(
        Row("S4-TLS", client, 100, 100, FEW if client.startswith("ours") else {})
        for client in (
            *PEERS,
            "ours-httpx",
            "ours-aiohttp",
        )
    ),
    *(Row("S5-1MB", each, 50, 20) for each in PEERS),
    Row("S5-1MB", "ours-sync", 50, 20, {"p50 ms": 4}),
    Row("S5-1MB", "ours-httpx", 50, 20, {"p50 ms": 4}, (Beside("raw-httpx", "p50 ms", 1.67),)),
    Row("S5-1MB", "ours-aiohttp", 50, 20, {"p50 ms": 1.5}, (Beside("raw-aiohttp", "p50 ms", 1.5),)),
    *(Row("S5", each, 5, 2) for each in PEERS),
    Row("S5", "ours-sync", 5, 2, LARGE),
    Row("S5", "ours-httpx", 5, 2, LARGE),
    Row("S5", "ours-aiohttp", 5, 2, LARGE),
    *(Row("S5-1GB", each, 2, 1) for each in PEERS),
    Row("S5-1GB", "ours-sync", 2, 1, PARTS),
    Row("S5-1GB", "ours-httpx", 2, 1, PARTS),
    Row("S5-1GB", "ours-aiohttp", 2, 1, PARTS),
    *(
        Row("S6", client, 300, 100, FAULTS if client.startswith("ours") else {})
        for client in (
            *PEERS,
            "ours-sync",
            "ours-httpx",
            "ours-aiohttp",
        )
    ),
    Row("S7", "ours-httpx", 1, 1, CUT),
    Row("S7", "ours-aiohttp", 1, 1, CUT),
    Row("S8", "ours-sync", 400, 100, {"p50 ms more": 1}),
    Row("S8", "ours-aiohttp", 400, 100, {"p50 ms more": 1, "ms more side by side": 1}),
]
