"""Where a request is to go: read strictly, and made anew from what was read."""

from __future__ import annotations

__all__ = ("Role", "Target", "find_target", "matches")

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, parse_qsl, urlsplit

from framehook.errors import ConfigurationError

from .._endpoint_id import EndpointId
from .._hosts import Hosts
from ._refusal import Refusal

Role: TypeAlias = Literal["run", "queue", "rest"]

# The names that clients know; requests go to the configured servers all the same.
_NAMES: dict[str, Role] = {
    "fal.run": "run",
    "queue.fal.run": "queue",
    "rest.fal.ai": "rest",
    "rest.alpha.fal.ai": "rest",
}
_ROLES: tuple[Role, ...] = ("run", "queue", "rest")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_PRINTABLE = re.compile(r"[!-\[\]-~]+")
_STORAGE = frozenset(
    {
        ("storage", "auth", "token"),
        ("storage", "upload", "initiate"),
        ("storage", "upload", "initiate-multipart"),
    }
)
_TOKENS = frozenset({("tokens",), ("tokens", "realtime")})
_REQUESTS: Mapping[tuple[str, ...], tuple[str, Literal["result", "status", "cancel"]]] = {
    (): ("GET", "result"),
    ("response",): ("GET", "result"),
    ("status",): ("GET", "status"),
    ("status", "stream"): ("GET", "status"),
    ("cancel",): ("PUT", "cancel"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    What a request asks for.

    Attributes:
        role: Which of the servers it goes to.
        url: The whole URL, on the configured server.
        action: `paid` costs money; `result`, `status` and `cancel` are about one request;
            `storage` and `tokens` are the rest.
        endpoint: The endpoint id, or the application of a request.
        request_id: The request, where it is about one.
    """

    role: Role
    url: str
    action: Literal["paid", "result", "status", "cancel", "storage", "tokens"]
    endpoint: str = ""
    request_id: str = ""


def find_target(hosts: Hosts, method: str, *, header: str | None, path: str) -> Target:
    """
    Return what a request asks for.

    Args:
        hosts: The configured servers.
        method: The method, in capitals.
        header: The header `x-fal-target-url`, if there is one.
        path: The path and the query of the request; it counts where there is no header,
            and begins with `/run/`, `/queue/` or `/rest/` then.

    Raises:
        Refusal: if it asks for nothing that the proxy forwards.
    """
    if header is None:
        role, rest = _beside(path)
    else:
        role, rest = _named(hosts, header)
    parts = urlsplit(f"//x{rest}")
    url = f"{getattr(hosts, role)}{rest}"
    steps = tuple(parts.path.strip("/").split("/"))
    if "//" in parts.path or not all(steps) or {".", ".."} & set(steps) or "%" in parts.path:
        raise _invalid("Its path is not plain.")
    if role == "rest":
        return _rest(method, steps, url)
    if "requests" in steps[2:]:
        return _request(method, steps, url, role)
    # A link on any page could make a browser send a GET without that header.
    _demand(method, {"POST"} if header is None else {"POST", "GET"})
    if role == "run" and steps[-1] == "realtime":
        raise _invalid("Realtime connections are not forwarded.")
    if role == "run" and steps[-1] == "stream" and len(steps) > 2:
        steps = steps[:-1]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        wrong = hosts.webhook_trouble(value) if name == "fal_webhook" else None
        if wrong is not None:
            raise _invalid(f"Its webhook {wrong}.")
    return Target(role=role, url=url, action="paid", endpoint=str(_parsed(steps)))


def matches(patterns: Sequence[str], endpoint: str, *, is_application: bool = False) -> bool:
    """
    Return whether an endpoint matches one of the patterns.

    `*` stands for one step of an id or a part of it, `**` at the end for any steps or none.
    An application matches where one of its endpoints may.
    """
    steps = endpoint.split("/")
    return any(_fits(pattern.split("/"), steps, is_application) for pattern in patterns)


def _fits(pattern: Sequence[str], steps: Sequence[str], is_application: bool) -> bool:
    for number, part in enumerate(pattern):
        if part == "**":
            return True
        if number == len(steps):
            return is_application
        if not fnmatchcase(steps[number], part):
            return False
    return len(pattern) == len(steps)


def _beside(path: str) -> tuple[Role, str]:
    for role in _ROLES:
        rest = path.removeprefix(f"/{role}")
        if rest != path and rest.startswith("/") and _PRINTABLE.fullmatch(rest):
            return role, rest
    raise _invalid("The header 'x-fal-target-url' is missing.")


def _named(hosts: Hosts, header: str) -> tuple[Role, str]:
    if not _PRINTABLE.fullmatch(header) or "#" in header:
        raise _invalid("'x-fal-target-url' is no URL.")
    try:
        parts = urlsplit(header)
        _ = parts.port
    except ValueError as exc:
        raise _invalid("'x-fal-target-url' is no URL.") from exc
    name = _NAMES.get(parts.netloc.lower())
    if parts.scheme == "https" and name is not None:
        return name, _rest_of(parts, "")
    for role in _ROLES:
        base = urlsplit(getattr(hosts, role))
        is_same = (parts.scheme, parts.netloc.lower()) == (base.scheme, base.netloc)
        if is_same and parts.path.startswith(f"{base.path}/"):
            return role, _rest_of(parts, base.path)
    raise _invalid("'x-fal-target-url' is on none of the servers that requests are forwarded to.")


def _rest_of(parts: SplitResult, base: str) -> str:
    path = parts.path.removeprefix(base)
    return f"{path}?{parts.query}" if parts.query else path


def _rest(method: str, steps: tuple[str, ...], url: str) -> Target:
    if steps not in _STORAGE | _TOKENS:
        raise _invalid("This path is not forwarded.")
    _demand(method, {"POST"})
    return Target(role="rest", url=url, action="storage" if steps in _STORAGE else "tokens")


def _request(method: str, steps: tuple[str, ...], url: str, role: Role) -> Target:
    at = len(steps) - 1 - steps[::-1].index("requests")
    number, found = steps[at + 1 : at + 2], _REQUESTS.get(steps[at + 2 :])
    if role != "queue" or found is None or not number or not _REQUEST_ID.fullmatch(number[0]):
        raise _invalid("This path is not forwarded.")
    wanted, action = found
    _demand(method, {wanted})
    return Target(
        role=role,
        url=url,
        action=action,
        endpoint=_parsed(steps[:at]).application,
        request_id=number[0],
    )


def _parsed(steps: tuple[str, ...]) -> EndpointId:
    try:
        return EndpointId.parse("/".join(steps))
    except ConfigurationError as exc:
        raise _invalid(exc.message) from exc


def _demand(method: str, allowed: set[str]) -> None:
    if method not in allowed:
        named = ", ".join(sorted(allowed))
        raise Refusal(
            405,
            f"The method {method!r} is not forwarded here. Use {named}.",
            error_type="method_not_allowed",
            headers=(("allow", named),),
        )


def _invalid(words: str) -> Refusal:
    return Refusal(400, f"Invalid request. {words}", error_type="bad_request")
