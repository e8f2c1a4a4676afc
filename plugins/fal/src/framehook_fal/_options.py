"""What a caller can say to fal about one submission."""

from __future__ import annotations

__all__ = ("OPTIONS", "Wishes")

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framehook.errors import ConfigurationError
from framehook.spi import Json, Obj

if TYPE_CHECKING:
    from ._lifecycle import Lifecycle


OPTIONS: Mapping[str, str] = {
    "priority": "normal or low: low waits for all others of the same endpoint",
    "start_timeout": "seconds within which the work must begin, else it is given up",
    "hint": "text that sends calls with the same one to the same machine, where possible",
    "no_retry": "true: fal does not try again by itself",
    "store_io": "false: arguments and result are not kept; lost jobs are then hard to find",
    "object_lifecycle": "expires_in and acl of the files of the result",
    "disable_fallback": "true: no other endpoint may do the work",
    "tags": "up to nine names and values that show up in billing",
    "max_queue_length": "refuse the call where more than this many wait",
    "sync": "true: hold one connection until the work is done, past the queue",
}
INTENT_TAG = "framehook.intent"

_TAG_NAME = re.compile(r"(?!fal\.)[a-z0-9._-]{1,64}")
_TAG_VALUE = re.compile(r"[!-+\--<>-~]{1,256}")
_TEXT = re.compile(r"[ -~]{1,1024}")
_TAGS_LENGTH = 1024
_MOST_TAGS = 10
# The one option that changes where the request goes, not its headers.
_UNQUEUED = frozenset({"priority", "no_retry", "max_queue_length"})


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Wishes:
    """
    The options of one submission, checked.

    Attributes:
        headers: What they become.
        query: What goes into the query.
        sync: Whether the queue is passed by.
        lifetime: After how many seconds the files of the result are deleted.

    Example:
        ```python
        wishes = Wishes.of({"priority": "low"}, "k-1")
        assert ("x-fal-queue-priority", "low") in wishes.headers
        ```
    """

    headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...] = ()
    sync: bool = False
    lifetime: int | None = None

    @classmethod
    def of(cls, options: Obj, attempt: str) -> Wishes:
        """
        Check options.

        Args:
            options: By the names of `OPTIONS`.
            attempt: The label of the attempt; it becomes a tag.

        Raises:
            ConfigurationError: if an option is unknown, or its value makes no sense.
        """
        if not options:
            return cls(headers=(("x-fal-tags", _tags({}, attempt)),))
        _check_names(options)
        given = {name: value for name, value in options.items() if value is not None}
        sync = _flag("sync", given.get("sync", False)) == "1"
        if sync and _UNQUEUED & set(given):
            raise ConfigurationError(
                f"{sorted(_UNQUEUED & set(given))} have no meaning with sync=true: there is no "
                "queue.",
                hint="Leave them out.",
            )
        headers = [
            (header, _READERS[name](name, given[name]))
            for name, names in _HEADERS.items()
            if name in given
            for header in names
        ]
        if "store_io" in given:
            headers.append(("x-fal-store-io", _flag("store_io", given["store_io"])))
        length = given.get("max_queue_length")
        lifecycle = given.get("object_lifecycle")
        return cls(
            headers=(*headers, ("x-fal-tags", _tags(given.get("tags", {}), attempt))),
            query=() if length is None else (("fal_max_queue_length", _count(length)),),
            sync=sync,
            lifetime=None if lifecycle is None else _read(lifecycle).seconds,
        )


_HEADERS: Mapping[str, tuple[str, ...]] = {
    "priority": ("x-fal-queue-priority",),
    # The first is the new name, which wins where both are known.
    "start_timeout": ("x-fal-request-start-timeout", "x-fal-request-timeout"),
    "hint": ("x-fal-runner-hint",),
    "no_retry": ("x-fal-no-retry",),
    "object_lifecycle": ("x-fal-object-lifecycle-preference",),
    "disable_fallback": ("x-app-fal-disable-fallback",),
}


def _check_names(options: Obj) -> None:
    for name in options:
        if name not in OPTIONS:
            from difflib import get_close_matches  # Most names are right.

            close = get_close_matches(name, OPTIONS, n=1)
            meant = f"Did you mean {close[0]!r}? " if close else ""
            raise ConfigurationError(
                f"The service 'fal' has no option {name!r}.",
                hint=f"{meant}There are: {', '.join(OPTIONS)}.",
            )


def _priority(name: str, value: Json) -> str:
    if value not in {"normal", "low"}:
        raise _refused(name, value, "normal or low")
    return str(value)


def _seconds(name: str, value: Json) -> str:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not isinstance(value, (int, float)) or not 0.1 < value < float("inf"):
        raise _refused(name, value, "a number of seconds greater than 0.1")
    return f"{value:g}" if value < 1e6 else str(int(value))


def _text(name: str, value: Json) -> str:
    if not isinstance(value, str) or not _TEXT.fullmatch(value):
        raise _refused(name, value, "a text of 1 to 1024 plain characters")
    return value


def _flag(name: str, value: Json) -> str:
    if not isinstance(value, bool):
        raise _refused(name, value, "true or false")
    return "1" if value else "0"


def _lifecycle(_: str, value: Json) -> str:
    return _read(value).text()


def _read(value: Json) -> Lifecycle:
    from ._lifecycle import Lifecycle  # Most files live as long as the account says.

    return Lifecycle.parse(value)


_READERS: Mapping[str, Callable[[str, Json], str]] = {
    "priority": _priority,
    "start_timeout": _seconds,
    "hint": _text,
    "no_retry": _flag,
    "object_lifecycle": _lifecycle,
    "disable_fallback": _flag,
}


def _count(value: Json) -> str:
    if type(value) is not int or value < 0:
        raise _refused("max_queue_length", value, "a whole number of at least 0")
    return str(value)


def _tags(value: Json, attempt: str) -> str:
    if not isinstance(value, Mapping):
        raise _refused("tags", value, "an object of names and values")
    # Most calls have no tags of their own.
    if not value and _TAG_VALUE.fullmatch(attempt):
        return f"{INTENT_TAG}={attempt}"
    tags = {**value, INTENT_TAG: attempt}
    for name, text in tags.items():
        if not _TAG_NAME.fullmatch(name):
            raise _refused(
                "tags", name, "named with up to 64 of a-z 0-9 . _ -, not beginning with fal."
            )
        if not isinstance(text, str) or not _TAG_VALUE.fullmatch(text):
            raise _refused(
                f"tags.{name}", text, "a text of 1 to 256 characters without blanks, commas or ="
            )
    whole = ",".join(f"{name}={text}" for name, text in tags.items())
    if len(tags) > _MOST_TAGS or len(whole) > _TAGS_LENGTH:
        raise _refused("tags", f"{len(tags) - 1} tags", "at most nine and 1024 characters together")
    return whole


def _refused(name: str, value: object, allowed: str) -> ConfigurationError:
    return ConfigurationError(
        f"The option {name!r} must be {allowed}, not {value!r}.", hint="Change it, or leave it out."
    )
