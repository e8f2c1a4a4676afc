"""The examples in the docstrings of the simulation run."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Sequence

import pytest

import framehook_fal.sim as sim

_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
_CLASSES = [name for name in sim.__all__ if inspect.isclass(getattr(sim, name)) and name != "Time"]


@pytest.mark.parametrize("name", [*_CLASSES, "refused", "broken"])
def test_examples_run(name):
    """Everything public has an example that runs with the public names."""
    blocks = _BLOCK.findall(inspect.getdoc(getattr(sim, name)) or "")
    assert blocks
    names = {one: getattr(sim, one) for one in sim.__all__}
    for block in blocks:
        exec(textwrap.dedent(block), {**names, "Sequence": Sequence})


def test_the_package_has_what_it_lists():
    """Names are loaded when they are asked for, and nothing else is there."""
    assert set(sim.__all__) <= set(dir(sim))
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="Nobody"):
        _ = sim.Nobody
