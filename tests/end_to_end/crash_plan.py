"""How often processes are killed, and in which ways they work."""

from __future__ import annotations

import os

import pytest

WAYS = ("Client, httpx", "AsyncClient, httpx", "AsyncClient, aiohttp")
SOAK = min(int(os.environ.get("FRAMEHOOK_CRASH_KILLS", "0")), 200)
KILLS = {way: SOAK or usual for way, usual in zip(WAYS, (4, 2, 2), strict=True)}
MARKS = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="Processes are forked."),
    # A soak takes as long as it has deaths.
    pytest.mark.timeout(60 + 3 * SOAK),
]
