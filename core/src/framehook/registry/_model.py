"""One row of the list of models."""

from __future__ import annotations

__all__ = ("Model", "model_of")

from typing import TYPE_CHECKING, NamedTuple

from ._grammar import normal

if TYPE_CHECKING:
    from ._catalogue import Line
    from ._state import Entry, State


class Model(NamedTuple):
    """
    An endpoint as a list shows it, without its schema.

    Attributes:
        id: The endpoint id.
        family: The distribution without `framehook-`; `None` for an object passed in.
        distribution: Who provides it; `None` for an object passed in.
        version: The version of the distribution.
        state: Whether it can be used.
        title: Its name for people, if the family says one.
        task: What it makes from what, `image-to-video` for instance.
        retired: Since when the service no longer runs it, `YYYY-MM`.
        replacement: The endpoint to use instead.
        why: Why it cannot be used; empty if it can.
        fix: What to do about that; empty if nothing.

    Example:
        ```python
        for model in Registry().models():
            print(model.id, model.state.value, model.title)
        ```
    """

    id: str
    family: str | None
    distribution: str | None
    version: str | None
    state: State
    title: str | None = None
    task: str | None = None
    retired: str | None = None
    replacement: str | None = None
    why: str = ""
    fix: str = ""


def model_of(entry: Entry, line: Line) -> Model:
    """Return the row of an entry, with what its family says about it."""
    return Model(
        id=entry.name,
        family=entry.distribution and normal(entry.distribution).removeprefix("framehook-"),
        distribution=entry.distribution,
        version=entry.version,
        state=entry.state,
        why=entry.why,
        fix=entry.fix,
        **line._asdict(),
    )
