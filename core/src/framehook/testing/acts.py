"""
What a scripted service does, one act after the other.

A script is a list of acts. Each question about a job is answered by the next one, and the
last one for ever:

```
from framehook.testing import ScriptedService, acts

service = ScriptedService([acts.queued(2), acts.running(0.5, "half"), acts.succeeded()])
```

Acts that go wrong stand in the same list; `slow` makes any of them take time.
"""

from __future__ import annotations

__all__ = (
    "Act",
    "cut",
    "ended",
    "failed",
    "file_url",
    "garbled",
    "lost",
    "missing",
    "ordinary",
    "queued",
    "refused",
    "running",
    "saying",
    "slow",
    "succeeded",
    "unavailable",
    "unreachable",
)

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from ..spi import Failure, FailureKind, Json, Obj, Payload

# Names below `localhost` are this machine, so that a secret may be sent there in the clear.
HOST = "scripted.localhost"
BASE = f"scripted://{HOST}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    One answer, or one failure to answer. Make acts with the functions of this module.

    Attributes:
        status: Status code of the answer.
        body: The answer, as JSON or as bytes. Nothing stands for the ordinary answer.
        headers: Headers of the answer.
        takes: Seconds until the answer comes.
        fault: `before`: the request never leaves. `after`: it arrives and has its effect,
            but the answer is lost.
        outcome: The job ends here, in this way.
        files: Files of the result, by name.
        keep: Bytes of a download after which the connection breaks.
    """

    status: int = 200
    body: Obj | bytes = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    takes: float = 0.0
    fault: Literal["before", "after"] | None = None
    outcome: Payload | Failure | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    keep: int | None = None

    @property
    def has_effect(self) -> bool:
        """Whether the service does what it was asked. An error it words itself means no."""
        return self.fault != "before" and (self.status < 400 or isinstance(self.body, bytes))


def file_url(name: str) -> str:
    """Return where a file of a result can be fetched."""
    return f"{BASE}/files/{name}"


def queued(position: int | None = None, *, check_after: float | None = None) -> Act:
    """Wait in the queue."""
    body = {"state": "queued", "position": position, "check_after": check_after}
    return Act(body=body)


def running(progress: float | None = None, *logs: str) -> Act:
    """Be at work, and add lines to the log."""
    return Act(body={"state": "running", "progress": progress, "logs": list(logs)})


def saying(word: str) -> Act:
    """Report a state that nobody has heard of."""
    return Act(body={"state": word})


def ended(outcome: Payload | Failure, files: Mapping[str, bytes] | None = None) -> Act:
    """End the job in this way."""
    return Act(body={"state": "ended"}, outcome=outcome, files=files or {})


def succeeded(
    value: Obj | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
    units: Decimal | str | None = None,
    expires: datetime | None = None,
) -> Act:
    """
    End the job well.

    Args:
        value: The result. Without it, one field for each file: `video.mp4` becomes
            `{"video": {"url": …}}`.
        files: What can be fetched, by name; `file_url(name)` says from where. Without
            value and files there is one small clip, `video.mp4`.
        units: What is billed.
        expires: When the result is forgotten.
    """
    if value is None and files is None:
        # A script without a clip needs no maker of clips.
        from ._mp4 import make_mp4

        files = {"video.mp4": make_mp4()}
    files = files or {}
    if value is None:
        value = {
            name.partition(".")[0]: {
                "url": file_url(name),
                "file_name": name,
                "file_size": len(data),
            }
            for name, data in files.items()
        }
    billed = None if units is None else Decimal(units)
    return ended(Payload(value, units=billed, expires=expires), files)


def failed(
    kind: FailureKind = "service",
    words: str = "The model gave up.",
    *,
    code: str = "",
    retryable: bool | None = None,
    path: str = "",
    detail: Json = None,
) -> Act:
    """End the job badly."""
    return ended(Failure(kind, words, code, retryable, path, detail))


def refused(kind: FailureKind = "input", words: str = "No.", *, path: str = "") -> Act:
    """Refuse a submission for good: nothing runs, nothing is billed."""
    return Act(status=422, body={"kind": kind, "words": words, "path": path})


def unavailable(status: int = 503, *, after: int | None = None) -> Act:
    """Answer with an error that may pass; nothing was done."""
    headers = {} if after is None else {"retry-after": str(after)}
    return Act(status=status, headers=headers, body={"kind": "service", "words": "Too busy."})


def missing() -> Act:
    """Know nothing of the job, as it happens right after a submission."""
    return Act(status=404, body={"kind": "service", "words": "There is no such job."})


def garbled(status: int = 200) -> Act:
    """Do what was asked, and let something in between answer in its own words."""
    return Act(status=status, body=b"<html>It works!</html>")


def unreachable() -> Act:
    """Fail before anything was sent, provably."""
    return Act(fault="before")


def lost(act: Act | None = None) -> Act:
    """Do what was asked, and lose the answer."""
    return replace(act or Act(), fault="after")


def slow(seconds: float, act: Act | None = None) -> Act:
    """Take that long to answer."""
    return replace(act or Act(), takes=seconds)


def cut(keep: int) -> Act:
    """Break a download off after so many bytes."""
    return Act(keep=keep)


def ordinary() -> Act:
    """Do the ordinary thing: a step between faults."""
    return Act()
