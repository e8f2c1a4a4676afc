"""Which servers are asked, and which of them are trusted with what."""

from __future__ import annotations

__all__ = ("VARIABLES", "Hosts", "hosts_from_environment", "shown")

import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from framehook.errors import ConfigurationError
from framehook.spi import is_loopback

VARIABLES: Mapping[str, str] = {
    "FAL_KEY": "The key, as key_id:key_secret.",
    "FAL_KEY_ID": "The first half of the key, where FAL_KEY is not set.",
    "FAL_KEY_SECRET": "The second half of the key, where FAL_KEY is not set.",
    "FAL_RUN_HOST": "Host of synchronous calls, or a URL; fal.run.",
    "FAL_QUEUE_RUN_HOST": "Host of the queue, or a URL; queue. before FAL_RUN_HOST.",
    "FAL_REST_HOST": "Host of upload tokens and webhook keys, or a URL; rest.fal.ai.",
    "FAL_CDN_HOST": "Host that uploads go to, or a URL; v3.fal.media.",
    "FAL_PLATFORM_HOST": "Host of the platform API, or a URL; api.fal.ai/v1.",
    "FRAMEHOOK_FAL_ALIASES": "Other names of these hosts in answers, with commas; none.",
    "FRAMEHOOK_FAL_WEBHOOK_SECRET": "Signs the label in webhook addresses; no signature.",
}
_NAMES = {
    "run": "FAL_RUN_HOST",
    "queue": "FAL_QUEUE_RUN_HOST",
    "rest": "FAL_REST_HOST",
    "cdn": "FAL_CDN_HOST",
    "platform": "FAL_PLATFORM_HOST",
}
_FALS = ("fal.ai", "fal.run", "falrun.com")
_ALIASES = "FRAMEHOOK_FAL_ALIASES"
# Storage hosts change their names with the generation of the storage.
_STORAGE = ".fal.media"
_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?//")
# What stands for itself in a path.
_is_plain = re.compile(r"[A-Za-z0-9._/-]*").fullmatch
_UNSOUND = re.compile(r"[\x00- \\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """
    Base URLs of the servers. The key goes to `run`, `queue`, `rest` and `platform` alone.

    Plain HTTP is allowed only to this machine, for a proxy or a test server.

    Attributes:
        run: Synchronous calls.
        queue: Submissions, reports, results.
        rest: Upload tokens, and the keys of webhooks.
        cdn: Where uploads go.
        platform: Request history and billing.
        aliases: Other names of these servers, in answers that a gateway passes on as they
            are. Nothing is ever sent there.

    Raises:
        ConfigurationError: if one of them is no base URL.

    Example:
        ```python
        hosts = Hosts(queue="http://127.0.0.1:8080/queue/")
        assert hosts.queue == "http://127.0.0.1:8080/queue"
        assert hosts.rest == "https://rest.fal.ai"
        ```
    """

    run: str = "https://fal.run"
    queue: str = "https://queue.fal.run"
    rest: str = "https://rest.fal.ai"
    cdn: str = "https://v3.fal.media"
    platform: str = "https://api.fal.ai/v1"
    aliases: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in _NAMES:
            object.__setattr__(self, name, _base(name, getattr(self, name)))
        # Lower case and without doubles; a set would have no order to show.
        object.__setattr__(self, "aliases", tuple(sorted({each.lower() for each in self.aliases})))

    @property
    def signed(self) -> frozenset[str]:
        """The hosts that may see the key."""
        return _places((self.run, self.queue, self.rest, self.platform))

    @property
    def is_own(self) -> bool:
        """Whether none of those is fal's: keys may then have any form."""
        return all(not _is_fal(host) for host in self.signed)

    def followed(self, url: object, ending: str) -> str | None:
        """
        Return a server-given URL if it is safe to send the key there.

        It must be on the queue's own server and below its base, and its path must end as
        it is expected to. Its query is left out.
        """
        if self._leads_to_queue(url):
            plain = str(url).rstrip("/")
            return plain if plain.endswith(ending) and "/../" not in plain else None
        parts = _split(url)
        base = urlsplit(self.queue)
        if parts is None or (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
            return None
        path = parts.path.rstrip("/")
        if not path.startswith(f"{base.path}/") or "/../" in path or not path.endswith(ending):
            return None
        return f"{parts.scheme}://{parts.netloc}{path}"

    def stranger(self, url: object) -> str | None:
        """
        Return the host that a server-given URL leads to, if it is none that is known.

        Known are the configured hosts, their aliases, and fal's own, whose names a gateway
        need not rewrite. A port makes no other host.
        """
        if self._leads_to_queue(url) or not isinstance(url, str) or not _ABSOLUTE.match(url):
            return None
        parts = _split(url)
        if parts is None:
            return url.partition("//")[2][:200]
        host = parts.hostname or ""
        known = {urlsplit(getattr(self, name)).hostname for name in _NAMES}
        is_known = host in known or host in self.aliases or _is_fal(parts.netloc)
        return None if is_known else host

    def _leads_to_queue(self, url: object) -> bool:
        return isinstance(url, str) and _is_below(self.queue, url)

    def stores(self, url: object) -> bool:
        """Whether a URL is on a server that uploads, and the token for them, may go to."""
        parts = _split(url)
        if parts is None:
            return False
        base = urlsplit(self.cdn)
        if (parts.scheme, parts.netloc) == (base.scheme, base.netloc):
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and host.endswith(_STORAGE) and parts.port in {None, 443}

    def takes(self, url: object) -> bool:
        """Whether bytes may be put to a signed URL: over TLS, or on this machine in a test."""
        parts = _split(url)
        if parts is None:
            return False
        return parts.scheme == "https" or _stays_here(self.rest, parts)

    def webhook_trouble(self, url: object) -> str | None:
        """Return why nothing may be reported to a URL: it takes TLS, or this machine in a test."""
        parts = _split(url)
        if parts is None and isinstance(url, str) and re.match(r"(?i)https://[^/]", url):
            return "has a user, a blank or a port that makes no sense in it"
        if parts is None or not (parts.scheme == "https" or _stays_here(self.queue, parts)):
            return "is no HTTPS URL, so nobody could be sure who reads the results"
        return None


@lru_cache(maxsize=256)
def _is_below(base: str, url: str) -> bool:
    # Nearly every URL is, in plain characters, and need not be taken apart.
    return url.startswith(f"{base}/") and bool(_is_plain(url[len(base) :]))


def hosts_from_environment() -> Hosts:
    """
    Return the hosts that the environment names, and fal's own otherwise.

    A value without a scheme means HTTPS, as it does for the official client.

    Raises:
        ConfigurationError: if a value makes no sense.
    """
    names = (*_NAMES.values(), _ALIASES)
    return _named(tuple((name, os.environ.get(name, "")) for name in names))


@lru_cache(maxsize=8)
def _named(values: tuple[tuple[str, str], ...]) -> Hosts:
    given = dict(values)
    run, queue = given["FAL_RUN_HOST"], given["FAL_QUEUE_RUN_HOST"]
    if run and not queue:
        given["FAL_QUEUE_RUN_HOST"] = _queue_beside(run)
    urls = {name: given[variable] for name, variable in _NAMES.items() if given[variable]}
    return Hosts(**urls, aliases=[each for each in re.split(r"[\s,]+", given[_ALIASES]) if each])


def _queue_beside(run: str) -> str:
    scheme, mark, rest = run.rpartition("://")
    try:
        ipaddress.ip_address(urlsplit(f"//{rest}").hostname or "")
    except ValueError:
        return f"{scheme}{mark}queue.{rest}"
    raise ConfigurationError(
        f"FAL_RUN_HOST is the address {run!r}, so the host of the queue cannot be derived from it.",
        hint="Set FAL_QUEUE_RUN_HOST too.",
    )


def _base(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(
            f"The base URL for {name!r} ({_NAMES[name]}) is of type {type(value).__name__!r}.",
            hint="Give a text, or leave it out.",
        )
    url = value if "://" in value else f"https://{value}"
    parts = _split(url)
    what = f"The base URL {shown(value)!r} for {name!r} ({_NAMES[name]})"
    if parts is None or parts.query or parts.fragment or parts.scheme not in {"http", "https"}:
        raise ConfigurationError(f"{what} makes no sense.", hint="Use https://host/path.")
    if parts.scheme == "http" and not is_loopback(parts.netloc):
        raise ConfigurationError(
            f"{what} is plain HTTP to another machine, which would show the key to everyone.",
            hint="Use an https URL.",
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def shown(url: object) -> str:
    """Return a URL in a form that may be shown: without a password and without a query."""
    return re.sub(r"//[^/]*@", "//", str(url).partition("?")[0])


def _stays_here(base: str, parts: SplitResult) -> bool:
    is_here = is_loopback(urlsplit(base).netloc) and is_loopback(parts.netloc)
    return parts.scheme == "http" and is_here


@lru_cache(maxsize=64)
def _places(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(urlsplit(url).netloc for url in urls)


def _split(url: object) -> SplitResult | None:
    return _split_text(url) if isinstance(url, str) else None


# Several are asked for each job, all of them more than once.
@lru_cache(maxsize=1024)
def _split_text(url: str) -> SplitResult | None:
    if _UNSOUND.search(url) is not None:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if not parts.hostname or "@" in parts.netloc:
        return None
    return parts._replace(netloc=parts.netloc.lower())


def _is_fal(netloc: str) -> bool:
    host = urlsplit(f"//{netloc}").hostname or ""
    return host in _FALS or host.endswith(tuple(f".{each}" for each in _FALS))
