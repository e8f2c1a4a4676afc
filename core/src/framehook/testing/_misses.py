"""Arguments that a model must refuse, each for exactly one reason."""

from __future__ import annotations

__all__ = ("Miss", "just_outside", "right_arguments")

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from ._shape import Shape, fields_of
from ._strategies import MEDIA_URLS

UNKNOWN = "no_such_field"
# Values that hardly any type takes; the first that is refused serves as a wrong one.
STRANGE: tuple[Any, ...] = (["no such value"], {"no": "such value"}, "no such value", -0.5)
# Among these are texts that match the usual patterns, and texts that do not.
TEXTS = ("x", "1", "1.5", "16:9", "#00ff00", "a-b", "a/b", "en", "EN", "\n", "", "no such text!")
WRONG_TYPE: dict[str, Any] = {
    "bool": "neither",
    "int": "no number",
    "float": "no number",
    "str": ["no text"],
    "list": "no list",
    "dict": "no object",
    "model": "no object",
    "media": 5,
}


class Miss(NamedTuple):
    """
    Arguments with one fault.

    Attributes:
        arguments: The arguments, as JSON.
        path: JSON pointer of the fault.
        why: What is wrong, in a few words.

    Example:
        ```python
        miss = Miss({"num_frames": 95}, "/num_frames", "below 96")
        assert miss.path == "/num_frames"
        ```
    """

    arguments: dict[str, Any]
    path: str
    why: str


class _Fault(NamedTuple):
    value: Any
    path: str
    why: str


def just_outside(model: type[BaseModel], base: Mapping[str, Any] | None = None) -> list[Miss]:
    """
    Return arguments that miss a model's schema, one constraint at a time.

    Each of them is right but for one value, which lies just beyond a bound, is of another
    type, or is missing. A model has to answer with one error at exactly that path.

    Args:
        model: A pydantic model.
        base: Arguments that are right, to start from. Without them the kit makes some up.
            Fields that stand here may have types of which the kit knows no values.

    Raises:
        TypeError: if a field has a type, or a pattern, of which no values are known.

    Example:
        ```python
        from pydantic import BaseModel, Field

        class Dream(BaseModel):
            frames: int = Field(le=48)

        assert Miss({"frames": 49}, "/frames", "le 48") in just_outside(Dream)
        ```
    """
    return [Miss(*fault) for fault in _in_model(model, (), base or {})]


def right_arguments(model: type[BaseModel]) -> dict[str, Any]:
    """
    Return the smallest arguments that a model takes, as JSON.

    Raises:
        TypeError: if a field has a type, or a pattern, of which no values are known.
    """
    return _right_model(model, {})


def _step(key: str | int) -> str:
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


def _in_model(
    model: type[BaseModel], within: tuple[type[BaseModel], ...], base: Mapping[str, Any]
) -> Iterator[_Fault]:
    if model in within:
        return
    right = _right_model(model, base)
    for name, info, shape in fields_of(model, _unshaped(model, base)):
        if info.is_required():
            rest = {key: value for key, value in right.items() if key != name}
            yield _Fault(rest, _step(name), "missing")
        for fault in () if shape is None else _faults(shape, (*within, model)):
            yield _Fault({**right, name: fault.value}, _step(name) + fault.path, fault.why)
    if model.model_config.get("extra") == "forbid":
        yield _Fault({**right, UNKNOWN: 1}, _step(UNKNOWN), "unknown field")


def _unshaped(model: type[BaseModel], base: Mapping[str, Any]) -> set[str]:
    """Return the fields that `base` excuses from having a known type."""
    excused: set[str] = set()
    for name in base:
        try:
            list(fields_of(model, {*base} - {name}))
        except TypeError:
            excused.add(name)
    return excused


def _faults(shape: Shape, within: tuple[type[BaseModel], ...]) -> Iterator[_Fault]:
    if shape.kind in WRONG_TYPE:
        yield _Fault(WRONG_TYPE[shape.kind], "", f"no {shape.kind}")
    match shape.kind:
        case "int" | "float":
            yield from _numbers(shape)
        case "str":
            yield from _lengths(shape, "x")
            yield from _patterns(shape)
        case "choice":
            yield _Fault(_stranger(shape.choices), "", "no choice")
        case "list":
            yield from _items(shape, within)
        case "dict":
            for fault in _faults(shape.parts[0], within):
                yield _Fault({"key": fault.value}, "/key" + fault.path, fault.why)
        case "model":
            assert shape.model is not None
            yield from _in_model(shape.model, within, {})
        case "media":
            yield _Fault("shore.mp4", "", "no URL")
        case "union":
            yield from _foreign(shape)
        case _:
            return


def _numbers(shape: Shape) -> Iterator[_Fault]:
    bounds, whole = shape.bounds, shape.kind == "int"
    step = bounds.get("multiple_of")
    for name, sign in (("ge", -1), ("le", 1)):
        if (bound := bounds.get(name)) is None:
            continue
        if step is not None:
            inside = bound // step if sign > 0 else -(-bound // step)
            beyond = (inside + sign) * step
        else:
            beyond = bound + sign if whole else math.nextafter(bound, sign * math.inf)
        yield _Fault(beyond, "", f"{name} {bound}")
    for name in ("gt", "lt"):
        if (bound := bounds.get(name)) is not None:
            yield _Fault(bound, "", f"{name} {bound}")
    if step is not None and not (whole and step == 1):
        right = _right(shape)
        part = 1 if whole else step / 2
        most = bounds.get("le", bounds.get("lt", math.inf))
        yield _Fault(right + part if right + part < most else right - part, "", f"multiple {step}")


def _patterns(shape: Shape) -> Iterator[_Fault]:
    if pattern := shape.bounds.get("pattern"):
        for text in TEXTS:
            if not re.search(pattern, text):
                yield _Fault(text, "", f"pattern {pattern}")
                return


def _lengths(shape: Shape, filling: Any) -> Iterator[_Fault]:
    least, most = shape.bounds.get("min_length", 0), shape.bounds.get("max_length")
    many = [filling]
    if least > 0:
        short = many * (least - 1)
        yield _Fault("".join(short) if shape.kind == "str" else short, "", f"min_length {least}")
    if most is not None:
        long = many * (most + 1)
        yield _Fault("".join(long) if shape.kind == "str" else long, "", f"max_length {most}")


def _items(shape: Shape, within: tuple[type[BaseModel], ...]) -> Iterator[_Fault]:
    (item,) = shape.parts
    if item.model in within:
        return
    filling = _right(item)
    yield from _lengths(shape, filling)
    others = [filling] * (shape.bounds.get("min_length", 1) - 1)
    for fault in _faults(item, within):
        yield _Fault([fault.value, *others], "/0" + fault.path, fault.why)


def _foreign(shape: Shape) -> Iterator[_Fault]:
    takes: TypeAdapter[Any] = TypeAdapter(shape.annotation)
    for value in STRANGE:
        try:
            takes.validate_python(value)
        except ValidationError:
            yield _Fault(value, "", "no member of the union")
            return


def _stranger(choices: tuple[Any, ...]) -> Any:
    if all(isinstance(choice, int) for choice in choices):
        return max(choices) + 1
    return "no such choice"


def _right_model(model: type[BaseModel], base: Mapping[str, Any]) -> dict[str, Any]:
    made = {
        name: _right(shape)
        for name, info, shape in fields_of(model, base)
        if shape is not None and info.is_required()
    }
    return {**made, **base}


def _right_text(shape: Shape) -> str:
    least, most = shape.bounds.get("min_length", 0), shape.bounds.get("max_length", math.inf)
    texts: list[str] = [*TEXTS, "x" * least]
    pattern = shape.bounds.get("pattern", "")
    for text in texts:
        if least <= len(text) <= most and re.search(pattern, text):
            return text
    raise TypeError(
        f"The kit knows no text that matches {pattern!r} and is {least} to {most} long. "
        "Pass right arguments: just_outside(model, base=arguments)."
    )


def _right(shape: Shape) -> Any:
    """Return one value that fits."""
    bounds = shape.bounds
    match shape.kind:
        case "bool":
            return True
        case "int" | "float":
            return _right_number(shape)
        case "str":
            return _right_text(shape)
        case "choice":
            return shape.choices[0]
        case "list":
            return [_right(shape.parts[0]) for _ in range(bounds.get("min_length", 0))]
        case "dict":
            return {}
        case "model":
            assert shape.model is not None
            return _right_model(shape.model, {})
        case "media":
            return MEDIA_URLS[shape.media]
        case "union":
            return _right(shape.parts[0])
        case "any":  # pragma: no branch
            return "x"


def _right_number(shape: Shape) -> Any:
    bounds, step = shape.bounds, shape.bounds.get("multiple_of")
    whole = shape.kind == "int"
    least = bounds.get("ge", bounds.get("gt"))
    most = bounds.get("le", bounds.get("lt"))
    if step is not None:
        number = 0 if least is None else -(-least // step) * step
        return number + step if number == bounds.get("gt") else number
    if least is None:
        return 0 if most is None or most > 0 else most - 1
    if "gt" not in bounds:
        return least
    return least + 1 if whole or most is None else (least + most) / 2
