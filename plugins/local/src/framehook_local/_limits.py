"""What keeps a job from harming this machine, whatever its media hold."""

from __future__ import annotations

__all__ = ("OutOfTimeError", "confine", "keep_offline", "limit_memory")

import faulthandler
import resource
import signal
import sys
from types import FrameType

from ._settings import Settings

_FILE_BYTES = 64 << 30
_OPEN_FILES = 512
_CLOSING_SECONDS = 5
_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.bind"})


class OutOfTimeError(Exception):
    """The job took more time than it is allowed."""


def confine(settings: Settings) -> None:
    """Limit time, file size and open files of this process and its children."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _FILE_BYTES)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    for number in (signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, _out_of_time)
    # The first limit of each kind is told to the job, the second one ends it, for code
    # outside of Python does not listen.
    _limit(resource.RLIMIT_CPU, settings.cpu, settings.cpu + _CLOSING_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, settings.seconds)
    faulthandler.dump_traceback_later(settings.seconds + _CLOSING_SECONDS, exit=True)


def limit_memory(settings: Settings) -> None:
    """Limit the address space, which a decoder fed with a bomb would use up."""
    _limit(resource.RLIMIT_AS, settings.memory)


def keep_offline() -> None:
    """Refuse every connection that Python code of this process tries to make."""
    sys.addaudithook(_refuse_network)


def _limit(which: int, soft: int, hard: int | None = None) -> None:
    _, most = resource.getrlimit(which)
    wanted = soft if hard is None else hard
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(which, (min(soft, wanted), wanted))


def _out_of_time(number: int, _frame: FrameType | None) -> None:
    name, what = ("CPU", "processor time") if number == signal.SIGXCPU else ("RUN", "time")
    raise OutOfTimeError(f"The job used up the {what} that FRAMEHOOK_LOCAL_{name}_SECONDS allows.")


def _refuse_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("A job on this machine does not use the network.")
