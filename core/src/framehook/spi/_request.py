"""One request to a service, and what comes back."""

from __future__ import annotations

__all__ = ("Budget", "Form", "Read", "Request", "Response", "Send", "Slice", "Source")

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable
from urllib.parse import urlsplit

from ._command import Command
from ._parse import parsed
from ._record import record

# Nearly all URLs have a scheme and a host in plain characters: these need not be taken apart.
_PLAIN = re.compile(r"([a-z]+)://([a-z0-9.:-]+)(?:[/?#]|\Z)")
_as_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
Budget = Literal["connect", "submit", "wait", "transfer"]


@runtime_checkable
class Source(Protocol):
    """
    Bytes that can be read more than once: a file, a buffer, what a hook made.

    Only drivers and transports open a source. `open` raises
    `framehook.FileNotReadableError` where there is nothing to read.
    """

    @property
    def name(self) -> str:
        """A file name, without folders."""
        ...

    @property
    def size(self) -> int | None:
        """Number of bytes, or `None` if it is unknown."""
        ...

    def open(self, start: int = 0) -> Iterator[bytes]:
        """Yield the bytes from `start` on, in pieces of at most one mebibyte."""
        ...


class Slice(NamedTuple):
    """
    A part of a source, on its way to a service. `length=None` means to the end.

    Example:
        ```python
        part = Slice(BytesSource(b"0123456789"), "video/mp4", start=4, length=3)
        assert part.source.size == 10
        ```
    """

    source: Source
    media_type: str
    start: int = 0
    length: int | None = None


class Form(NamedTuple):
    """
    A `multipart/form-data` body: text and files by name, in this order.

    Example:
        ```python
        clip = Slice(BytesSource(b"..."), "video/mp4")
        form = Form([("prompt", "a tide"), ("clip", clip)])
        assert not Request("POST", "https://api.example/jobs", body=form).is_read
        ```
    """

    fields: Sequence[tuple[str, str | Slice]]


@record(frozen=True, slots=True)
class Request:
    """
    One request, for any service and any transport.

    Attributes:
        method: An HTTP method in capitals.
        url: Absolute. Its scheme selects the transport.
        headers: Names and values; names in any case. A `repr` leaves them out, since one of
            them is the secret.
        body: Nothing, bytes, a part of a source (streamed), or a form (streamed).
        budget: Which of the caller's time limits applies.
        signed: Whether core may add the secret. It does so only for the service's hosts.
        repeatable: Whether a POST merely reads, so that it may be sent again.
        leave: Core's own. A transport calls it right before it sends the first byte, once it
            has waited for whatever it waits for; if it raises, nothing may be sent.

    Example:
        ```python
        request = Request("GET", "https://api.example/jobs/7")
        assert request.host == "api.example" and request.is_read
        ```
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | Slice | Form | None = field(default=None, repr=False)
    budget: Budget = "wait"
    signed: bool = True
    repeatable: bool = False
    leave: Callable[[], None] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def with_json(cls, method: str, url: str, value: Any, **more: Any) -> Request:
        """Make a request with a JSON body. `more` are the other attributes."""
        headers = (("content-type", "application/json"), *more.pop("headers", ()))
        body = _as_json(value).encode()
        return cls(method, url, headers=headers, body=body, **more)

    @property
    def scheme(self) -> str:
        """The scheme of the URL, in lower case."""
        return _parts(self.url)[0]

    @property
    def host(self) -> str:
        """The host of the URL with its port, if it names one, in lower case."""
        return _parts(self.url)[1]

    @property
    def is_read(self) -> bool:
        """Whether sending it twice is the same as sending it once."""
        return self.repeatable or self.method in {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}

    def with_headers(self, *headers: tuple[str, str]) -> Request:
        """Return a copy with these headers, replacing those of the same name."""
        names = {name.lower() for name, _ in headers}
        kept = [pair for pair in self.headers if pair[0].lower() not in names]
        return Request(
            self.method,
            self.url,
            (*kept, *headers),
            self.body,
            self.budget,
            self.signed,
            self.repeatable,
            self.leave,
        )

    def depart(self) -> None:
        """
        Say, as a transport, that the first byte is about to be sent.

        Raises:
            TransportError: if it must not be any more, with `sent="no"`.
        """
        if self.leave is not None:
            self.leave()


# Several look at each URL, one after the other.
@lru_cache(maxsize=256)
def _parts(url: str) -> tuple[str, str]:
    plain = _PLAIN.match(url)
    if plain is not None:
        return plain[1], plain[2]
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.rpartition("@")[2].lower()


class Response(NamedTuple):
    """
    A whole answer, whatever its status.

    Header names are in lower case.

    Example:
        ```python
        reply = Response(200, {"content-type": "application/json"}, b'{"a": 1}', "https://api.example")
        assert reply.status == 200
        ```
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 200 to 299."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """
        Return the body as JSON.

        Raises:
            ValueError: if it is not JSON.
        """
        return parsed(self.body)


@record(frozen=True, slots=True)
class Send(Command[Response]):
    """
    Send a request and wait for the whole answer, whatever its status.

    In a flow of a plugin the request must be one that can be repeated; core signs it,
    and repeats it where that may help.

    Attributes:
        request: The request.
        final: Says that an answer with an error status is the last word, and asking again
            would not change it: how a job ended, for instance.

    Example:
        ```python
        def state(url: str) -> Flow[int]:
            return (yield from Send(Request("GET", url))).status
        ```
    """

    request: Request
    final: Callable[[Response], bool] | None = None


@record(frozen=True, slots=True)
class Read(Command[bytes]):
    """
    Read a part of a source into memory, for a service that takes files as text.

    Raises `framehook.FileNotReadableError` in the flow that asked, if there is nothing to
    read or there are more than `limit` bytes.

    Example:
        ```python
        def inlined(data: Slice) -> Flow[bytes]:
            return (yield from Read(data, limit=1 << 20))
        ```
    """

    data: Slice
    limit: int
