"""From the path of a request to what it asks for."""

from __future__ import annotations

__all__ = ("HOSTS", "Route", "find_route", "split_role")

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ._wire import steps_of

# The part of the service behind each host; a proxy's requests name them.
HOSTS: Mapping[str, str] = {
    "fal.run": "run",
    "falrun.com": "run",
    "queue.fal.run": "queue",
    "queue.falrun.com": "queue",
    "rest.fal.ai": "rest",
    "rest.alpha.fal.ai": "rest",
    "v3.fal.media": "cdn",
    "v3b.fal.media": "cdn",
    "api.fal.ai": "platform",
}
_ROLES = frozenset({"run", "queue", "rest", "platform"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    What a request asks for.

    Attributes:
        name: One of the routes that faults can be said for.
        action: Which part answers, and which of its methods.
        given: What stands in the path.
        is_open: Whether it needs no key.

    Example:
        ```python
        route = find_route("queue", "PUT", "/fal-ai/flux/requests/1/cancel")
        assert route.name == "cancel" and route.given["request_id"] == "1"
        ```
    """

    name: str
    action: tuple[str, str]
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    is_open: bool = False


def split_role(target: str, header: str) -> tuple[str, str] | None:
    """
    Return the part of the service that a request is for, and the target there.

    Args:
        target: Path and query of the request.
        header: The value of `x-fal-target-url`, for requests to a proxy.
    """
    path = urlsplit(target).path.rstrip("/")
    if path == "/api/fal/proxy":
        parts = urlsplit(header)
        role = HOSTS.get(parts.hostname or "")
        rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return (role, rest) if role else None
    role, slash, rest = target.lstrip("/").partition("/")
    return (role, f"/{rest}") if slash and role in _ROLES else None


def find_route(role: str, method: str, path: str) -> Route | None:
    """Return what a request asks for; slashes at the end say nothing."""
    steps = steps_of(path)
    if role == "queue":
        return _queue(method, steps)
    if role == "run":
        return _run(method, steps)
    if role == "rest":
        return _rest(method, steps)
    return _cdn(method, steps) if role == "cdn" else _platform(method, steps)


def _queue(method: str, steps: list[str]) -> Route | None:
    if "requests" not in steps[1:]:
        if method not in {"POST", "GET"} or not steps:
            return None
        given = {"endpoint": "/".join(steps)}
        return Route(name="submit", action=("queue", "submit"), given=given)
    at = len(steps) - 1 - steps[::-1].index("requests")
    if at + 1 >= len(steps):
        return None
    given = {"endpoint": "/".join(steps[:at]), "request_id": steps[at + 1]}
    match (method, *steps[at + 2 :]):
        case ("GET",) | ("GET", "response"):
            name = "result"
        case ("GET", "status"):
            name = "status"
        case ("GET", "status", "stream"):
            name = "watch"
        case ("PUT", "cancel"):
            name = "cancel"
        case _:
            return None
    return Route(name=name, action=("queue", name), given=given)


def _run(method: str, steps: list[str]) -> Route | None:
    if method not in {"POST", "GET"} or not steps or steps[-1] == "realtime":
        return None
    if steps[-1] == "stream":
        given = {"endpoint": "/".join(steps[:-1])}
        return Route(name="stream", action=("sync", "stream"), given=given)
    return Route(name="run", action=("sync", "run"), given={"endpoint": "/".join(steps)})


def _rest(method: str, steps: list[str]) -> Route | None:
    match (method, *steps):
        case ("POST", "storage", "auth", "token"):
            return Route(name="token", action=("rest", "token"))
        case ("POST", "tokens"):
            return Route(name="token", action=("rest", "passport"))
        case ("POST", "tokens", "realtime"):
            return Route(name="token", action=("rest", "passport"), given={"object": "yes"})
        case ("POST", "storage", "upload", "initiate"):
            return Route(name="initiate", action=("rest", "initiate"))
        case ("POST", "storage", "upload", "initiate-multipart"):
            return Route(name="initiate", action=("rest", "initiate"), given={"parts": "yes"})
        case ("GET", ".well-known", "jwks.json"):
            return Route(name="jwks", action=("rest", "jwks"), is_open=True)
        case ("GET" | "PUT", "storage", "files", "acl"):
            return Route(name="platform", action=("rest", "acl"))
        case _:
            return None


def _cdn(method: str, steps: list[str]) -> Route | None:
    match (method, *steps):
        case ("POST", "files", "upload"):
            return _open("upload", "upload", {})
        case ("POST", "files", "upload", "multipart"):
            return _open("start", "start", {})
        case ("GET" | "HEAD", "files", "b", key, name):
            return _open("download", "download", {"key": key, "name": name})
        case ("PUT", "files", "b", key, name):
            return _open("upload", "put", {"key": key, "name": name})
        case ("PUT", "files", "b", key, name, number) if number.isdigit():
            return _open("part", "part", {"key": key, "name": name, "number": number})
        case ("POST", "files", "b", key, name, "complete"):
            return _open("complete", "complete", {"key": key, "name": name})
        case ("POST", "files", "b", key, name, "sign"):
            return _open("platform", "sign", {"key": key, "name": name})
        case ("PUT", "files", "b", key, name, "multipart", upload, number) if number.isdigit():
            given = {"key": key, "name": name, "upload": upload, "number": number}
            return _open("part", "part", given)
        case ("POST", "files", "b", key, name, "multipart", upload, "complete"):
            return _open("complete", "complete", {"key": key, "name": name, "upload": upload})
        case _:
            return None


def _open(name: str, method: str, given: Mapping[str, str]) -> Route:
    # The file host knows no keys, but tokens and signatures, and looks at them by itself.
    return Route(name=name, action=("cdn", method), given=given, is_open=True)


def _platform(method: str, steps: list[str]) -> Route | None:
    match (method, *steps):
        case ("GET", "v1", "models", "requests", "by-endpoint"):
            return Route(name="history", action=("platform", "history"))
        case ("GET", "v1", "models", "billing-events"):
            return Route(name="billing", action=("platform", "billing"))
        case ("GET", "v1", "models", "pricing"):
            return Route(name="platform", action=("platform", "prices"))
        case ("POST", "v1", "models", "pricing", "estimate"):
            return Route(name="platform", action=("platform", "estimate"))
        case ("DELETE", "v1", "models", "requests", request_id, "payloads"):
            given = {"request_id": request_id}
            return Route(name="platform", action=("platform", "forget"), given=given)
        case ("GET", "v1", "meta"):
            return Route(name="platform", action=("platform", "meta"), is_open=True)
        case ("GET" | "PUT", "v1", "storage", "files", "acl"):
            return Route(name="platform", action=("platform", "acl"))
        case ("POST", "v1", "storage", "files", "sign"):
            return Route(name="platform", action=("platform", "sign"))
        case _:
            return None
