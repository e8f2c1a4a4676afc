"""What the proxy itself answers, in the form of fal's own errors."""

from __future__ import annotations

__all__ = ("Refusal",)

import json
from collections.abc import Sequence

from framehook.spi import Json


class Refusal(Exception):
    """
    The proxy does not forward a request, or has nothing to hand back.

    Args:
        status: The status of the answer.
        words: What is wrong, for people.
        error_type: A stable word for programs.
        items: Single findings, each with `loc`, `msg` and `type`.
        headers: More headers.
    """

    def __init__(
        self,
        status: int,
        words: str,
        *,
        error_type: str,
        items: Sequence[Json] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(words)
        self.status = status
        self.error_type = error_type
        self._items = items
        self._headers = headers

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers of the answer, but for its length."""
        return (
            ("content-type", "application/json"),
            ("x-fal-error-type", self.error_type),
            *self._headers,
        )

    @property
    def body(self) -> bytes:
        """The answer: `detail` has the findings or a sentence."""
        detail: Json = [*self._items] if self._items else str(self)
        told = {"detail": detail, "error_type": self.error_type}
        return json.dumps(told, ensure_ascii=False).encode()
