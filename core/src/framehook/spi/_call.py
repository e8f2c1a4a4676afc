"""An endpoint plus validated arguments: a value, not yet sent."""

from __future__ import annotations

__all__ = ("Call",)

from collections.abc import Mapping
from dataclasses import field, replace
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from ._json import Json, Obj
from ._media import Media
from ._pointer import join, put
from ._record import record
from ._schema import Always, Input
from ._view import View

if TYPE_CHECKING:
    from ._endpoint import Endpoint
    from ._facts import Facts

Out = TypeVar("Out")
# Most values are of these types, and nothing is in them.
_PLAIN = frozenset({bool, float, int, str, NoneType})


@record(frozen=True, slots=True)
class Call(Generic[Out]):
    """
    An endpoint plus validated arguments. Make one by calling the endpoint.

    Attributes:
        endpoint: The endpoint.
        input: The validated input.
        extra: Fields that the model does not know, sent as they are.
        skipped: Codes of rules that this call does without.

    Example:
        ```python
        from framehook_magi import text_to_video

        call = text_to_video(prompt="the tide comes in", num_frames=96)
        assert call.arguments() == {
            "prompt": "the tide comes in", "num_frames": 96, "enable_safety_checker": True
        }
        ```
    """

    endpoint: Endpoint[..., Any, Out]
    input: Input
    extra: Obj = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    _media: dict[str, Media] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def given(self) -> frozenset[str]:
        """Names of the fields that the caller set."""
        return frozenset(self.input.model_fields_set)

    def with_extra(self, fields: Mapping[str, Json]) -> Call[Out]:
        """Return a call that also sends fields which are newer than the model."""
        return replace(self, extra={**self.extra, **fields})

    def without(self, *codes: str) -> Call[Out]:
        """Return a call that is not held to these rules."""
        return replace(self, skipped=self.skipped | frozenset(codes))

    def media(self) -> dict[str, Media]:
        """Return every media argument by its JSON pointer, in the order of the fields."""
        if self._media is None:
            object.__setattr__(self, "_media", dict(_media_in(self.input, "")))
        return dict(self._media or {})

    def view(self, media: Mapping[str, Facts] | None = None) -> View[Any]:
        """Return what rules and prices look at, with what is known of the media."""
        return View(
            endpoint=self.endpoint.id, input=self.input, given=self.given, media=media or {}
        )

    def arguments(self, placed: Mapping[str, Json] | None = None) -> dict[str, Json]:
        """
        Return the body to send: what the caller set, in the wire's form.

        Args:
            placed: What stands for each media argument, by JSON pointer. Without it, a
                URL stands for itself and a file is shown by its name.
        """
        body: dict[str, Json] = self.input.model_dump(
            mode="json", by_alias=True, exclude_unset=True
        )
        for name, wire_name in _always(type(self.input)):
            body[wire_name] = getattr(self.input, name)
        for pointer, value in (placed or {}).items():
            put(body, _on_the_wire(self.input, pointer), value)
        return {**body, **self.extra}


@lru_cache(maxsize=256)
def _always(model: type[Input]) -> tuple[tuple[str, str], ...]:
    """Return the fields that are sent even where nobody set them, by both their names."""
    return tuple(
        (name, info.serialization_alias or name)
        for name, info in model.model_fields.items()
        if any(isinstance(mark, Always) for mark in info.metadata)
    )


def _on_the_wire(value: Any, pointer: str) -> str:
    """Return a pointer with the names that fields have in JSON."""
    found = ""
    for part in pointer.split("/")[1:]:
        key: str | int = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, BaseModel):
            info = type(value).model_fields.get(str(key))
            value = getattr(value, str(key), None)
            key = (info.serialization_alias if info is not None else None) or key
        elif isinstance(value, (list, tuple)):
            value = value[int(key)]
        elif isinstance(value, Mapping):
            value = value.get(key)
        found += join(key)
    return found


def _media_in(value: Any, path: str) -> list[tuple[str, Media]]:
    if isinstance(value, Media):
        return [(path, value)]
    if isinstance(value, BaseModel):
        names = type(value).model_fields
        items: list[tuple[str | int, Any]] = [(name, getattr(value, name)) for name in names]
    elif isinstance(value, Mapping):
        items = list(value.items())
    elif isinstance(value, (list, tuple)):
        items = list(enumerate(value))
    else:
        return []
    return [
        found
        for key, item in items
        if type(item) not in _PLAIN
        for found in _media_in(item, path + join(key))
    ]
