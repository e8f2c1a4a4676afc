"""One meaning, many spellings: values are read generously and sent in the wire's form."""

from __future__ import annotations

__all__ = ("AsDuration", "AsInteger", "AsRatio", "AsTier")

import re
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from ._record import record


@record(frozen=True, slots=True)
class AsDuration:
    """
    Reads `"5s"`, `"5 s"`, `5`, `5.0` and `"5"` as one form: `5`, `"5"` or `"5s"`.

    Attributes:
        form: A `number`, its `digits` as a text, or those with `s` behind them: `suffixed`.

    Example:
        ```python
        from typing import Annotated, Literal

        class Dream(Input):
            duration: Annotated[Literal["5", "10"], AsDuration("digits")] = "5"

        assert Dream(duration="10 s").duration == "10"
        ```
    """

    form: Literal["number", "digits", "suffixed"]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self._read, handler(source))

    def _read(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return value
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*s?\s*", str(value).lower())
        if found is None:
            return value
        number = _integer(float(found[1]))
        if self.form == "number":
            return number
        return f"{number}s" if self.form == "suffixed" else str(number)


@record(frozen=True, slots=True)
class AsInteger:
    """
    Reads `"16"` and `16.0` as 16; for closed sets of integers.

    Example:
        ```python
        from typing import Annotated, Literal

        class Dream(Input):
            steps: Annotated[Literal[8, 16], AsInteger()] = 8

        assert Dream(steps="16").steps == 16
        ```
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_integer, handler(source))


@record(frozen=True, slots=True)
class AsTier:
    """
    Reads `720`, `"720"` and `"720P"` as `"720p"`.

    Example:
        ```python
        from typing import Annotated, Literal

        class Dream(Input):
            resolution: Annotated[Literal["480p", "720p"], AsTier()] = "480p"

        assert Dream(resolution=720).resolution == "720p"
        ```
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_tier, handler(source))


@record(frozen=True, slots=True)
class AsRatio:
    """
    Reads `"16x9"`, `"16/9"` and `"AUTO"` as `"16:9"` and `"auto"`.

    Example:
        ```python
        from typing import Annotated, Literal

        class Dream(Input):
            shape: Annotated[Literal["16:9", "1:1"], AsRatio()] = "1:1"

        assert Dream(shape="16x9").shape == "16:9"
        ```
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(_ratio, handler(source))


def _integer(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d+\s*", value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _tier(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value}p"
    if isinstance(value, str):
        text = value.strip().lower()
        return f"{text}p" if text.isdigit() else text
    return value


def _ratio(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip().lower()
        return re.sub(r"^(\d+)\s*[x/:]\s*(\d+)$", r"\1:\2", text)
    return value
