"""The marker for hook functions."""

from __future__ import annotations

import pluggy
import pytest

from framehook.spi import HOOK_MARK, hookimpl


@pytest.mark.parametrize("options", [{}, {"tryfirst": True}, {"trylast": True}, {"wrapper": True}])
def test_it_is_the_marker_of_pluggy(options):
    """What it sets is what pluggy's own marker for the project sets."""

    def function():
        pass

    def other():
        pass

    assert hookimpl(**options)(function) is function
    pluggy.HookimplMarker("framehook")(other, **options)
    assert getattr(function, HOOK_MARK) == getattr(other, HOOK_MARK)


def test_it_may_stand_alone():
    """Without parentheses it says no more than with empty ones."""

    @hookimpl
    def function():
        pass

    @hookimpl()
    def other():
        pass

    assert getattr(function, HOOK_MARK) == getattr(other, HOOK_MARK)
