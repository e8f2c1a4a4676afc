"""The conformance kit, applied to this distribution."""

from __future__ import annotations

from framehook.testing import PluginConformance


class TestLtx(PluginConformance):
    distribution = "framehook-ltx"
