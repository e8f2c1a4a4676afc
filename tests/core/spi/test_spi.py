"""The face of `framehook.spi`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from framehook import spi


def test_every_public_name_can_be_had():
    """`__all__` is complete and true, and says the same as the table of homes."""
    assert sorted(name for names in spi._HOMES.values() for name in names.split()) == sorted(
        spi.__all__
    )
    for name in spi.__all__:
        assert getattr(spi, name) is not None
    assert dir(spi) == sorted(spi.__all__)


def test_an_unknown_name_is_an_ordinary_error():
    """A misspelt name is an `AttributeError` that names it."""
    with pytest.raises(AttributeError, match="'Endpiont'"):
        spi.Endpiont  # noqa: B018


@pytest.mark.parametrize(
    ("name", "forbidden"),
    [
        ("Request", {"pydantic", "asyncio", "httpx", "pluggy"}),
        ("Queue", {"pydantic", "asyncio", "httpx", "pluggy"}),
        ("Endpoint", {"httpx", "pluggy", "argparse"}),
    ],
)
def test_a_name_brings_only_what_it_needs(name, forbidden):
    """A service pays for no schema library, and nobody for an HTTP client."""
    script = f"import sys; from framehook.spi import {name}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert not forbidden & set(done.stdout.split())
