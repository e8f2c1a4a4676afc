"""A file of a result."""

from __future__ import annotations

__all__ = ("File", "IsFile")

from contextlib import suppress
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    create_model,
    field_validator,
)

from ._record import record

# With the first model of a process, pydantic looks for plugins of its own among everything
# that is installed, and one unreadable entry_points.txt, whosever it is, makes that fail. It
# looks once: the models that follow do without.
with suppress(Exception):
    create_model("First")


class File(BaseModel):
    """
    A file that a service made. It can be an argument of the next call as it is.

    Only `url` is certain. Keys that are not listed here are kept, and what does not have
    the declared shape becomes `None`.

    Example:
        ```python
        file = File(url="https://cdn.example/out.mp4", width=1280)
        assert file.url.endswith("out.mp4") and file.model_extra == {"width": 1280}
        ```
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    url: str = Field(description="Where the file is.")
    content_type: str | None = Field(default=None, description="Media type such as video/mp4.")
    file_name: str | None = Field(default=None, description="Name the service gave it.")
    file_size: int | None = Field(default=None, description="Size in bytes.")
    file_data: str | None = Field(default=None, description="The bytes themselves, where inlined.")

    @field_validator("*", mode="wrap")
    @classmethod
    def _forgive(
        cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if info.field_name == "url":
                raise
            return None

    def _repr_html_(self) -> str:
        from ._html import player  # For notebooks.

        kind = self.content_type or ""
        return player(self.url, kind, self.file_name or self.url.rpartition("/")[2])


@record(frozen=True, slots=True)
class IsFile:
    """
    Marks a text field of an output whose text is the URL of a file.

    Example:
        ```python
        from typing import Annotated

        class Dreamt(Output):
            video: Annotated[str, IsFile()]

        dreamt = Dreamt(video="https://cdn.example/a.mp4")
        assert [pointer for pointer, _ in dreamt.files()] == ["/video"]
        ```
    """
