"""Checking notifications outside of a client."""

from __future__ import annotations

__all__ = ("Verifier", "verify")

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from framehook.spi import Flow, Response, Send, Sleep, Timeouts, Transport, TransportError
from framehook.transports import HttpxTransport

from ._hosts import Hosts, hosts_from_environment
from ._jwks import KeySet
from ._notice import Notice

T = TypeVar("T")

_PAUSES = (0.5, 2.0)


def _now() -> datetime:
    return datetime.now(UTC)


def _transport() -> Transport:
    return HttpxTransport(connect=Timeouts().connect)


class Verifier:
    """
    Checks notifications, and remembers fal's public keys for at most a day.

    Any thread may use it. It blocks while it fetches the keys, which is at the first
    notification and then once a day.

    Args:
        hosts: Where the servers are; by default what the environment says.
        user_id: Whose notifications are wanted. A signature says that fal sent it, not
            that it is about a request of yours.
        keys: A JSON web key set to use instead of fal's.
        transport: Makes what fetches the keys.
        now: The time.
        sleep: Waits between two tries.

    Example:
        ```python
        from framehook_fal.webhooks import Signer, Verifier

        signer = Signer()
        verifier = Verifier(keys=signer.jwks)
        body = b'{"request_id": "r1", "status": "OK", "payload": {}}'
        assert verifier.verify(signer.headers(body, "r1"), body).ok
        ```
    """

    def __init__(
        self,
        *,
        hosts: Hosts | None = None,
        user_id: str | None = None,
        keys: Mapping[str, Any] | None = None,
        transport: Callable[[], Transport] | None = None,
        now: Callable[[], datetime] = _now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._hosts = hosts
        self._user_id = user_id
        self._transport = transport or _transport
        self._now = now
        self._sleep = sleep
        self._keys = KeySet(keys)

    def now(self) -> datetime:
        """Return the time by its clock."""
        return self._now()

    def verify(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """
        Check a notification, and only then read it.

        Args:
            headers: Names in any case.
            body: The body, byte for byte as it came.

        Raises:
            ReplyError: if it does not come from fal, is too old, or is for someone else;
                or if fal's keys cannot be had.
            TransportError: if fal cannot be reached to ask for its keys.
            ConfigurationError: if the extra `webhooks` is not installed.
        """
        hosts = self._hosts or hosts_from_environment()
        flow = self._keys.checked(headers, body, self._now(), hosts, user_id=self._user_id)
        return self._finish(flow)

    def _finish(self, flow: Flow[T]) -> T:
        answer: object = None
        while True:
            try:
                command = flow.send(answer)
            except StopIteration as stop:
                result: T = stop.value
                return result
            if isinstance(command, Send):
                answer = self._send(command)
            else:
                assert isinstance(command, Sleep)
                self._sleep(command.seconds)
                answer = None

    def _send(self, command: Send) -> Response:
        # Keys are fetched once a day: no connection is kept for them.
        transport = self._transport()
        try:
            for pause in _PAUSES:
                try:
                    reply = transport.send(command.request, Timeouts().wait)
                    if reply.status < 500:
                        return reply
                except TransportError:
                    pass
                self._sleep(pause)
            return transport.send(command.request, Timeouts().wait)
        finally:
            transport.close()


def verify(headers: Mapping[str, str], body: bytes, *, user_id: str | None = None) -> Notice:
    """
    Check a notification with a verifier that is shared by the process.

    Args:
        headers: Names in any case.
        body: The body, byte for byte as it came.
        user_id: Whose notifications are wanted.

    Raises:
        ReplyError: if it does not come from fal, is too old, or is for someone else.
        TransportError: if fal cannot be reached to ask for its keys.
        ConfigurationError: if the extra `webhooks` is not installed.
    """
    return _shared(user_id).verify(headers, body)


@cache
def _shared(user_id: str | None) -> Verifier:
    return Verifier(user_id=user_id)
