"""The face of `framehook.testing`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from framehook import testing


def test_every_public_name_can_be_had():
    """`__all__` is sorted, complete and true."""
    assert list(testing.__all__) == sorted(testing.__all__)
    assert set(testing.__all__) == set(" ".join(testing._HOMES.values()).split())
    for name in testing.__all__:
        value = getattr(testing, name)
        assert getattr(value, "__module__", value.__name__).startswith("framehook.testing.")
    assert set(testing.__all__) <= set(dir(testing))


def test_an_unknown_name_is_an_ordinary_error():
    """A misspelt name is an `AttributeError` that names it."""
    with pytest.raises(AttributeError, match="'make_avi'"):
        testing.make_avi  # noqa: B018


def test_nothing_is_imported_before_it_is_used():
    """The pytest plugin costs no HTTP client, no pydantic, no hypothesis and no asyncio."""
    script = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import framehook.testing._pytest\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(new - {'framehook'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.split() == []
