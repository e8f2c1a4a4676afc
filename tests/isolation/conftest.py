from __future__ import annotations

import pytest
from hosting import Host


@pytest.fixture
def host(tmp_path):
    """A machine whose own plugins are all well."""
    return Host(tmp_path)
