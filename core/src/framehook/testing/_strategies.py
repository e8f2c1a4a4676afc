"""Arguments that fit a model, for tests that want every kind of them."""

from __future__ import annotations

__all__ = ("MEDIA_URLS", "arguments_for")

import math
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel

from ..spi import Input
from ._shape import Shape, fields_of

# What JSON carries between machines without loss.
WHOLE = 2**53 - 1
LONGEST_TEXT = 60
LONGEST_LIST = 4
LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))

MEDIA_URLS = {
    "video": "https://media.example/shore.mp4",
    "image": "https://media.example/shore.png",
    "audio": "https://media.example/shore.wav",
    "any": "https://media.example/shore.bin",
}
MEDIA_TYPES = {
    "video": "video/mp4",
    "image": "image/png",
    "audio": "audio/wav",
    "any": "application/octet-stream",
}


def arguments_for(
    model: type[BaseModel], **fields: SearchStrategy[Any]
) -> SearchStrategy[dict[str, Any]]:
    """
    Return a strategy for arguments that a model accepts, as JSON.

    Every field varies, those with a default too, within its constraints; fields that are
    not required are sometimes left out. What validators of the model's own demand beyond
    that is not known here: filter, or pass strategies.

    Args:
        model: A pydantic model.
        **fields: Strategies to use for fields of the model, by their names in JSON.

    Raises:
        TypeError: if a field has a type of which no values are known.

    Example:
        ```python
        from hypothesis import given
        from pydantic import BaseModel, Field

        class Dream(BaseModel):
            prompt: str
            frames: int = Field(default=24, ge=1, le=48)

        @given(arguments_for(Dream))
        def test_dreams_are_valid(arguments):
            assert 1 <= Dream(**arguments).frames <= 48
        ```
    """
    required: dict[str, SearchStrategy[Any]] = {}
    optional: dict[str, SearchStrategy[Any]] = {}
    for name, info, shape in fields_of(model, fields):
        strategy = fields[name] if shape is None else _values(shape)
        if info.is_required() and issubclass(model, Input):
            # There a null counts as not given.
            strategy = strategy.filter(lambda value: value is not None)
        (required if info.is_required() else optional)[name] = strategy
    return st.fixed_dictionaries(required, optional=optional)


def _values(shape: Shape) -> SearchStrategy[Any]:
    strategy = _present(shape)
    return st.none() | strategy if shape.nullable else strategy


def _present(shape: Shape) -> SearchStrategy[Any]:
    bounds = shape.bounds
    match shape.kind:
        case "bool":
            return st.booleans()
        case "int":
            return _whole(shape)
        case "float":
            return _real(shape)
        case "str":
            return _text(shape)
        case "choice":
            return st.sampled_from(shape.choices)
        case "list":
            least = bounds.get("min_length", 0)
            most = bounds.get("max_length", max(LONGEST_LIST, least))
            return st.lists(_values(shape.parts[0]), min_size=least, max_size=most)
        case "dict":
            return st.dictionaries(st.text(LETTERS, max_size=8), _values(shape.parts[0]))
        case "model":
            model = shape.model
            assert model is not None
            # Put off, for models that contain themselves.
            return st.deferred(lambda: arguments_for(model))
        case "media":
            return _media(shape.media)
        case "union":
            return st.one_of(*map(_values, shape.parts))
        case "any":  # pragma: no branch
            return st.none() | st.booleans() | st.integers(-9, 9) | st.text(LETTERS, max_size=9)


def _whole(shape: Shape) -> SearchStrategy[int]:
    bounds = shape.bounds
    step = bounds.get("multiple_of", 1)
    least = max(bounds.get("ge", -WHOLE), bounds.get("gt", -WHOLE - 1) + 1)
    most = min(bounds.get("le", WHOLE), bounds.get("lt", WHOLE + 1) - 1)
    return st.integers(-(-least // step), most // step).map(lambda number: number * step)


def _real(shape: Shape) -> SearchStrategy[float]:
    bounds = shape.bounds
    least, most = bounds.get("ge", bounds.get("gt")), bounds.get("le", bounds.get("lt"))
    if step := bounds.get("multiple_of"):
        first = -1000 if least is None else math.ceil(least / step)
        last = first + 1000 if most is None else math.floor(most / step)
        numbers = st.integers(first, last).map(lambda number: number * step)
        return numbers.filter(lambda number: number not in {bounds.get("gt"), bounds.get("lt")})
    # Numbers too small for a normal float come from other programs as zero.
    return st.floats(
        least if least is not None else -1e9 if most is None else most - 1e9,
        most if most is not None else 1e9 if least is None else least + 1e9,
        exclude_min="gt" in bounds,
        exclude_max="lt" in bounds,
        allow_subnormal=False,
    )


def _text(shape: Shape) -> SearchStrategy[str]:
    least = shape.bounds.get("min_length", 0)
    most = shape.bounds.get("max_length", max(LONGEST_TEXT, least))
    if pattern := shape.bounds.get("pattern"):
        # pydantic's `$` does not overlook a newline at the end, unlike Python's.
        texts = st.from_regex(pattern, alphabet=LETTERS)
        return texts.filter(lambda text: least <= len(text) <= most and text[-1:] != "\n")
    return st.text(LETTERS, min_size=least, max_size=min(most, max(LONGEST_TEXT, least)))


def _media(kind: str) -> SearchStrategy[str]:
    inline = f"data:{MEDIA_TYPES[kind]};base64,AAAA"
    return st.sampled_from([MEDIA_URLS[kind], inline])
