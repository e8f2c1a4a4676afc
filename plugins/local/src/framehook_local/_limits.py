"""What keeps a job from harming this machine, whatever its media hold."""

from __future__ import annotations

__all__ = ("confine", "keep_offline", "limit_memory")

import resource
import signal
import sys
from types import FrameType

from ._settings import Settings

_FILE_BYTES = 64 << 30
_OPEN_FILES = 512
_CLOSING_SECONDS = 5
_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.bind"})


def confine(settings: Settings) -> None:
    """Limit processor time, file size and open files of this process and its children."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _FILE_BYTES)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    signal.signal(signal.SIGXCPU, _out_of_time)
    # The first limit is told to the job, the second one ends it.
    _limit(resource.RLIMIT_CPU, settings.cpu, settings.cpu + _CLOSING_SECONDS)


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


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("The job used up the processor time that it is allowed.")


def _refuse_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError("A job on this machine does not use the network.")
