"""The constraints of a schema, as far as they make sense together."""

from __future__ import annotations

__all__ = ("read_bounds",)

import math
import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from ..spi._bounds import keep_tighter

# Numbers beyond are not the same in every program that reads JSON.
WHOLE = 2**53 - 1
LONGEST = 100_000
_NUMBERS = {"minimum": "ge", "exclusiveMinimum": "gt", "maximum": "le", "exclusiveMaximum": "lt"}
_LENGTHS = {
    "string": {"minLength": "min_length", "maxLength": "max_length"},
    "array": {"minItems": "min_length", "maxItems": "max_length"},
}


def read_bounds(schema: Mapping[str, Any], where: str, doubts: list[str]) -> dict[str, Any]:
    """Return the constraints by our names; what makes no sense is left out and said."""
    kind = schema.get("type")
    if kind in {"integer", "number"}:
        found = _numbers(schema, is_whole=kind == "integer")
    elif kind in _LENGTHS:
        found = _lengths(schema, _LENGTHS[kind])
    else:
        return {}
    if not _is_possible(found, is_whole=kind == "integer"):
        doubts.append(f"{where}: no value is within its limits; they are left out.")
        found = {}
    step = schema.get("multipleOf")
    if step is not None and kind == "integer":
        _add_step(found, step, where, doubts)
    elif step is not None and kind == "number":
        doubts.append(f"{where}: it must be a multiple of {step!r}, which a rule has to say.")
    pattern = schema.get("pattern")
    if pattern is not None and kind == "string":
        if _is_pattern(pattern):
            found["pattern"] = pattern
        else:
            doubts.append(f"{where}: its pattern is not one that can be checked here.")
    return found


def _numbers(schema: Mapping[str, Any], *, is_whole: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for keyword, name in _NUMBERS.items():
        value = schema.get(keyword)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if not math.isfinite(value) or abs(value) > 1e300:
            continue
        if is_whole:
            # What lies between two whole numbers is another bound for whole ones.
            rounded = math.ceil(value) if name in {"ge", "lt"} else math.floor(value)
            found[name] = rounded
        else:
            found[name] = value
    for keyword, name, strict in (
        ("exclusiveMinimum", "ge", "gt"),
        ("exclusiveMaximum", "le", "lt"),
    ):
        # In older documents it says of the other bound what it is.
        if schema.get(keyword) is True and name in found:
            found[strict] = found.pop(name)
    return keep_tighter(found)


def _lengths(schema: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for keyword, name in names.items():
        value = schema.get(keyword)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            found[name] = value
    return found


def _is_possible(bounds: Mapping[str, Any], *, is_whole: bool) -> bool:
    if bounds.get("min_length", 0) > min(bounds.get("max_length", LONGEST), LONGEST):
        return False
    least = max(bounds.get("ge", -WHOLE), bounds.get("gt", -WHOLE))
    most = min(bounds.get("le", WHOLE), bounds.get("lt", WHOLE))
    if is_whole:
        least = max(bounds.get("ge", -WHOLE), bounds.get("gt", -WHOLE - 1) + 1)
        most = min(bounds.get("le", WHOLE), bounds.get("lt", WHOLE + 1) - 1)
    elif least == most and ("gt" in bounds or "lt" in bounds):
        return False
    return bool(least <= most)


def _add_step(found: dict[str, Any], step: Any, where: str, doubts: list[str]) -> None:
    whole = isinstance(step, (int, float)) and not isinstance(step, bool) and step >= 1
    if not whole or not math.isfinite(step) or step != int(step):
        doubts.append(f"{where}: it must be a multiple of {step!r}, which is no step.")
        return
    size = int(step)
    least = found.get("ge", found.get("gt", -WHOLE - 1) + 1)
    most = found.get("le", found.get("lt", WHOLE + 1) - 1)
    if -(-least // size) * size > most:
        doubts.append(f"{where}: no multiple of {size} is within its limits; left out.")
    elif size > 1:
        found["multiple_of"] = size


def _is_pattern(pattern: Any) -> bool:
    if not isinstance(pattern, str) or len(pattern) > 500:
        return False
    try:
        re.compile(pattern)
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (re.error, SchemaError, RecursionError, OverflowError):
        return False
    return True
