"""The models of Replay Studio keep what framehook promises its users."""

from __future__ import annotations

from framehook.testing import PluginConformance


class TestModels(PluginConformance):
    """The family, as it is installed."""

    distribution = "framehook-replay-studio"
