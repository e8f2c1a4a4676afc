"""How property tests run: correctness is never timed, however busy the machine is."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("framehook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("framehook")
