"""What rules, prices and runners look at."""

from __future__ import annotations

__all__ = ("View",)

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Generic, TypeVar

from ._record import record

if TYPE_CHECKING:
    from ._facts import Facts

T_co = TypeVar("T_co", covariant=True)


@record(frozen=True, slots=True, kw_only=True)
class View(Generic[T_co]):
    """
    What a rule, a price or a runner may look at.

    Attributes:
        endpoint: Endpoint id.
        input: The validated input, with defaults in it.
        given: Names of the top-level fields that the caller set.
        media: What is known of each media argument, by JSON pointer.

    Example:
        ```python
        seen = {"/image_url": Facts(size=(640, 480))}
        view = View(endpoint="my-team/dream", input=None, media=seen)
        assert view.facts("/image_url").size == (640, 480) and view.facts("/other").size is None
        ```
    """

    endpoint: str
    input: T_co
    given: frozenset[str] = frozenset()
    media: Mapping[str, Facts] = field(default_factory=dict)

    def facts(self, pointer: str) -> Facts:
        """Return what is known of a media argument; nothing, if it was not given."""
        known = self.media.get(pointer)
        if known is not None:
            return known
        from ._facts import Facts  # Most rules ask for what is there.

        return Facts()
