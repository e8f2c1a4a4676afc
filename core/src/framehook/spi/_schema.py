"""The bases of input and output models, and the units of their fields."""

from __future__ import annotations

__all__ = (
    "Always",
    "Fps",
    "FrameCount",
    "FrameIndex",
    "Input",
    "Output",
    "Pixels",
    "Seconds",
    "Seed",
    "Steps",
    "Unit",
)

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import core_schema

from ._exacting import exacting
from ._file import File, IsFile
from ._pointer import join
from ._record import record


@record(frozen=True, slots=True)
class Unit:
    """
    Says what a number counts.

    Example:
        ```python
        from typing import Annotated

        Gain = Annotated[float, Unit("dB")]
        ```
    """

    name: str

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "x-framehook-unit": self.name}


@record(frozen=True, slots=True)
class Always:
    """
    Marks a field that is sent even where the caller did not set it.

    Example:
        ```python
        from typing import Annotated

        class Dream(Input):
            is_checked: Annotated[bool, Always()] = True
        ```
    """


FrameCount: TypeAlias = Annotated[int, Unit("frames")]
FrameIndex: TypeAlias = Annotated[int, Unit("frame index")]
Fps: TypeAlias = Annotated[float, Unit("frames per second")]
Seconds: TypeAlias = Annotated[float, Unit("seconds")]
Pixels: TypeAlias = Annotated[int, Unit("pixels")]
Steps: TypeAlias = Annotated[int, Unit("steps")]
Seed: TypeAlias = Annotated[int, Unit("seed")]


class Input(BaseModel):
    """
    Base of every input model, and of the objects nested in one.

    Names that the model does not have are errors, and `None` counts as not given. A
    `bool` is no number, and a text has to be one that can be sent.

    Example:
        ```python
        class Dream(Input):
            prompt: str
            num_frames: FrameCount = 24

        assert Dream(prompt="a tide", num_frames=None).model_fields_set == {"prompt"}
        ```
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
        use_attribute_docstrings=False,
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Hold numbers and texts to what they are."""
        schema: core_schema.CoreSchema = exacting(handler(source), cls)
        return schema

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: item for name, item in value.items() if item is not None}
        return value


class Output(BaseModel):
    """
    Base of every output model.

    Only the field named `primary` is required. Any other field that does not have the
    declared shape becomes `None`, and unknown keys are kept: a paid result is never lost
    to a schema.

    Attributes:
        primary: Name of the one required field.

    Example:
        ```python
        class Dreamt(Output):
            video: File
            seed: int | None = None

        dreamt = Dreamt.model_validate({"video": {"url": "https://x.example/a"}, "seed": "?"})
        assert dreamt.seed is None
        ```
    """

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)

    primary: ClassVar[str] = "video"

    @field_validator("*", mode="wrap")
    @classmethod
    def _forgive(
        cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if info.field_name == cls.primary:
                raise
            return None

    def files(self) -> list[tuple[str, File]]:
        """Return every file of the result with its JSON pointer, the primary one first."""
        found = list(_files_in(self, ""))
        if len(found) < 2:
            return found
        first = f"/{self.primary}/"
        return sorted(found, key=lambda item: not f"{item[0]}/".startswith(first))


_LEAVES = frozenset({NoneType, bool, float, int, str})


def _files_in(value: Any, path: str) -> Iterator[tuple[str, File]]:
    if type(value) in _LEAVES:
        return  # Whether it is a model or a mapping takes long to find out.
    if isinstance(value, File):
        yield path, value
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        for name, field in fields.items():
            item = getattr(value, name)
            if isinstance(item, str) and any(isinstance(mark, IsFile) for mark in field.metadata):
                yield f"{path}/{name}", File(url=item)
            else:
                yield from _files_in(item, f"{path}/{name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _files_in(item, path + join(key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _files_in(item, f"{path}/{index}")
