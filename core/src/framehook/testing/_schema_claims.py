"""What the input and output models of an endpoint must be like."""

from __future__ import annotations

__all__ = ("SchemaClaims",)

from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from ..spi import Endpoint, Unit
from ._claim import TODO, claim
from ._plugin_claims import PluginClaims
from ._shape import peel, shape_of
from ._trial import Trial

# A field with one of these words in its name counts something.
_QUANTITIES = frozenset(
    {
        *("duration", "milliseconds", "ms", "seconds", "time", "timestamp"),
        *("fps", "frame", "frames", "seed", "step", "steps"),
        *("height", "pixels", "width"),
    }
)
_UNHEARD_OF = "framehook_unheard_of"


class SchemaClaims(PluginClaims):
    """Fields one by one."""

    @claim(
        "recommended",
        why="It is the help that users and their editors see.",
        mend="Write Field(description='…') for it.",
    )
    def test_every_field_is_described(self, endpoint: Endpoint[..., Any, Any]) -> Iterator[str]:
        """Every field of the input and of the output says what it is."""
        for model in (*_models(endpoint.model), *_models(endpoint.result_model)):
            for name, info in model.model_fields.items():
                text = (info.description or "").strip()
                if not text:
                    yield f"{model.__name__}.{name} has no description."
                elif text.startswith(TODO):
                    yield f"{TODO}: describe {model.__name__}.{name}."

    @claim(
        "recommended",
        why="24 may be frames, frames per second, or seconds.",
        mend="Use FrameCount, Seconds and the like of framehook.spi, or Annotated[int, Unit('…')].",
    )
    def test_quantities_have_units(self, endpoint: Endpoint[..., Any, Any]) -> Iterator[str]:
        """Every number that counts something says what."""
        for model in _models(endpoint.model):
            for name, info in model.model_fields.items():
                peeled = peel(info.annotation, tuple(info.metadata))
                if not _QUANTITIES & set(name.split("_")) or not _is_number(peeled.annotation):
                    continue
                if not any(isinstance(mark, Unit) for mark in peeled.marks):
                    yield f"{model.__name__}.{name} is a number without a unit."

    @claim(
        "required",
        why="Whoever sends the default by its value is refused.",
        mend="Change the default, or the constraint.",
    )
    def test_defaults_keep_to_their_own_bounds(
        self, endpoint: Endpoint[..., Any, Any]
    ) -> Iterator[str]:
        """Every default is a value that the field accepts."""
        for model in _models(endpoint.model):
            for name, info in model.model_fields.items():
                default = _default(info)
                wrong = "" if default is None else _refused(info, default)
                if wrong:
                    yield f"{model.__name__}.{name} has the default {default!r}: {wrong}"

    @claim(
        "optional",
        why="Only a Literal lets editors offer the values, and checkers refuse others.",
        mend="Write Literal['…', '…'].",
    )
    def test_closed_sets_are_literals(self, endpoint: Endpoint[..., Any, Any]) -> Iterator[str]:
        """Fields with a few allowed values say so with a Literal."""
        for model in _models(endpoint.model):
            for name, info in model.model_fields.items():
                peeled = peel(info.annotation, tuple(info.metadata))
                extra = info.json_schema_extra
                if isinstance(peeled.annotation, type) and issubclass(peeled.annotation, Enum):
                    yield f"{model.__name__}.{name} is the Enum {peeled.annotation.__name__!r}."
                elif isinstance(extra, dict) and "enum" in extra and not _has_literal(info):
                    yield f"{model.__name__}.{name} declares an enum and takes any value."

    @claim(
        "required",
        why="A service adds keys without asking, and a paid result must not be lost to one.",
        mend="Derive it from framehook.spi.Output, and do not forbid extra keys.",
    )
    def test_an_output_tolerates_unknown_keys(self, trial: Trial) -> Iterator[str]:
        """The output accepts a key that it does not know, and keeps it."""
        model = trial.endpoint.result_model
        if trial.least_result is None:
            pytest.skip(f"The kit knows no values for {model.__name__}.")
        try:
            made = model.model_validate({**trial.least_result, _UNHEARD_OF: 1})
        except ValidationError as exc:
            if not any(_UNHEARD_OF in error["loc"] for error in exc.errors()):
                pytest.skip(f"{model.__name__} has validators of its own.")
            yield f"{model.__name__} refuses a key that it does not know."
        else:
            if (made.model_extra or {}).get(_UNHEARD_OF) != 1:
                yield f"{model.__name__} drops a key that it does not know."

    @claim(
        "required",
        why="A result that lacks anything else is still worth its money.",
        mend="Give every other field a default of None, and name the one in primary.",
    )
    def test_an_output_requires_its_primary_field_alone(
        self, endpoint: Endpoint[..., Any, Any]
    ) -> Iterator[str]:
        """One field of the output is required, and it is the primary one."""
        model = endpoint.result_model
        required = {name for name, info in model.model_fields.items() if info.is_required()}
        if model.primary not in model.model_fields:
            yield f"{model.__name__}.primary is {model.primary!r}, which is no field of it."
        elif model.primary not in required:
            yield f"{model.__name__}.{model.primary} is the primary field and is not required."
        yield from (
            f"{model.__name__}.{name} is required." for name in sorted(required - {model.primary})
        )


def _models(
    model: type[BaseModel], seen: set[type[BaseModel]] | None = None
) -> list[type[BaseModel]]:
    found = set() if seen is None else seen
    if model in found or model.__module__.startswith("framehook."):
        return []
    found.add(model)
    inner = [part for info in model.model_fields.values() for part in _parts(info.annotation)]
    return [model, *(each for part in inner for each in _models(part, found))]


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    annotation = getattr(annotation, "__value__", annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _is_number(annotation: Any) -> bool:
    if get_origin(annotation) is Literal:
        values = get_args(annotation)
        return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values)
    return annotation in {int, float}


def _has_literal(info: FieldInfo) -> bool:
    try:
        shapes = [shape_of(info.annotation, info.metadata)]
    except TypeError:
        return False
    while shapes:
        shape = shapes.pop()
        if shape.kind == "choice":
            return True
        shapes += shape.parts
    return False


def _default(info: FieldInfo) -> Any:
    if info.is_required() or info.default_factory_takes_validated_data:
        return None
    return info.get_default(call_default_factory=True)


def _refused(info: FieldInfo, default: Any) -> str:
    try:
        takes: TypeAdapter[Any] = TypeAdapter(info.rebuild_annotation())
        takes.validate_python(default)
    except ValidationError as exc:
        return exc.errors()[0]["msg"] + "."
    return ""
