"""Both colours of whoever asks a service."""

from __future__ import annotations

import pytest
from sides import Awaiting, Blocking, Colour


@pytest.fixture(params=[Blocking, Awaiting])
def colour(request) -> Colour:
    return request.param
