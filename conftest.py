"""How tests run: correctness is never timed, and Ctrl-C works, whoever started them."""

from __future__ import annotations

import signal
import threading

from hypothesis import HealthCheck, settings

settings.register_profile("framehook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("framehook")

# A shell lets what it starts in the background ignore interrupts, and so would all its children.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
