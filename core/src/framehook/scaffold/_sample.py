"""Values that a schema takes, for examples and for a synthetic reply."""

from __future__ import annotations

__all__ = ("arguments", "reply", "sample")

from typing import Any

from ._bounds import WHOLE
from ._field import MISSING, Field, Kind, Model, fits
from ._text import literal, width

PROMPT = "A paper boat drifts down a rainy street."
# What stands on one line of an example.
LONGEST = 60
_TYPES = {"video": "mp4", "image": "png", "audio": "wav"}


def arguments(model: Model) -> dict[str, Any] | None:
    """Return arguments with everything that must be given, or `None` if nobody can tell them."""
    found: dict[str, Any] = {}
    for each in model.fields:
        if not each.is_required:
            continue
        value = sample(each.kind, each)
        if value is MISSING:
            return None
        found[each.wire] = value
    return found


def sample(kind: Kind, field: Field | None = None) -> Any:
    """Return a value, the document's own where it shows one, or `MISSING`."""
    if kind.name == "media":
        # It stands for a file that whoever tries the example has at hand.
        return f"sample:{kind.media}" if kind.media in _TYPES else "https://media.example/file"
    shown = (field.example, field.default) if field is not None else ()
    for value in (*shown, _made(kind, field)):
        if value is not MISSING and fits(kind, value) and width(literal(value)) <= LONGEST:
            return float(value) if kind.name == "float" else value
    return MISSING


def _made(kind: Kind, field: Field | None) -> Any:
    match kind.name:
        case "bool":
            return False
        case "int" | "float":
            return _number(kind)
        case "str":
            text = PROMPT if field is not None and "prompt" in field.wire else "A tide comes in."
            text = text[: kind.bounds.get("max_length", LONGEST)]
            return text.ljust(min(kind.bounds.get("min_length", 0), LONGEST), ".")
        case "choice":
            return kind.choices[0]
        case "list":
            count = min(kind.bounds.get("min_length", 0), LONGEST)
            item = sample(kind.parts[0]) if count else None
            return MISSING if item is MISSING else [item] * count
        case "model":
            assert kind.model is not None
            made = arguments(kind.model)
            return MISSING if made is None else made
        case "union":
            found = (sample(part) for part in kind.parts)
            return next((value for value in found if value is not MISSING), MISSING)
        case "dict":
            return {}
        case "any":
            return "any"
        case "media" | "file":
            return MISSING


def _number(kind: Kind) -> int | float:
    bounds = kind.bounds
    least = bounds.get("ge", bounds.get("gt", -WHOLE))
    most = bounds.get("le", bounds.get("lt", WHOLE))
    if kind.name == "float":
        return float(min(max(1.0, least), most)) if "gt" not in bounds else (least + most) / 2
    step = bounds.get("multiple_of", 1)
    first = bounds.get("ge", bounds.get("gt", -WHOLE - 1) + 1)
    wanted = max(1, first)
    value = -(-wanted // step) * step
    return int(value if value <= most else -(-first // step) * step)


def reply(model: Model, primary: str) -> dict[str, Any]:
    """Return what a service could answer."""
    found: dict[str, Any] = {}
    for each in model.fields:
        if each.wire == primary or each.kind.name in {"int", "float", "str", "bool", "file"}:
            value = _answer(each.kind, each)
            if value is not MISSING:
                found[each.wire] = value
    return found


def _answer(kind: Kind, field: Field) -> Any:
    if kind.name == "file":
        name = next((name for name in _TYPES if name in field.wire.lower()), "video")
        ending = _TYPES[name]
        return {
            "url": f"https://media.example/synthetic.{ending}",
            "content_type": f"{name}/{ending}",
            "file_name": f"synthetic.{ending}",
            "file_size": 4096,
        }
    if kind.name == "list":
        item = _answer(kind.parts[0], field)
        return [] if item is MISSING else [item]
    return sample(kind, field)
