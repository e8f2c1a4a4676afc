from __future__ import annotations

import sys

import pytest
from installed import Site


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An empty site directory that imports work from."""
    made = Site(tmp_path / "site")
    monkeypatch.syspath_prepend(str(made.root))
    before = set(sys.modules)
    yield made
    for name in set(sys.modules) - before:
        module = vars(sys.modules[name])
        places = [*module.get("__path__", ()), module.get("__file__")]
        if str(places[0]).startswith(str(tmp_path)):
            del sys.modules[name]
